import { z } from 'zod';

const Status = z.enum(['not attempted', 'browsed', 'incomplete', 'failed', 'completed', 'passed']);
const epochMs = z.number();

/** Percent 0–100 and a lesson_status: what somebody knows of an attempt. `percent: null` = no score. */
export const Standing = z.object({ status: Status, percent: z.int().nullable() });
export type Standing = z.infer<typeof Standing>;

export const CloseReason = z.enum(['left', 'superseded', 'ended', 'quiet', 'completed']);
export type CloseReason = z.infer<typeof CloseReason>;

/**
 * How far an unrepeatable message got. It is marked `begun` in the database before it goes, so that after a crash we know that it
 * may have arrived (design §7, lost answers).
 */
export const Mark = z.enum(['none', 'begun', 'acknowledged']);

/** Looking once whether a completion that the LMS took with error=0 was stored (profile `readBack`). */
export const ReadBack = z.enum(['none', 'wanted', 'stored', 'missing']);

/** Why a session is over. */
export const EndedWhy = z.enum([
  'exited',
  'session-over',
  'gave-up',
  'refused',
  'identity',
  'mobile',
  'held',
  'lane-taken',
  'erased',
]);
export type EndedWhy = z.infer<typeof EndedWhy>;

/**
 * One HACP session as we know it; kept as JSON in `deliveries.session`, changed only by the pure functions of this folder.
 *
 * ```text
 * opening ──GetParam ok──► reporting ──close──► closing ──ExitAU ok──► over
 *    ▲                        │ not initialized, once      │
 *    └────────────────────────┘         session over, refused, gave up ──► over
 * ```
 */
export const SessionState = z.object({
  /** mode of the last GetParam */
  mode: z.enum(['normal', 'review', 'browse']).nullable(),
  /** standing in the last GetParam */
  lms: Standing.nullable(),
  masteryScore: z.number().nullable(),
  /** highest standing that the LMS acknowledged in this session, and our version of it */
  acknowledged: Standing.extend({ version: z.number(), at: epochMs }).nullable(),
  lastAnswerAt: epochMs.nullable(),
  lastPutAt: epochMs.nullable(),
  /** failures in a row that are charged to the LMS */
  failures: z.int(),
  firstFailureAt: epochMs.nullable(),
  /** 404, empty or HTML answers in a row to the same command */
  ambiguous: z.int(),
  /** when the progress that is not told yet was due first, over all tries; null = nothing is on its way */
  wantedAt: epochMs.nullable().default(null),
  /** the one repair of `Not Initialized` was used */
  reinitialized: z.boolean(),
  closing: CloseReason.nullable(),
  finalPut: Mark,
  exit: Mark,
  ended: EndedWhy.nullable(),
  readBack: ReadBack.default('none'),
  /** seconds of this launch that the LMS has or may have; what lies above goes with a later message or launch */
  timeTold: z.number().default(0),
  /** version of HACP that the LMS's answers name */
  lmsVersion: z.string().nullable().default(null),
  /** launch that took over what this one could not tell */
  carriedTo: z.string().nullable().default(null),
  /** last trouble, for the verdict: classification name of the exchange, when, and what the network said */
  trouble: z.string().nullable(),
  troubleAt: epochMs.nullable().default(null),
  troubleDetail: z.string().nullable().default(null),
});
export type SessionState = z.infer<typeof SessionState>;

export const PHASES = ['opening', 'reporting', 'closing', 'over'] as const;
export type Phase = (typeof PHASES)[number];

export const NEW_SESSION: SessionState = {
  mode: null,
  lms: null,
  masteryScore: null,
  acknowledged: null,
  lastAnswerAt: null,
  lastPutAt: null,
  failures: 0,
  firstFailureAt: null,
  ambiguous: 0,
  wantedAt: null,
  reinitialized: false,
  closing: null,
  finalPut: 'none',
  exit: 'none',
  ended: null,
  readBack: 'none',
  timeTold: 0,
  lmsVersion: null,
  carriedTo: null,
  trouble: null,
  troubleAt: null,
  troubleDetail: null,
};
