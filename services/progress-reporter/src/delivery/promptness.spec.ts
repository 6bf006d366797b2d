import { describe, expect, test } from '@jest/globals';
import { type EndedClaim, promptnessOf } from './promptness.js';
import { NEW_SESSION, type SessionState } from './session-state.js';
import { T0 } from '../test-builders.js';

const seconds = (n: number): number => T0 + n * 1_000;
const acknowledged = { status: 'incomplete', percent: 40, version: 3, at: T0 } as const;
const busy = { trouble: 'busy', failures: 1, firstFailureAt: T0 };

interface Claim {
  readonly was?: Partial<SessionState>;
  readonly is?: Partial<SessionState>;
  readonly over?: boolean;
  readonly dueAt?: number | null;
  readonly more?: Partial<EndedClaim>;
}
/** Due at T0, and claimed then. */
function judge({ was, is, over = false, dueAt = null, more }: Claim, now: number) {
  const before = { session: { ...NEW_SESSION, ...was }, phase: 'reporting' as const, dueAt: T0 };
  const after = { session: { ...before.session, ...is }, phase: over ? ('over' as const) : before.phase, dueAt };
  return promptnessOf({ before, after, held: false, lost: false, ...more }, now);
}

describe('progress is', () => {
  test.each<[string, 'prompt' | 'late' | 'none', Claim, number]>([
    ['prompt if it is confirmed within 30 s after it was due', 'prompt', { is: { acknowledged } }, 30],
    ['late if it is confirmed after that', 'late', { is: { acknowledged } }, 31],
    [
      'late if its first try was due too long ago',
      'late',
      { was: { wantedAt: seconds(-40) }, is: { acknowledged } },
      1,
    ],
    ['prompt if a later try came in time', 'prompt', { was: { wantedAt: seconds(-20) }, is: { acknowledged } }, 1],
    ['not counted by an answer that confirms none', 'none', { was: { acknowledged }, is: {} }, 90],
    ['not counted by a failure', 'none', { is: busy, dueAt: seconds(60) }, 90],
    ['late if it is lost with its session', 'late', { over: true, more: { lost: true } }, 1],
    ['not counted by the end of a session that has told everything', 'none', { over: true }, 90],
  ])('%s', (_why, progress, claim, now) => expect(judge(claim, seconds(now)).progress).toBe(progress));
});

describe('it has been wanted', () => {
  test.each<[string, number | null, Claim]>([
    ['since its first try was due, after a failure', T0, { is: busy, dueAt: seconds(60) }],
    ['since then after the next failure too', seconds(-9), { was: { ...busy, wantedAt: seconds(-9) }, is: busy }],
    ['since its GetParam was due, if it goes right after it', T0, { is: { mode: 'normal' }, dueAt: seconds(0) }],
    ['not at all, if nothing is due now', null, { is: { mode: 'normal' }, dueAt: seconds(900) }],
    ['not at all, once it is confirmed', null, { was: { wantedAt: T0 }, is: { acknowledged }, dueAt: seconds(1) }],
    ['not at all, while nothing may be sent', null, { was: { ...busy, wantedAt: T0 }, more: { held: true } }],
  ])('%s', (_why, wantedAt, claim) => expect(judge(claim, seconds(5)).wantedAt).toBe(wantedAt));
});
