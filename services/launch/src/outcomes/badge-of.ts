import { assertNever, type DeliveryOutcome } from '@aicc-bridge/contracts';

/** The learner's badge: tone, one bold sentence, one small one (mockups, player.html). */
export interface Badge {
  readonly tone: 'live' | 'warn' | 'good' | 'mute' | 'act';
  readonly title: string;
  readonly detail: string;
  /** what the page offers beside the badge: sign in as another learner */
  readonly offer: 'sign-in-as-another' | null;
  /** nothing new will come */
  readonly final: boolean;
}

/** What is known here, without asking the LMS. */
export type LocalReason = 'S50' | 'S51' | 'S53' | 'missing-sid';

const LOCAL: Readonly<Record<LocalReason, string>> = {
  S50: 'Opened directly (S50)',
  S51: 'Another course is open from your LMS (S51)',
  S53: 'On a phone or tablet (S53)',
  'missing-sid': 'Your LMS did not say where to',
};

/** Never says delivered what the LMS did not confirm. */
export function badgeOf(outcome: DeliveryOutcome | null, local: LocalReason | null): Badge {
  if (local !== null) return badge('mute', 'Not reported', LOCAL[local], { final: true });
  if (outcome === null) return badge('live', 'Reporting to your LMS', 'Starting');
  const { acknowledged, receipt } = outcome;
  const known =
    acknowledged === null ? 'Starting' : `${acknowledged.percent} percent at ${acknowledged.at.slice(11, 16)} UTC`;
  switch (outcome.outcome) {
    case 'sending':
      return badge('live', 'Reporting to your LMS', known);
    case 'confirmed':
      return acknowledged !== null && acknowledged.percent === 100
        ? badge('good', 'Confirmed by your LMS', receipt === null ? known : `${known}, receipt ${receipt}`)
        : badge('live', 'Reporting to your LMS', known);
    case 'waiting':
      return waitingBadge(outcome);
    case 'needs-relaunch':
      return badge('act', 'Open it once more from your LMS', 'What you watched is kept');
    case 'refused':
      return outcome.ruleId === 'identity'
        ? badge('mute', 'Not reported', 'Your LMS knows this session as another learner', {
            offer: 'sign-in-as-another',
          })
        : badge('mute', 'Not reported', outcome.verdict?.cause ?? 'Your LMS refused it');
    case 'not-reported':
      return badge('mute', 'Not reported', notReportedDetail(outcome));
    case 'expired':
      return badge('mute', 'Not reported', outcome.verdict?.cause ?? 'This launch is over');
    default:
      return assertNever(outcome.outcome);
  }
}

/** Held is not waiting for the LMS to answer: the LMS takes nothing from a review (design §6). */
function waitingBadge({ waitingFor, verdict }: DeliveryOutcome): Badge {
  if (waitingFor === 'held')
    return badge(
      'mute',
      'Not reported now',
      verdict?.cause ?? 'Your LMS opened this to look at it; what you watch is kept',
    );
  const detail =
    waitingFor === 'backoff' || waitingFor === null ? 'Nothing to do' : (verdict?.cause ?? 'Nothing to do');
  return badge('warn', 'Saved here, waiting for your LMS', detail);
}

function notReportedDetail({ ruleId, verdict }: DeliveryOutcome): string {
  if (ruleId === 'S53') return LOCAL.S53;
  if (ruleId === 'preview') return 'Your organisation is trying the bridge out';
  return verdict?.cause ?? 'Your LMS does not want it';
}

function badge(tone: Badge['tone'], title: string, detail: string, more: Partial<Badge> = {}): Badge {
  return { tone, title, detail, offer: null, final: false, ...more };
}
