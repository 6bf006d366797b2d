import { useState, type ReactNode } from 'react';
import { frameOrigins, mayFrame, type TenantState } from '@aicc-bridge/contracts';
import { asProblem } from '../api/problem.js';
import { Moment } from '../look/moment.js';
import { ProblemNotice } from '../look/problem-notice.js';
import { useToast } from '../look/toast.js';
import { useMessages } from '../messages/use-messages.js';
import { useMay } from '../session/session.js';
import { settingsWords } from './messages.js';
import { Suggestion } from './suggestion.js';
import { change, useFrameSuggestions, useTenantChange } from './tenant-settings.js';

/** Pages that tried to show a course in a frame and are not on the list: their browsers refused, and learners saw an empty frame. */
export function FrameSuggestions({ tenant }: { readonly tenant: TenantState }): ReactNode {
  const t = useMessages(settingsWords);
  const say = useToast();
  const may = useMay('change-settings');
  const frames = useFrameSuggestions(tenant.tenantId);
  const saving = useTenantChange(tenant.tenantId);
  const [ignored, setIgnored] = useState<readonly string[]>([]);
  // An empty list stands for the LMS hosts; with one entry of its own it does so no more, so they are written down with it.
  const add = (origin: string): void =>
    saving.mutate(change({ frameHosts: [...frameOrigins(tenant), origin] }), {
      onSuccess: () => say(t('frame.saved')),
    });
  return (
    <>
      {(frames.data ?? [])
        // The list of this page is newer than the suggestions: those learn of a new host over the bus.
        .filter(({ origin }) => !ignored.includes(origin) && !mayFrame(tenant, origin))
        .map(({ origin, launches, lastAt }) => (
          <Suggestion
            key={origin}
            says={t.rich(
              'frame',
              {
                b: (words) => <strong>{words}</strong>,
                origin: () => <span className="mono">{origin}</span>,
                when: () => <Moment at={lastAt} as="relative" />,
              },
              { count: launches },
            )}
            add={t('frame.add')}
            may={may}
            isPending={saving.isPending}
            onAdd={() => add(origin)}
            onIgnore={() => setIgnored([...ignored, origin])}
          />
        ))}
      {saving.error ? <ProblemNotice problem={asProblem(saving.error)} /> : null}
    </>
  );
}
