import { useEffect, useId, useState, type ReactNode } from 'react';
import { CONNECTION_CHECK, type TenantState } from '@aicc-bridge/contracts';
import { Button } from '../look/button.js';
import { CopyButton } from '../look/copy-button.js';
import { Drawer } from '../look/drawer.js';
import { Icon } from '../look/icon.js';
import { ProblemNotice } from '../look/problem-notice.js';
import { type Step, Steps } from '../look/steps.js';
import { useMessages } from '../messages/use-messages.js';
import { useVerdictTexts } from '../verdicts/use-verdict-texts.js';
import { LaunchWait } from './launch-wait.js';
import { ReturnAddressForm } from './return-address-form.js';
import { hostText } from './tenant-settings.js';
import { stepsOfHost, stepsOfLaunch } from './test-steps.js';
import { testWords } from './test-words.js';
import { type LmsTest, useLmsTest } from './use-lms-test.js';
import { useProbeTexts } from './use-probe-texts.js';
import { useTestLaunch } from './use-test-launch.js';

/** Opened a little before: a launch that is a few seconds old is the one that the admin means. */
const LOOK_BACK_MILLIS = 15_000;

interface TestDrawerProps {
  readonly tenant: TenantState;
  readonly onClose: () => void;
}

/** "Test integration" (S26): what the host name tells, then what a real launch of the test course tells. */
export function TestDrawer({ tenant, onClose }: TestDrawerProps): ReactNode {
  const t = useMessages(testWords);
  const verdicts = useVerdictTexts();
  const id = useId();
  const hosts = tenant.hosts.map(hostText);
  const [host, setHost] = useState(hosts[0] ?? '');
  const [since] = useState(() => new Date(Date.now() - LOOK_BACK_MILLIS));
  const test = useLmsTest(tenant.tenantId);
  const launch = useTestLaunch(tenant.tenantId, since);
  const { run } = test;
  useEffect(() => {
    if (host !== '') run({ host }, host);
  }, [host, run]);
  const hostSteps = stepsOfHost(test, t, useProbeTexts());
  const launchSteps = stepsOfLaunch(launch, test, t, verdicts);
  const all = [...hostSteps, ...launchSteps];
  const done = all.filter(({ state }) => state !== 'unknown' && state !== 'running').length;
  return (
    <Drawer
      title={t('title')}
      isOpen
      onClose={onClose}
      footer={<Foot report={reportOf(test.tested, all)} test={test} host={host} onClose={onClose} />}
    >
      <div className="stack">
        <p className="md soft">
          <span className="mono">{test.tested}</span> · {t('answered', { done, all: all.length })}
        </p>
        {hosts.length > 1 ? (
          <div className="field">
            <label htmlFor={id}>{t('host')}</label>
            <select className="select" id={id} value={host} onChange={({ target }) => setHost(target.value)}>
              {hosts.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </select>
          </div>
        ) : null}
        {test.problem ? <ProblemNotice problem={test.problem} onRetry={() => run({ host }, host)} /> : null}
        <h3 className="grp">{t('from-host')}</h3>
        <Steps steps={hostSteps} causeWord={t('cause')} cureWord={t('cure')} />
        <h3 className="grp">{t('from-launch')}</h3>
        <p className="small muted">{t('from-launch.says')}</p>
        <Steps steps={launchSteps} causeWord={t('cause')} cureWord={t('cure')} />
        <LaunchWait tenant={tenant} launch={launch} courseId={CONNECTION_CHECK}>
          <ReturnAddressForm running={test.running} onTest={(address, shown) => run({ address }, shown)} />
        </LaunchWait>
      </div>
    </Drawer>
  );
}

interface FootProps {
  readonly report: string;
  readonly test: LmsTest;
  readonly host: string;
  readonly onClose: () => void;
}

function Foot({ report, test, host, onClose }: FootProps): ReactNode {
  const t = useMessages(testWords);
  return (
    <div className="row between">
      <Button isDisabled={host === ''} isPending={test.running} onPress={() => test.run({ host }, host)}>
        <Icon name="replay" />
        {t('again')}
      </Button>
      <div className="row">
        <CopyButton kind="quiet" text={report}>
          {t('copy')}
        </CopyButton>
        <Button onPress={onClose}>{t('close')}</Button>
      </div>
    </div>
  );
}

/** As text, for a mail to whoever runs the LMS. */
function reportOf(tested: string, steps: readonly Step[]): string {
  const lines = steps.map(({ name, result, says, cause }) =>
    [`${name}: ${result}`, ...[says, cause?.cause, cause?.cure].filter((text) => typeof text === 'string')].join(' – '),
  );
  return [`${tested}, ${new Date().toISOString()}`, ...lines].join('\n');
}
