import { compareLessonStatus, type LessonStatus } from '@aicc-bridge/aicc';
import type { DeliveryFacts } from './delivery-facts.js';
import type { Standing } from './session-state.js';

/** Content of a PutParam, without its time. */
export interface Report {
  readonly status: LessonStatus;
  /** what we hold, percent 0–100 */
  readonly percent: number;
  /** what goes out as `score`; null = empty */
  readonly score: number | null;
  readonly location: string;
}

/**
 * The newest state in the words of the LMS: the field-wise maximum of ours, the LMS's and what it acknowledged, so that no learner
 * is ever moved backwards (design §7; rules 35–37). With nothing counted it is the LMS's own state.
 */
export function buildReport(facts: DeliveryFacts): Report {
  const known = knownToLms(facts);
  const ours = ourStanding(facts);
  const status = higherStatus(ours?.status ?? 'incomplete', known?.status ?? 'not attempted');
  const percent = Math.max(ours?.percent ?? 0, known?.percent ?? 0);
  return { status, percent, score: scoreOf(facts, percent), location: facts.location };
}

/** Whether the report would tell the LMS anything new. */
export function rises(report: Report, known: Standing | null): boolean {
  if (known === null) return true;
  if (compareLessonStatus(report.status, known.status) > 0) return true;
  return report.score !== null && report.score > (known.percent ?? -1);
}

/** The highest standing that the LMS itself has shown or acknowledged in this session. */
export function knownToLms({ session }: DeliveryFacts): Standing | null {
  const { lms, acknowledged } = session;
  if (lms === null || acknowledged === null) return acknowledged ?? lms;
  return {
    status: higherStatus(lms.status, acknowledged.status),
    percent:
      lms.percent === null && acknowledged.percent === null
        ? null
        : Math.max(lms.percent ?? 0, acknowledged.percent ?? 0),
  };
}

function ourStanding({ progress, profile }: DeliveryFacts): { status: LessonStatus; percent: number } | null {
  if (progress.complete) return { status: profile.completionWord, percent: 100 };
  return progress.counted ? { status: 'incomplete', percent: progress.percent } : null;
}

/**
 * With a mastery score in the LMS every scored push becomes passed or failed: no score then until all is done (sheet §5.2). A
 * completion that only the LMS knows of keeps the LMS's own score: ours could fail the learner.
 */
function scoreOf(facts: DeliveryFacts, percent: number): number | null {
  const { session, profile, progress } = facts;
  const mode = session.masteryScore !== null && profile.score === 'percent' ? 'on-completion' : profile.score;
  switch (mode) {
    case 'percent':
      return percent;
    case 'on-completion':
      if (progress.complete) return percent;
      return isCompletion(session.lms?.status) ? (session.lms?.percent ?? null) : null;
    case 'none':
      return null;
  }
}

/** Whether a standing is a completion; completed and passed are equally high (rule 35). */
export function isCompletion(status: LessonStatus | undefined): boolean {
  return status !== undefined && compareLessonStatus(status, 'completed') >= 0;
}

function higherStatus(a: LessonStatus, b: LessonStatus): LessonStatus {
  return compareLessonStatus(b, a) > 0 ? b : a;
}
