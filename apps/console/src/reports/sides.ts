import type { LaunchReport } from './launches.api.js';

export interface Side {
  /** 0–100; null = nothing yet */
  readonly percent: number | null;
  readonly isComplete: boolean;
}

/**
 * "LMS has" and "we have" of one launch. We know progress by attempt, and a later launch of the same attempt raises it: of a launch that is
 * confirmed we had what its LMS confirmed, or it would show a gap that is none.
 */
export function sidesOf({ outcome, acknowledged, percent, complete }: LaunchReport): {
  readonly lms: Side;
  readonly we: Side;
} {
  const lms = { percent: acknowledged?.percent ?? null, isComplete: isDone(acknowledged?.status) };
  const we = { percent, isComplete: complete === true };
  return { lms, we: outcome === 'confirmed' && lms.percent !== null ? lms : we };
}

/** What an LMS calls finished. */
function isDone(status: string | undefined): boolean {
  return /^(completed|passed)$/.test(status ?? '');
}
