import type { Durations } from '../durations.js';
import type { EpochMs } from './delivery-facts.js';

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
  durations: Pick<Durations, 'giveUpMs' | 'retryMs' | 'slowRetryMs'>,
): EpochMs | null {
  if (now - facts.firstFailureAt >= durations.giveUpMs) return null;
  const alive = now - facts.lastSignAt < facts.sessionLifeMs;
  const { retryMs, slowRetryMs } = durations;
  const wait = (alive ? (retryMs[facts.failures - 1] ?? retryMs.at(-1)) : undefined) ?? slowRetryMs;
  const planned = wait * (0.8 + 0.4 * jitter);
  // An LMS that asks for more than a session lives is not believed (F57).
  const asked = Math.min(Math.max(facts.retryAfterMs ?? 0, 0), slowRetryMs);
  return now + Math.max(planned, asked);
}

/** Reads `Retry-After` (RFC 9110 §10.2.3): seconds or a date; rubbish and the past count as not sent. */
export function readRetryAfter(header: string | undefined, now: EpochMs): number | null {
  if (header === undefined) return null;
  const text = header.trim();
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
  return Number.isFinite(ms) && ms > 0 ? ms : null;
}
