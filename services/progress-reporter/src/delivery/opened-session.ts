import type { LmsState } from '@aicc-bridge/aicc';
import type { Judged } from './judge-exchange.js';

/** The session after its GetParam: what the LMS has, in which mode, and whether a mastery score is set there. */
export function openedSession(judged: Judged, lms: LmsState): Judged {
  const raw = lms.score?.raw ?? null;
  const percent = raw === null ? null : Math.max(0, Math.min(100, Math.floor(raw)));
  return {
    ...judged,
    session: {
      ...judged.session,
      mode: lms.lessonMode,
      masteryScore: lms.masteryScore,
      lms: { status: lms.lessonStatus ?? 'not attempted', percent },
    },
  };
}
