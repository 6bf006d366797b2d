import type { ReactNode } from 'react';
import type { TenantSettings } from '@aicc-bridge/contracts';
import { asProblem } from '../api/problem.js';
import { Button } from '../look/button.js';
import { Icon } from '../look/icon.js';
import { Moment } from '../look/moment.js';
import { Notice } from '../look/notice.js';
import { ProblemNotice } from '../look/problem-notice.js';
import { useToast } from '../look/toast.js';
import { useMessages } from '../messages/use-messages.js';
import { useMay } from '../session/session.js';
import { settingsWords } from './messages.js';
import { hostsToKeep, isListed, type LaunchKeyUse, replaceHosts, useTenantChange } from './tenant-settings.js';

/** A key that leaked can come from any number of made-up hosts; the first few say what is to be done. */
const MOST_HOSTS = 5;

/** Hosts off the list that came with a key: the LMS has moved, or somebody else uses the package. A revoked key opens nothing any more. */
export function KeyAlarms({ tenant, use }: { readonly tenant: TenantSettings; readonly use: LaunchKeyUse }): ReactNode {
  const t = useMessages(settingsWords);
  const say = useToast();
  const may = useMay('change-settings');
  const saving = useTenantChange(tenant.tenantId);
  const { launchKey, state } = use;
  // The list of this page is newer than the alarms: those learn of a new host over the bus.
  const alarms = state === 'revoked' ? [] : use.alarms.filter(({ host }) => !isListed(tenant, host));
  if (alarms.length === 0) return null;
  const add = (host: string): void =>
    saving.mutate(replaceHosts([...hostsToKeep(tenant), { host, http: false }]), {
      onSuccess: () => say(t('host.saved')),
    });
  return (
    <Notice tone="warn" role="status">
      <p>
        {t.rich(
          'keys.alarm',
          {
            b: (words) => <strong>{words}</strong>,
            key: () => <span className="mono key">{launchKey}</span>,
          },
          { count: alarms.length },
        )}
      </p>
      <ul className="notes">
        {alarms.slice(0, MOST_HOSTS).map(({ host, launches, lastAt }) => (
          <li key={host}>
            <span className="mono">{host}</span>
            <span className="sub">
              {t.rich('keys.alarm.host', { when: () => <Moment at={lastAt} as="relative" /> }, { count: launches })}
            </span>
            {may ? (
              <Button
                small
                isPending={saving.isPending}
                aria-label={t('keys.alarm.add.of', { host })}
                onPress={() => add(host)}
              >
                <Icon name="plus" />
                {t('keys.alarm.add')}
              </Button>
            ) : null}
          </li>
        ))}
        {alarms.length > MOST_HOSTS ? <li>{t('keys.alarm.more', { count: alarms.length - MOST_HOSTS })}</li> : null}
      </ul>
      <p>{t('keys.alarm.cure')}</p>
      {saving.error ? <ProblemNotice problem={asProblem(saving.error)} /> : null}
    </Notice>
  );
}
