import { useEffect, useId, useState, type ReactNode } from 'react';
import { CONNECTION_CHECK, PROBE_STEPS, type TenantState } from '@aicc-bridge/contracts';
import { Button } from '../look/button.js';
import { CopyButton } from '../look/copy-button.js';
import { Drawer } from '../look/drawer.js';
import { Icon } from '../look/icon.js';
import { ProblemNotice } from '../look/problem-notice.js';
import { type Step, Steps, type StepState } from '../look/steps.js';
import { type Messages, useMessages } from '../messages/use-messages.js';
import { LaunchWait } from './launch-wait.js';
import { hostText } from './tenant-settings.js';
import type { en } from './test-words.en.js';
import { testWords } from './test-words.js';
import { type LmsTest, type ProbeStep, useLmsTest } from './use-lms-test.js';
import { type TestLaunch, useTestLaunch } from './use-test-launch.js';

/** Opened a little before: a launch that is a few seconds old is the one that the admin means. */
const LOOK_BACK_MILLIS = 15_000;
const STATES: Readonly<Record<ProbeStep['state'], StepState>> = {
  passed: 'passed',
  warning: 'warning',
  failed: 'failed',
  'not-known': 'unknown',
};

interface TestDrawerProps {
  readonly tenant: TenantState;
  readonly onClose: () => void;
}

/** "Test integration" (S26): what the host name tells, then what a real launch of the test course tells. */
export function TestDrawer({ tenant, onClose }: TestDrawerProps): ReactNode {
  const t = useMessages(testWords);
  const id = useId();
  const hosts = tenant.hosts.map(hostText);
  const [host, setHost] = useState(hosts[0] ?? '');
  const [since] = useState(() => new Date(Date.now() - LOOK_BACK_MILLIS));
  const test = useLmsTest(tenant.tenantId);
  const launch = useTestLaunch(tenant.tenantId, since);
  const { run } = test;
  useEffect(() => {
    if (host !== '') run(host);
  }, [host, run]);
  const hostSteps = stepsOfHost(test, t);
  const launchSteps = stepsOfLaunch(launch, t);
  const all = [...hostSteps, ...launchSteps];
  const done = all.filter(({ state }) => state !== 'unknown' && state !== 'running').length;
  return (
    <Drawer
      title={t('title')}
      isOpen
      onClose={onClose}
      footer={<Foot report={reportOf(host, all)} test={test} host={host} onClose={onClose} />}
    >
      <div className="stack">
        <p className="md soft">
          <span className="mono">{host}</span> · {t('answered', { done, all: all.length })}
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
        {test.problem ? <ProblemNotice problem={test.problem} onRetry={() => run(host)} /> : null}
        <h3 className="grp">{t('from-host')}</h3>
        <Steps steps={hostSteps} causeWord={t('cause')} cureWord={t('cure')} />
        <h3 className="grp">{t('from-launch')}</h3>
        <p className="small muted">{t('from-launch.says')}</p>
        <Steps steps={launchSteps} causeWord={t('cause')} cureWord={t('cure')} />
        <LaunchWait tenant={tenant} launch={launch} courseId={CONNECTION_CHECK} />
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
      <Button isDisabled={host === ''} isPending={test.running} onPress={() => test.run(host)}>
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

function stepsOfHost({ running, steps, problem }: LmsTest, t: Messages<typeof en>): readonly Step[] {
  const waiting = PROBE_STEPS.find((name) => !steps.some(({ step }) => step === name));
  return PROBE_STEPS.map((name): Step => {
    const known = steps.find(({ step }) => step === name);
    const state =
      known !== undefined
        ? STATES[known.state]
        : running && problem === null && name === waiting
          ? 'running'
          : 'unknown';
    const explained = known !== undefined && (known.state === 'failed' || known.state === 'warning');
    return {
      id: name,
      name: t(`step.${name}`),
      state,
      result: t(state),
      ...(known !== undefined && !explained ? { says: known.detail } : {}),
      ...(explained ? { cause: { cause: known.detail, cure: known.cure ?? '' } } : {}),
    };
  });
}

function stepsOfLaunch(launch: TestLaunch | null, t: Messages<typeof en>): readonly Step[] {
  const answers = launch !== null && launch.lms !== null;
  const step = (id: 'read' | 'readable' | 'version' | 'percent', state: StepState, more: Partial<Step> = {}): Step => ({
    id,
    name: t(`launch.${id}`),
    state,
    result: t(state),
    ...more,
  });
  // Only a launch that the LMS answered tells anything; nothing is called passed before.
  const trouble = launch !== null && !answers ? launch.verdict : null;
  const read: StepState = answers ? 'passed' : trouble ? 'failed' : 'unknown';
  return [
    step('read', read, trouble ? { cause: trouble } : {}),
    step('readable', answers ? 'passed' : 'unknown'),
    versionStep(launch, step, t),
    percentStep(launch, answers, step, t),
  ];
}

type MakeStep = (id: 'version' | 'percent', state: StepState, more?: Partial<Step>) => Step;

function versionStep(launch: TestLaunch | null, step: MakeStep, t: Messages<typeof en>): Step {
  const version = launch?.version ?? null;
  if (version === null) return step('version', 'unknown');
  if (/^4(\.|$)/.test(version)) return step('version', 'passed', { says: version });
  return step('version', 'warning', {
    cause: { cause: t('launch.version.other', { version }), cure: t('launch.version.cure') },
  });
}

function percentStep(launch: TestLaunch | null, answers: boolean, step: MakeStep, t: Messages<typeof en>): Step {
  const percent = launch?.acknowledged?.percent ?? null;
  if (percent !== null) return step('percent', 'passed', { says: t('launch.percent.says', { percent }) });
  return step('percent', 'unknown', answers ? { says: t('launch.percent.waits') } : {});
}

/** As text, for a mail to whoever runs the LMS. */
function reportOf(host: string, steps: readonly Step[]): string {
  const lines = steps.map(({ name, result, says, cause }) =>
    [`${name}: ${result}`, ...[says, cause?.cause, cause?.cure].filter((text) => typeof text === 'string')].join(' – '),
  );
  return [`${host}, ${new Date().toISOString()}`, ...lines].join('\n');
}
