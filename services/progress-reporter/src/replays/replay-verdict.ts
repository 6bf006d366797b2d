import type { ReplayVerdict } from '@aicc-bridge/contracts';

/** What a replay knows of a launch. */
export interface ReplayCandidate {
  readonly phase: string;
  readonly outcome: string;
  /** an exchange with the LMS is going on right now */
  readonly leased: boolean;
  /** anything counted in its attempt */
  readonly counted: boolean;
}

/**
 * Whether the LMS can still take something for a launch. A replay asks the LMS anew (GetParam) and sends what it has less of; it never
 * lowers anything. Only the LMS's own session can take it: once that is over, the learner has to open the course again.
 */
export function replayVerdict({ phase, outcome, leased, counted }: ReplayCandidate): ReplayVerdict {
  if (outcome === 'not-reported' || outcome === 'refused' || outcome === 'expired') return 'not-reported';
  if (!counted) return 'nothing-to-send';
  if (phase === 'over') return outcome === 'confirmed' ? 'nothing-to-send' : 'needs-relaunch';
  return leased ? 'being-sent-now' : 'asks-and-sends';
}
