import { isCompletion } from '../delivery/build-report.js';
import type { DeliveryFacts } from '../delivery/delivery-facts.js';
import type { HoldReason } from '../delivery/next-step.js';
import { troubleVerdict } from './trouble-verdicts.js';
import { type Verdict, verdict } from './verdict.js';

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
  return session.ended === null ? null : verdict('session-over', 'relaunch', 'rule 47');
}

/** What an admin should know although everything is on its way or confirmed. */
export function warningOf(facts: DeliveryFacts): Verdict | null {
  const { session } = facts;
  if (session.lms?.status === 'failed' && !isCompletion(session.acknowledged?.status)) return failed(facts);
  if (session.masteryScore !== null && !facts.progress.complete) return MASTERY(session.masteryScore);
  const version = session.lmsVersion?.trim() ?? '';
  return version === '' || /^4(\.|$)/.test(version) ? null : OLD_VERSION(version);
}

const CARRIED = verdict('carried-over', 'see-later-launch', 'design §7 (carry-over)');
const IDENTITY = verdict('identity', 'sign-in-as-known', 'design §6, rule 75');
const MOBILE = verdict('mobile', 'use-a-computer', 'S53');
const REVIEW = verdict('review', 'new-attempt', 'sheet §5.1, rule 34');
const BROWSE = verdict('browse', 'open-enrolled', 'sheet §5.1, rule 34');
const NOT_STORED = verdict('not-stored', 'enrol-and-relaunch', 'sheet §4.5, design §7 (read-back)');
const LANE_TAKEN = verdict('lane-taken', 'next-launch', 'sheet §5.8, design §7 (reused sid)');
const WATCHED_AFTER = verdict('watched-after', 'relaunch', 'sheet §5.7, rule 42');

function failed({ session: { masteryScore } }: DeliveryFacts): Verdict {
  const clause = 'sheet §5.2, rule 64';
  return masteryScore === null
    ? verdict('failed', 'remove-mastery', clause)
    : verdict('failed-by-mastery', 'remove-mastery', clause, { score: String(masteryScore) });
}

const MASTERY = (score: number): Verdict =>
  verdict('mastery', 'mastery-if-wanted', 'sheet §5.5, rule 64', { score: String(score) });
const OLD_VERSION = (version: string): Verdict =>
  verdict('old-version', 'ask-for-4', 'S13, rule 23', { version: version.slice(0, 20) });

const HELD: Readonly<Record<HoldReason, Verdict>> = {
  disabled: verdict('disabled', 'enable', 'S32'),
  paused: verdict('paused', 'set-to-send', 'design §7 (modes)'),
  preview: verdict('preview', 'end-preview', 'design §7 (modes)'),
  'host-removed': verdict('host-removed', 'list-again', 'S30'),
};
