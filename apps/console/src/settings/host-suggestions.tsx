import { useState, type ReactNode } from 'react';
import type { TenantSettings } from '@aicc-bridge/contracts';
import { Link } from 'react-router';
import { asProblem } from '../api/problem.js';
import { ProblemNotice } from '../look/problem-notice.js';
import { useToast } from '../look/toast.js';
import { useMessages } from '../messages/use-messages.js';
import { launchesAddress } from '../reports/launches-address.js';
import { useMay } from '../session/session.js';
import { useScope } from '../shell/scope.js';
import { settingsWords } from './messages.js';
import { Suggestion } from './suggestion.js';
import { hostsToKeep, isListed, replaceHosts, useHostSuggestions, useTenantChange } from './tenant-settings.js';

/** Hosts that knocked and are not on the list: one press adds one. "Ignore" holds while the page is open; nothing is sent there anyway. */
export function HostSuggestions({ tenant }: { readonly tenant: TenantSettings }): ReactNode {
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
        // The list of this page is newer than the suggestions: those learn of a new host over the bus.
        .filter(({ host }) => !ignored.includes(host) && !isListed(tenant, host))
        .map(({ host, launches }) => (
          <Suggestion
            key={host}
            says={t.rich(
              'suggestion',
              { b: (words) => <strong>{words}</strong>, host: () => <span className="mono">{host}</span> },
              { count: launches },
            )}
            add={t('suggestion.add')}
            may={may}
            isPending={saving.isPending}
            onAdd={() => add(host)}
            onIgnore={() => setIgnored([...ignored, host])}
          >
            <Link className="small" to={scope.path(launchesAddress({ outcome: 'refused', rule: 'S29' }))}>
              {t('suggestion.see')}
            </Link>
          </Suggestion>
        ))}
      {saving.error ? <ProblemNotice problem={asProblem(saving.error)} /> : null}
    </>
  );
}
