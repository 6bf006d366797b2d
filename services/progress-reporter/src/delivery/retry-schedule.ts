import type { Durations } from '../durations.js';
import type { EpochMs } from './delivery-facts.js';

/** Waits after the 1st, 2nd … failure in a row, seconds: dense while the session probably lives; 11 tries in the first 10 minutes. */
export const RETRY_SECONDS = [2, 4, 8, 15, 30, 45, 60, 90, 120, 180] as const;
/** After the session's presumed life it may need a relaunch, but only the LMS ends a session (design §7). */
export const SLOW_RETRY_SECONDS = 15 * 60;
/** 404, an empty or an HTML answer: the same command again after these waits, then the session is over. */
export const AMBIGUOUS_SECONDS = [2, 15] as const;

export interface RetryFacts {
  /** failures in a row, this one included */
  readonly failures: number;
  readonly firstFailureAt: EpochMs;
  /** last good answer, or the start of the launch */
  readonly lastSignAt: EpochMs;
  /** what the LMS asked for with Retry-After, ms */
  readonly retryAfterMs: number | null;
  /** presumed life of a silent session, ms (profile) */
  readonly sessionLifeMs: number;
}

/** Time of the next try, or null after 24 h. `jitter` is 0…1 and spreads ±20 %. */
export function nextTryAt(
  facts: RetryFacts,
  now: EpochMs,
  jitter: number,
  durations: Pick<Durations, 'giveUpMs'>,
): EpochMs | null {
  if (now - facts.firstFailureAt >= durations.giveUpMs) return null;
  const alive = now - facts.lastSignAt < facts.sessionLifeMs;
  const seconds = alive
    ? (RETRY_SECONDS[facts.failures - 1] ?? RETRY_SECONDS[RETRY_SECONDS.length - 1] ?? 180)
    : SLOW_RETRY_SECONDS;
  const planned = seconds * 1_000 * (0.8 + 0.4 * jitter);
  const asked = Math.min(Math.max(facts.retryAfterMs ?? 0, 0), SLOW_RETRY_SECONDS * 1_000);
  return now + Math.max(planned, asked);
}

/** Reads `Retry-After` (RFC 9110 §10.2.3): seconds or a date; rubbish and the past count as not sent. */
export function readRetryAfter(header: string | undefined, now: EpochMs): number | null {
  if (header === undefined) return null;
  const text = header.trim();
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
  return Number.isFinite(ms) && ms > 0 ? ms : null;
}
