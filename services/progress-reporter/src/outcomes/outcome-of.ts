import { assertNever, type Outcome, type RuleId, type WaitingReason } from '@aicc-bridge/contracts';
import type { DeliveryFacts } from '../delivery/delivery-facts.js';
import type { HoldReason } from '../delivery/next-step.js';
import { buildReport, knownToLms, rises } from '../delivery/build-report.js';
import type { Verdict } from './verdict.js';
import { verdictOf, warningOf } from './verdict-of.js';

export interface LaunchOutcome {
  readonly outcome: Outcome;
  readonly waitingFor: WaitingReason | null;
  readonly ruleId: RuleId | null;
  readonly verdict: Verdict | null;
}

/** The outcome of a launch (design §4): only an LMS that said `error=0` makes `confirmed`. `hold` = why nothing is sent. */
export function outcomeOf(facts: DeliveryFacts, hold: HoldReason | null): LaunchOutcome {
  const { session, phase } = facts;
  const is = (
    outcome: Outcome,
    ruleId: RuleId | null = null,
    waitingFor: WaitingReason | null = null,
  ): LaunchOutcome => ({
    outcome,
    waitingFor,
    ruleId,
    verdict: outcome === 'confirmed' || outcome === 'sending' ? warningOf(facts) : verdictOf(facts, hold),
  });
  if (phase === 'over') return endedOutcome(facts, is);
  if (hold !== null) return heldOutcome(hold, is);
  if (session.mode === 'review' || session.mode === 'browse') return is('waiting', null, 'held');
  if (session.readBack === 'missing') return is('needs-relaunch');
  if (session.failures > 0 || session.ambiguous > 0) return is('waiting', null, 'backoff');
  // error=0 to a completion is not believed yet where the LMS is asked whether it stored it.
  return everythingAcknowledged(facts) && session.readBack !== 'wanted' ? is('confirmed') : is('sending');
}

type Is = (outcome: Outcome, ruleId?: RuleId | null, waitingFor?: WaitingReason | null) => LaunchOutcome;

function endedOutcome(facts: DeliveryFacts, is: Is): LaunchOutcome {
  const { ended } = facts.session;
  switch (ended) {
    case 'mobile':
      return is('not-reported', 'S53');
    case 'identity':
      return is('refused', 'identity');
    case 'held':
      return is('waiting', null, 'held');
    case 'erased':
      return is('expired', 'erased');
    case 'refused':
      return is('refused', 'lms-error');
    case 'exited':
    case 'session-over':
    case 'gave-up':
    case 'lane-taken':
    case null:
      return everythingAcknowledged(facts) && facts.session.readBack !== 'missing'
        ? is('confirmed')
        : is('needs-relaunch');
    default:
      return assertNever(ended);
  }
}

function heldOutcome(hold: HoldReason, is: Is): LaunchOutcome {
  switch (hold) {
    case 'disabled':
      return is('waiting', 'S32', 'disabled');
    case 'paused':
      return is('waiting', null, 'paused');
    case 'preview':
      return is('not-reported', 'preview');
    case 'host-removed':
      return is('needs-relaunch', 'S30');
    default:
      return assertNever(hold);
  }
}

/** With nothing counted there is nothing to acknowledge; but an LMS that never answered has confirmed nothing. */
function everythingAcknowledged(facts: DeliveryFacts): boolean {
  if (facts.session.mode === null) return false;
  if (!facts.progress.counted) return facts.phase === 'over';
  return facts.session.acknowledged !== null && !rises(buildReport(facts), knownToLms(facts));
}
