import { useState, type ReactNode } from 'react';
import type { TenantState } from '@aicc-bridge/contracts';
import { Link } from 'react-router';
import { asProblem } from '../api/problem.js';
import { Button } from '../look/button.js';
import { Icon } from '../look/icon.js';
import { Notice } from '../look/notice.js';
import { ProblemNotice } from '../look/problem-notice.js';
import { useToast } from '../look/toast.js';
import { useMessages } from '../messages/use-messages.js';
import { useMay } from '../session/session.js';
import { useScope } from '../shell/scope.js';
import { settingsWords } from './messages.js';
import { hostsToKeep, replaceHosts, useHostSuggestions, useTenantChange } from './tenant-settings.js';

/** Hosts that knocked and are not on the list: one press adds one. "Ignore" holds while the page is open; nothing is sent there anyway. */
export function HostSuggestions({ tenant }: { readonly tenant: TenantState }): ReactNode {
  const t = useMessages(settingsWords);
  const say = useToast();
  const scope = useScope();
  const may = useMay('change-settings');
  const suggestions = useHostSuggestions(tenant.tenantId);
  const saving = useTenantChange(tenant.tenantId);
  const [ignored, setIgnored] = useState<readonly string[]>([]);
  const add = (host: string): void =>
    saving.mutate(replaceHosts([...hostsToKeep(tenant), { host, http: false }]), {
      onSuccess: () => say(t('host.saved')),
    });
  return (
    <>
      {(suggestions.data ?? [])
        .filter(({ host }) => !ignored.includes(host) && !isListed(tenant, host))
        .map(({ host, launches }) => (
          <Notice key={host} tone="warn" role="status">
            <p>
              {t.rich(
                'suggestion',
                { b: (words) => <strong>{words}</strong>, host: () => <span className="mono">{host}</span> },
                { count: launches },
              )}
            </p>
            <div className="row">
              {may ? (
                <>
                  <Button small isPending={saving.isPending} onPress={() => add(host)}>
                    <Icon name="plus" />
                    {t('suggestion.add')}
                  </Button>
                  <Button small kind="quiet" onPress={() => setIgnored([...ignored, host])}>
                    {t('suggestion.ignore')}
                  </Button>
                </>
              ) : null}
              <Link className="small" to={`${scope.path('/reports')}?outcome=refused&ruleId=S29`}>
                {t('suggestion.see')}
              </Link>
            </div>
          </Notice>
        ))}
      {saving.error ? <ProblemNotice problem={asProblem(saving.error)} /> : null}
    </>
  );
}

/** The list of this page is newer than the suggestions: those learn of a new host over the bus. */
function isListed({ hosts }: TenantState, host: string): boolean {
  return hosts.some(({ name, port }) => host === `${name}:${port}` || (host === name && port === 443));
}
