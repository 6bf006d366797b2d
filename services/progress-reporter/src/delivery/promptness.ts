import type { EpochMs } from './delivery-facts.js';
import type { Phase, SessionState } from './session-state.js';

/** Goal: 99 % of the progress is confirmed within this time after it was due. */
export const PROMPT_MS = 30_000;

/** What a claim that is over says about promptness. `none` = no progress was confirmed or lost by it. */
export interface Promptness {
  readonly progress: 'prompt' | 'late' | 'none';
  /** since when something has been wanted that still is; for the session */
  readonly wantedAt: EpochMs | null;
}

export interface EndedClaim {
  readonly before: { readonly session: SessionState; readonly phase: Phase; readonly dueAt: EpochMs | null };
  readonly after: { readonly session: SessionState; readonly phase: Phase; readonly dueAt: EpochMs | null };
  /** nothing may be sent: then nothing is late either */
  readonly held: boolean;
  /** it ends, and the LMS does not have everything */
  readonly lost: boolean;
}

/**
 * Judges how long progress waited for its confirmation: from when it was due first, over all tries and a GetParam before it, to the
 * PutParam that the LMS acknowledged. The profile's pace is no delay of ours: what waits for it is not due. Progress that is lost counts
 * as late once, when its session ends.
 */
export function promptnessOf({ before, after, held, lost }: EndedClaim, now: EpochMs): Promptness {
  const wantedAt = before.session.wantedAt ?? before.dueAt;
  const { acknowledged, trouble } = after.session;
  if (acknowledged !== null && acknowledged !== before.session.acknowledged)
    return { progress: wantedAt !== null && now - wantedAt > PROMPT_MS ? 'late' : 'prompt', wantedAt: null };
  if (after.phase === 'over') return { progress: lost && before.phase !== 'over' ? 'late' : 'none', wantedAt: null };
  const stillWanted = !held && (trouble !== null || (after.dueAt !== null && after.dueAt <= now));
  return { progress: 'none', wantedAt: stillWanted ? wantedAt : null };
}
