import type { LmsState } from '@aicc-bridge/aicc';
import type { TenantState } from '@aicc-bridge/contracts';

/** The current attempt of a learner at a course, as far as the decision needs it. */
export interface CurrentAttempt {
  readonly number: number;
  /** host and Student_ID whose LMS acknowledged the completion; null = none did */
  readonly completion: { readonly host: string; readonly port: number; readonly studentId: string } | null;
  /** after the acknowledgement, ExitAU was acknowledged or a later GetParam showed the completion */
  readonly completionSettled: boolean;
}

export interface OpeningSession {
  readonly host: string;
  readonly port: number;
  readonly studentId: string;
  readonly lms: Pick<LmsState, 'lessonStatus' | 'score'>;
  readonly afterCompletion: TenantState['afterCompletion'];
  /** when this GetParam went, the launch that it supersedes was still being closed */
  readonly predecessorOpen: boolean;
}

/**
 * Whether a launch begins a new attempt (design §6). Only if the LMS now says `not attempted` without a score after a completion that
 * it had surely stored: everything else is an LMS that lost something, and is healed by sending our state again (rule 40).
 */
export function beginsNewAttempt(
  current: CurrentAttempt | null,
  { host, port, studentId, lms, afterCompletion, predecessorOpen }: OpeningSession,
): boolean {
  if (current === null) return true;
  if (afterCompletion === 'send-again') return false;
  const blank = (lms.lessonStatus === null || lms.lessonStatus === 'not attempted') && lms.score === null;
  const { completion } = current;
  const sameStudent =
    completion !== null && completion.host === host && completion.port === port && completion.studentId === studentId;
  // What was settled while the LMS answered may have reached it after it looked: an answer from before proves nothing.
  return blank && sameStudent && current.completionSettled && !predecessorOpen;
}
