import { isCompletion } from '../delivery/build-report.js';
import type { DeliveryFacts } from '../delivery/delivery-facts.js';
import type { HoldReason } from '../delivery/next-step.js';
import { RELAUNCH, troubleVerdict } from './trouble-verdicts.js';

/** One sentence of cause and one of cure, for people, and the clause that they rest on. */
export interface Verdict {
  readonly cause: string;
  readonly cure: string;
  readonly clause: string;
}

/** Symptoms → cause and cure. The first row that fits speaks; null = nothing is wrong. */
export function verdictOf(facts: DeliveryFacts, hold: HoldReason | null): Verdict | null {
  const { session } = facts;
  if (hold !== null) return HELD[hold];
  if (session.carriedTo !== null) return CARRIED;
  if (session.ended === 'identity') return IDENTITY;
  if (session.ended === 'mobile') return MOBILE;
  if (session.mode === 'review') return REVIEW;
  if (session.mode === 'browse') return BROWSE;
  if (session.readBack === 'missing') return session.lms?.status === 'failed' ? failed(facts) : NOT_STORED;
  const trouble = troubleVerdict(facts);
  if (trouble) return trouble;
  if (session.ended === 'lane-taken') return LANE_TAKEN;
  if (session.ended === 'exited') return WATCHED_AFTER;
  return session.ended === null ? null : { cause: 'The LMS session is over.', cure: RELAUNCH, clause: 'rule 47' };
}

/** What an admin should know although everything is on its way or confirmed. */
export function warningOf(facts: DeliveryFacts): Verdict | null {
  const { session } = facts;
  if (session.lms?.status === 'failed' && !isCompletion(session.acknowledged?.status)) return failed(facts);
  if (session.masteryScore !== null && !facts.progress.complete) return MASTERY(session.masteryScore);
  const version = session.lmsVersion?.trim() ?? '';
  return version === '' || /^4(\.|$)/.test(version) ? null : OLD_VERSION(version);
}

const CARRIED: Verdict = {
  cause: 'The session ended before the LMS had everything; a later launch of this learner has taken it over.',
  cure: 'Nothing to do here: look at that launch.',
  clause: 'design §7 (carry-over)',
};
const IDENTITY: Verdict = {
  cause: 'This Student_ID of the LMS belongs to another learner here.',
  cure: 'Sign in as the person whom the LMS knows, or let an admin look at the conflict.',
  clause: 'design §6, rule 75',
};
const MOBILE: Verdict = {
  cause: 'The course was opened on a phone or tablet; that is not reported (S53).',
  cure: 'Open it on a computer, or switch mobile reporting on for this organisation.',
  clause: 'S53',
};
const REVIEW: Verdict = {
  cause: 'The LMS opened the course in review mode: it takes no results.',
  cure: 'Start a new attempt in the LMS if the result should count; what was watched is kept and goes with it.',
  clause: 'sheet §5.1, rule 34',
};
const BROWSE: Verdict = {
  cause: 'The LMS opened the course as a preview: it takes no results.',
  cure: 'Open it as an enrolled learner.',
  clause: 'sheet §5.1, rule 34',
};
const NOT_STORED: Verdict = {
  cause: 'The LMS said that it had stored the completion, but did not.',
  cure: `Is the learner still enrolled? Enrol, then: ${RELAUNCH}`,
  clause: 'sheet §4.5, design §7 (read-back)',
};
const LANE_TAKEN: Verdict = {
  cause: 'The LMS has opened another launch with the id of this session.',
  cure: 'Nothing to do: what was watched goes with the learner’s next launch of this course.',
  clause: 'sheet §5.8, design §7 (reused sid)',
};
const WATCHED_AFTER: Verdict = {
  cause: 'More was watched after the LMS session had been closed.',
  cure: RELAUNCH,
  clause: 'sheet §5.7, rule 42',
};

function failed({ session: { masteryScore } }: DeliveryFacts): Verdict {
  const why = masteryScore === null ? '' : `, because its mastery score is ${masteryScore}`;
  return {
    cause: `The LMS regards this attempt as failed${why}.`,
    cure: 'Remove the mastery score from the activity in the LMS, and let the learner start a new attempt.',
    clause: 'sheet §5.2, rule 64',
  };
}

const MASTERY = (score: number): Verdict => ({
  cause: `The LMS has a mastery score (${score}): a percentage below it would fail the learner, so no score is sent until all is done.`,
  cure: 'Nothing to do; to see the percentage in the LMS, remove the mastery score there.',
  clause: 'sheet §5.5, rule 64',
});
const OLD_VERSION = (version: string): Verdict => ({
  cause: `The LMS answers with AICC version ${version.slice(0, 20)}; this integration is made for 4.x (S13).`,
  cure: 'Nothing to do while results arrive; if they do not, ask its vendor for AICC 4.0.',
  clause: 'S13, rule 23',
});

const HELD: Readonly<Record<HoldReason, Verdict>> = {
  disabled: {
    cause: 'The integration is disabled (S32).',
    cure: 'Enable it; everything that was kept is then sent.',
    clause: 'S32',
  },
  paused: {
    cause: 'Reporting is paused for this organisation.',
    cure: 'Set reporting to "send"; everything that was kept is then sent.',
    clause: 'design §7 (modes)',
  },
  preview: {
    cause: 'Reporting is in preview: everything runs, nothing is sent.',
    cure: 'Set reporting to "send".',
    clause: 'design §7 (modes)',
  },
  'host-removed': {
    cause: 'The host of this session is no longer on the list (S30).',
    cure: `Put it back on the list, or: ${RELAUNCH}`,
    clause: 'S30',
  },
};
