import type { Outcome } from '@aicc-bridge/contracts';
import type { ReactNode } from 'react';
import { useFormats, useMessages } from '../messages/use-messages.js';
import type { OutcomeCounts } from './launches.api.js';
import { reportsWords } from './messages.js';
import { OUTCOME_ORDER, OutcomeStatus } from './outcome.js';

interface LaunchFacetsProps {
  readonly counts: OutcomeCounts | undefined;
  readonly chosen: string | undefined;
  readonly onChoose: (outcome: Outcome | null) => void;
}

/** Counts that filter. Zero stays to be seen, but for "expired", which most never have. */
export function LaunchFacets({ counts, chosen, onChoose }: LaunchFacetsProps): ReactNode {
  const t = useMessages(reportsWords);
  const formats = useFormats();
  const write = (n: number | undefined): ReactNode =>
    n === undefined ? <span className="skel" aria-hidden="true" /> : `${formats.number(n)}${counts?.more ? '+' : ''}`;
  const shown = OUTCOME_ORDER.filter(
    (one) => one !== 'expired' || (counts?.counts.expired ?? 0) > 0 || chosen === 'expired',
  );
  return (
    <div className="facets" role="group" aria-label={t('outcome.label')}>
      <button type="button" className="facet" aria-pressed={chosen === undefined} onClick={() => onChoose(null)}>
        <b>{write(counts && Math.min(counts.total, counts.more ? counts.total - 1 : counts.total))}</b>
        <span className="st">{t('outcome.all')}</span>
      </button>
      {shown.map((outcome) => (
        <button
          key={outcome}
          type="button"
          className="facet"
          aria-pressed={chosen === outcome}
          onClick={() => onChoose(chosen === outcome ? null : outcome)}
        >
          <b>{write(counts?.counts[outcome])}</b>
          <OutcomeStatus outcome={outcome} />
        </button>
      ))}
    </div>
  );
}
