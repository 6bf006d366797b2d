import { assertNever } from '@aicc-bridge/contracts';
import type { Durations } from '../durations.js';
import type { DeliveryFacts, EpochMs } from './delivery-facts.js';
import { type ExchangeResult, nameOf } from './exchange-result.js';
import type { NextStep } from './next-step.js';
import { isCompletion } from './build-report.js';
import { addsEveryTime } from './next-step.js';
import { nextTryAt } from './retry-schedule.js';
import type { EndedWhy, Phase, SessionState } from './session-state.js';

/** How the row looks after an exchange. */
export interface Judged {
  readonly phase: Phase;
  readonly session: SessionState;
  readonly dueAt: EpochMs | null;
}

export type SentStep = Extract<
  NextStep,
  { do: 'send-get-param' | 'send-put-param' | 'send-final-put-param' | 'send-exit-au' }
>;

/** What an exchange's result makes of a session (design §7, retry table; amends sheet §3.5). GetParam's content is opened elsewhere. */
export function judgeExchange(
  facts: DeliveryFacts,
  step: SentStep,
  result: ExchangeResult,
  now: EpochMs,
  jitter: number,
  durations: Durations,
): Judged {
  const session = afterSending(facts, step, result, now);
  switch (result.kind) {
    case 'confirmed':
      return confirmed(
        facts,
        step,
        { ...healthy(session), lastAnswerAt: now, lmsVersion: result.version ?? session.lmsVersion },
        now,
      );
    case 'not-initialized':
      if (session.reinitialized || step.do === 'send-get-param') return over(session, 'session-over');
      return { phase: 'opening', session: { ...healthy(session), reinitialized: true, lastAnswerAt: now }, dueAt: now };
    case 'terminated':
      // A repeated ExitAU that is answered "Terminated": the first one had arrived. That is success.
      return step.do === 'send-exit-au' && facts.session.exit === 'begun'
        ? over({ ...session, exit: 'acknowledged' }, 'exited')
        : over(session, 'session-over');
    case 'session-unknown':
      return over(session, 'session-over');
    case 'ambiguous':
      return ambiguous(facts, session, result.sign, now, durations);
    case 'refused':
      if (facts.phase === 'opening' && result.sign === 'error=1' && facts.profile.reviewRule === 'refusal-means-review')
        return over({ ...session, mode: 'review' }, 'held');
      return over(session, 'refused');
    case 'busy':
      return later(facts, session, now, jitter, durations, result.retryAfterMs);
    case 'unreachable':
    case 'not-sent':
      return later(facts, session, now, jitter, durations, null);
    case 'our-fault':
      return { phase: facts.phase, session, dueAt: now + durations.ourFaultMs * (1 + 4 * jitter) };
    default:
      return assertNever(result);
  }
}

/** The row while an unrepeatable message is on its way: written before it goes. Null if the step needs no mark. */
export function markBegun(facts: DeliveryFacts, step: SentStep): Judged | null {
  const session = marked(facts, step);
  if (step.do === 'send-final-put-param' || step.do === 'send-exit-au')
    return { phase: 'closing', session, dueAt: null };
  const unrepeatable = step.do === 'send-put-param' && step.timeSeconds > 0 && addsEveryTime(facts.profile);
  return unrepeatable ? { phase: facts.phase, session, dueAt: null } : null;
}

function marked({ session, sessionSeconds }: DeliveryFacts, step: SentStep): SessionState {
  const timeTold = Math.max(session.timeTold, sessionSeconds);
  switch (step.do) {
    case 'send-get-param':
      return session;
    case 'send-put-param':
      return step.timeSeconds > 0 ? { ...session, timeTold } : session;
    case 'send-final-put-param':
      return { ...session, closing: step.closing, finalPut: 'begun', timeTold };
    case 'send-exit-au':
      return { ...session, exit: 'begun' };
    default:
      return assertNever(step);
  }
}

/** Phase `over`; sid and address are deleted with it (rule 76). */
export function over(session: SessionState, ended: EndedWhy): Judged {
  return { phase: 'over', session: { ...session, ended }, dueAt: null };
}

