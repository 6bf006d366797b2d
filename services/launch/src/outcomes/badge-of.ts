import { assertNever, type DeliveryOutcome } from '@aicc-bridge/contracts';

/** The learner's badge: tone, one bold sentence, one small one (mockups, player.html). */
export interface Badge {
  readonly tone: 'live' | 'warn' | 'good' | 'mute' | 'act';
  readonly title: string;
  readonly detail: string;
}

/** Never says delivered what the LMS did not confirm. */
export function badgeOf(outcome: DeliveryOutcome | null, notReportedRule: 'S50' | 'missing-sid' | null): Badge {
  if (notReportedRule === 'S50') return { tone: 'mute', title: 'Not reported', detail: 'Opened directly' };
  if (notReportedRule === 'missing-sid')
    return { tone: 'mute', title: 'Not reported', detail: 'Your LMS did not say where to' };
  if (outcome === null) return { tone: 'live', title: 'Reporting to your LMS', detail: 'Starting' };
  const { acknowledged, receipt } = outcome;
  const known =
    acknowledged === null ? 'Starting' : `${acknowledged.percent} percent at ${acknowledged.at.slice(11, 16)} UTC`;
  switch (outcome.outcome) {
    case 'sending':
      return { tone: 'live', title: 'Reporting to your LMS', detail: known };
    case 'confirmed':
      return acknowledged !== null && acknowledged.percent === 100
        ? {
            tone: 'good',
            title: 'Confirmed by your LMS',
            detail: receipt === null ? known : `${known}, receipt ${receipt}`,
          }
        : { tone: 'live', title: 'Reporting to your LMS', detail: known };
    case 'waiting':
      return {
        tone: 'warn',
        title: 'Saved here, waiting for your LMS',
        detail: outcome.verdict?.cause ?? 'Nothing to do',
      };
    case 'needs-relaunch':
      return { tone: 'act', title: 'Open it once more from your LMS', detail: 'What you watched is kept' };
    case 'not-reported':
    case 'refused':
    case 'expired':
      return { tone: 'mute', title: 'Not reported', detail: outcome.verdict?.cause ?? '' };
    default:
      return assertNever(outcome.outcome);
  }
}
