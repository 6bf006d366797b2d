import { assertNever } from '@aicc-bridge/contracts';
import type { Durations } from '../durations.js';
import { buildReport, isCompletion, knownToLms, type Report, rises } from './build-report.js';
import { closeReason } from './close-reason.js';
import type { DeliveryFacts, EpochMs } from './delivery-facts.js';
import { HELD_BACK_MS } from './held-back.js';
import type { CloseReason, EndedWhy } from './session-state.js';

/** Why nothing is sent though something could be. */
export type HoldReason = 'disabled' | 'paused' | 'preview' | 'host-removed';

export type NextStep =
  | { readonly do: 'send-get-param' }
  /** `timeSeconds` is 0 unless the profile wants time in every PutParam */
  | { readonly do: 'send-put-param'; readonly report: Report; readonly timeSeconds: number }
  | {
      readonly do: 'send-final-put-param';
      readonly report: Report;
      readonly timeSeconds: number;
      readonly closing: CloseReason;
    }
  | { readonly do: 'send-exit-au' }
  /** nothing to send before `until`; null = only an event can change that */
  | { readonly do: 'wait'; readonly until: EpochMs | null; readonly hold: HoldReason | null }
  | { readonly do: 'end'; readonly why: EndedWhy };

/** What to do for a launch now. Facts in, next step out; the worker does it (design §7). */
export function nextStep(facts: DeliveryFacts, now: EpochMs, durations: Durations): NextStep {
  if (facts.phase === 'over') return { do: 'wait', until: null, hold: null };
  if (facts.device === 'mobile' && !facts.tenant.reportMobile) return { do: 'end', why: 'mobile' };
  const hold = holdReason(facts);
  if (hold !== null) return { do: 'wait', until: null, hold };

  const step = stepOfPhase(facts, now, durations);
  const gapLeft = gapMs(facts, now);
  return isSent(step) && gapLeft > 0 ? { do: 'wait', until: now + gapLeft, hold: null } : step;
}

function stepOfPhase(facts: DeliveryFacts, now: EpochMs, durations: Durations): NextStep {
  switch (facts.phase) {
    case 'over':
      return { do: 'wait', until: null, hold: null };
    case 'opening':
      return { do: 'send-get-param' };
    case 'reporting':
      return whileReporting(facts, now, durations);
    case 'closing':
      return whileClosing(facts);
    default:
      return assertNever(facts.phase);
  }
}

/** Some LMSs lose one of two messages in quick succession (rule 21). A clock that was set back makes no longer gap than that (F78). */
function gapMs({ session, profile }: DeliveryFacts, now: EpochMs): number {
  const left = (session.lastAnswerAt ?? 0) + profile.gapBetweenRequestsMs - now;
  return left <= profile.gapBetweenRequestsMs ? left : 0;
}

function isSent(step: NextStep): boolean {
  return step.do !== 'wait' && step.do !== 'end';
}

function holdReason({ tenant }: DeliveryFacts): HoldReason | null {
  if (!tenant.enabled) return 'disabled';
  if (!tenant.hostListed) return 'host-removed';
  if (tenant.reportingMode === 'paused') return 'paused';
  return tenant.reportingMode === 'preview' ? 'preview' : null;
}