/** If the message certainly was not taken, its mark goes back to what earlier tries have left. */
function afterSending(facts: DeliveryFacts, step: SentStep, result: ExchangeResult, now: EpochMs): SessionState {
  const { finalPut, exit, timeTold } = facts.session;
  const after = { ...marked(facts, step), ...(certainlyNotTaken(result) ? { finalPut, exit, timeTold } : {}) };
  if (result.kind === 'confirmed') return { ...after, trouble: null, troubleAt: null, troubleDetail: null };
  const troubleDetail = result.kind === 'unreachable' ? result.detail.slice(0, 300) : null;
  return { ...after, trouble: nameOf(result), troubleAt: now, troubleDetail };
}

/** A clear refusal stores nothing; of silence, an error of the server or an unreadable answer nobody knows (F64). */
function certainlyNotTaken(result: ExchangeResult): boolean {
  switch (result.kind) {
    case 'not-initialized':
    case 'terminated':
    case 'session-unknown':
    case 'refused':
    case 'not-sent':
      return true;
    case 'ambiguous':
      return result.sign === 'http-404';
    case 'unreachable':
    case 'our-fault':
      return !result.mayHaveArrived;
    case 'busy':
      return result.status === 429;
    case 'confirmed':
      return false;
    default:
      return assertNever(result);
  }
}

function healthy(session: SessionState): SessionState {
  return { ...session, failures: 0, firstFailureAt: null, ambiguous: 0 };
}

function confirmed(facts: DeliveryFacts, step: SentStep, session: SessionState, now: EpochMs): Judged {
  switch (step.do) {
    case 'send-get-param':
      // Later ones look whether a completion was stored, and change nothing else.
      return { phase: facts.phase === 'opening' ? 'reporting' : facts.phase, session, dueAt: now };
    case 'send-put-param':
    case 'send-final-put-param': {
      const acknowledged = {
        status: step.report.status,
        percent: step.report.score,
        version: facts.desiredVersion,
        at: now,
      };
      const final = step.do === 'send-final-put-param';
      const look = facts.profile.readBack && session.readBack === 'none' && isCompletion(step.report.status);
      return {
        phase: final ? 'closing' : facts.phase,
        session: {
          ...session,
          acknowledged,
          lastPutAt: now,
          finalPut: final ? 'acknowledged' : session.finalPut,
          readBack: look ? 'wanted' : session.readBack,
        },
        dueAt: now + facts.profile.gapBetweenRequestsMs,
      };
    }
    case 'send-exit-au':
      return over({ ...session, exit: 'acknowledged' }, 'exited');
    default:
      return assertNever(step);
  }
}

function ambiguous(
  facts: DeliveryFacts,
  session: SessionState,
  sign: string,
  now: EpochMs,
  { ambiguousMs }: Durations,
): Judged {
  const wait = ambiguousMs[session.ambiguous];
  const final404 = sign === 'http-404' && facts.profile.notFoundMeaning === 'session-over';
  if (wait === undefined || final404) return over(session, 'session-over');
  return {
    phase: phaseOf(facts, session),
    session: { ...session, ambiguous: session.ambiguous + 1 },
    dueAt: now + wait,
  };
}

function later(
  facts: DeliveryFacts,
  session: SessionState,
  now: EpochMs,
  jitter: number,
  durations: Durations,
  retryAfterMs: number | null,
): Judged {
  const failures = session.failures + 1;
  const firstFailureAt = session.firstFailureAt ?? now;
  const sessionLifeMs = facts.profile.idleLimitMinutes * 60_000;
  const dueAt = nextTryAt(
    { failures, firstFailureAt, lastSignAt: session.lastAnswerAt ?? facts.startedAt, retryAfterMs, sessionLifeMs },
    now,
    jitter,
    durations,
  );
  const failed = { ...session, failures, firstFailureAt };
  return dueAt === null ? over(failed, 'gave-up') : { phase: phaseOf(facts, session), session: failed, dueAt };
}

function phaseOf(facts: DeliveryFacts, session: SessionState): Phase {
  return session.closing === null ? facts.phase : 'closing';
}
