import { compareLessonStatus, type LmsState } from '@aicc-bridge/aicc';
import { isCompletion } from './build-report.js';
import type { Judged } from './judge-exchange.js';
import type { SessionState, Standing } from './session-state.js';

/**
 * The session after a GetParam. The first one says what the LMS has, in which mode, and whether a mastery score is set there. One
 * that was sent to look whether a completion was stored only answers that: the mode may be review by then.
 */
export function openedSession(judged: Judged, state: LmsState): Judged {
  const { session } = judged;
  const lms = standingOf(state);
  if (session.readBack === 'wanted')
    return { ...judged, session: { ...session, lms, readBack: isCompletion(lms.status) ? 'stored' : 'missing' } };
  return {
    ...judged,
    session: {
      ...session,
      mode: state.lessonMode,
      masteryScore: state.masteryScore,
      lms,
      acknowledged: stillThere(session.acknowledged, lms),
    },
  };
}

function standingOf({ score, lessonStatus }: LmsState): Standing {
  const raw = score?.raw ?? null;
  const percent = raw === null ? null : Math.max(0, Math.min(100, Math.floor(raw)));
  return { status: lessonStatus ?? 'not attempted', percent };
}

/** An LMS that shows less than it has acknowledged has lost it: then it counts as never told, and goes again (design §7). */
function stillThere(acknowledged: SessionState['acknowledged'], lms: Standing): SessionState['acknowledged'] {
  if (acknowledged === null) return null;
  const lost =
    compareLessonStatus(lms.status, acknowledged.status) < 0 || (lms.percent ?? 0) < (acknowledged.percent ?? 0);
  return lost ? null : acknowledged;
}