function whileReporting(facts: DeliveryFacts, now: EpochMs, durations: Durations): NextStep {
  const close = closeReason(facts, now, durations);
  if (facts.session.mode !== 'normal') {
    // Review and browse: GetParam and nothing else; the session lapses at the LMS (sheet §5.1, rule 34).
    return close.kind === 'close' ? { do: 'end', why: 'held' } : { do: 'wait', until: close.lookAgainAt, hold: null };
  }
  if (facts.predecessorOpen && now < facts.startedAt + durations.supersedeLimitMs) {
    // One writer per attempt: the old session has its last word first. Its end wakes us; this is the limit.
    return { do: 'wait', until: facts.startedAt + durations.supersedeLimitMs, hold: null };
  }
  if (facts.session.readBack === 'wanted') return { do: 'send-get-param' };
  if (close.kind === 'close') return finalPutParam(facts, close.reason);

  const report = buildReport(facts);
  const paceUntil = Math.max(pacedUntil(facts), facts.heldBackUntil ?? 0);
  if (facts.progress.counted && rises(report, knownToLms(facts))) {
    const paceLeft = paceUntil - now;
    if (isUrgent(facts, report) || paceLeft <= 0 || paceLeft > longestPaceMs(facts)) return putParam(facts, report);
    return { do: 'wait', until: Math.min(paceUntil, close.lookAgainAt), hold: null };
  }
  const keepAliveAt = nextKeepAlive(facts, durations);
  if (keepAliveAt !== null && now >= keepAliveAt) return putParam(facts, report);
  return { do: 'wait', until: Math.min(close.lookAgainAt, keepAliveAt ?? Infinity), hold: null };
}

function whileClosing(facts: DeliveryFacts): NextStep {
  const { session } = facts;
  if (session.readBack === 'wanted') return { do: 'send-get-param' };
  if (session.finalPut !== 'acknowledged') return finalPutParam(facts, session.closing ?? 'quiet');
  return session.exit === 'acknowledged' ? { do: 'end', why: 'exited' } : { do: 'send-exit-au' };
}

function putParam(facts: DeliveryFacts, report: Report): NextStep {
  const timeSeconds = facts.profile.timeMode === 'final-only' ? 0 : timeToTell(facts);
  return { do: 'send-put-param', report, timeSeconds };
}

/** The last PutParam always carries the session's time (rule 30). */
function finalPutParam(facts: DeliveryFacts, closing: CloseReason): NextStep {
  return { do: 'send-final-put-param', report: buildReport(facts), timeSeconds: timeToTell(facts), closing };
}

/**
 * An LMS that keeps the last value gets the whole session time, again if need be. One that adds every value gets only the seconds
 * that no earlier message has carried, even one of which we do not know whether it arrived: at most once (sheet §5.6, I5).
 */
function timeToTell({ sessionSeconds, session, profile }: DeliveryFacts): number {
  return addsEveryTime(profile) ? Math.max(0, sessionSeconds - session.timeTold) : sessionSeconds;
}

/** Whether this make of LMS adds each time that it gets. */
export function addsEveryTime({ timeRetry, timeMode }: DeliveryFacts['profile']): boolean {
  return timeRetry === 'zero' || timeMode === 'increments';
}

/** Completion and the first progress go at once, the rest at the profile's pace. */
function isUrgent({ session, progress }: DeliveryFacts, report: Report): boolean {
  return session.acknowledged === null || (progress.complete && session.acknowledged.status !== report.status);
}

/** A completion that the LMS has neither shown nor acknowledged in this session: it goes before the ordinary progress of others (F85). */
export function owesCompletion(facts: DeliveryFacts): boolean {
  const { phase, progress } = facts;
  return phase !== 'over' && progress.complete && progress.counted && !isCompletion(knownToLms(facts)?.status);
}

/** A clock that was set back makes no longer pace than that (F78). */
function longestPaceMs({ profile }: DeliveryFacts): number {
  return Math.max(profile.minIntervalSeconds * 1_000, HELD_BACK_MS);
}

/** By the LMS's profile ordinary progress may go from then on. */
export function pacedUntil({ session, profile }: DeliveryFacts): EpochMs {
  return (session.lastPutAt ?? 0) + profile.minIntervalSeconds * 1_000;
}

function nextKeepAlive({ session, activity, profile, startedAt }: DeliveryFacts, durations: Durations): EpochMs | null {
  const lastSign = Math.max(session.lastPutAt ?? 0, session.lastAnswerAt ?? 0, startedAt);
  const at = lastSign + profile.keepAliveMinutes * 60_000;
  const present = Math.max(activity.presenceAt ?? 0, activity.lastViewingAt ?? 0) + durations.quietMs > at;
  return present && at < startedAt + durations.keepAliveLimitMs ? at : null;
}
