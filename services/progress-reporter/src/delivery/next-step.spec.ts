import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DEFAULT_DURATIONS as D } from '../durations.js';
import { aDelivery, generic, minutes, type MoreFacts, T0 } from '../test-builders.js';
import { nextStep, owesCompletion } from './next-step.js';

const step = (more?: MoreFacts, now = T0): ReturnType<typeof nextStep> => nextStep(aDelivery(more), now, D);
const acknowledged = (status: 'incomplete' | 'completed', percent: number) => ({ status, percent, version: 4, at: T0 });

describe('what to send', () => {
  test('rule 18: the first message is GetParam', () =>
    expect(step({ phase: 'opening' })).toEqual({ do: 'send-get-param' }));
  test('the first progress goes at once', () =>
    expect(step()).toMatchObject({ do: 'send-put-param', report: { status: 'incomplete', score: 45 } }));
  test('ordinary progress waits 30 s after the last PutParam', () => {
    const more: MoreFacts = { session: { acknowledged: acknowledged('incomplete', 40), lastPutAt: T0 } };
    expect(step(more, T0 + 10_000)).toMatchObject({ do: 'wait', until: T0 + 30_000 });
    expect(step(more, T0 + 30_000)).toMatchObject({ do: 'send-put-param' });
  });
  test('while a backlog is read ordinary progress waits for its end; a completion does not', () => {
    const session = { acknowledged: acknowledged('incomplete', 40), lastPutAt: T0 };
    const heldBackUntil = T0 + 50_000;
    expect(step({ session, heldBackUntil }, T0 + 45_000)).toMatchObject({ do: 'wait', until: T0 + 50_000 });
    expect(step({ session, heldBackUntil }, T0 + 50_000)).toMatchObject({ do: 'send-put-param' });
    const progress = { percent: 100, complete: true, counted: true };
    expect(step({ session, heldBackUntil, progress }, T0 + 45_000)).toMatchObject({ do: 'send-put-param' });
  });
  test('F78: a clock that was set back holds nothing back for long', () => {
    const session = { acknowledged: acknowledged('incomplete', 40), lastPutAt: T0 - minutes(1) };
    expect(step({ session, heldBackUntil: T0 + minutes(60) })).toMatchObject({ do: 'send-put-param' });
  });
  test('a completion does not wait', () => {
    const more: MoreFacts = {
      progress: { percent: 100, complete: true, counted: true },
      session: { acknowledged: acknowledged('incomplete', 40), lastPutAt: T0 },
    };
    expect(step(more, T0 + 1_000)).toMatchObject({ do: 'send-put-param', report: { status: 'completed', score: 100 } });
  });
  test('nothing is sent if nothing rises', () =>
    expect(
      step({ session: { acknowledged: acknowledged('incomplete', 45), lastPutAt: T0 } }, T0 + minutes(5)),
    ).toMatchObject({ do: 'wait' }));
  test('rule 24: with presence the same state goes again after 10 min', () => {
    const more: MoreFacts = {
      activity: {
        presenceAt: T0 + minutes(10),
        leftSeenAt: null,
        lastViewingAt: T0,
        openViewings: 1,
        endedViewings: 0,
      },
      session: { acknowledged: acknowledged('incomplete', 45), lastPutAt: T0 },
    };
    expect(step(more, T0 + minutes(10))).toMatchObject({ do: 'send-put-param', report: { score: 45 } });
  });
  test.each(['review', 'browse'] as const)('rule 34: in %s mode neither PutParam nor ExitAU is ever sent', (mode) => {
    fc.assert(
      fc.property(fc.nat(100_000_000), fc.boolean(), (wait, left) => {
        const next = step(
          {
            session: { mode },
            activity: {
              presenceAt: T0,
              leftSeenAt: left ? T0 : null,
              lastViewingAt: T0,
              openViewings: 0,
              endedViewings: 1,
            },
          },
          T0 + wait,
        );
        expect(['wait', 'end']).toContain(next.do);
      }),
    );
  });
  test.each([
    ['disabled', { enabled: false }, 'disabled'],
    ['paused', { reportingMode: 'paused' as const }, 'paused'],
    ['preview', { reportingMode: 'preview' as const }, 'preview'],
    ['a host that left the list', { hostListed: false }, 'host-removed'],
  ])('F82: %s holds everything and keeps the state', (_why, tenant, hold) => {
    for (const phase of ['opening', 'reporting', 'closing'] as const)
      expect(step({ phase, tenant: { ...aDelivery().tenant, ...tenant } })).toEqual({ do: 'wait', until: null, hold });
  });
  test('S53: a launch on a phone sends nothing at all', () =>
    expect(step({ phase: 'opening', device: 'mobile' })).toEqual({ do: 'end', why: 'mobile' }));
  test('one writer: a new session waits until the superseded one is closed, at most 30 s', () => {
    expect(step({ predecessorOpen: true }, T0 + 1_000)).toMatchObject({ do: 'wait', until: T0 + 30_000 });
    expect(step({ predecessorOpen: true }, T0 + 30_000)).toMatchObject({ do: 'send-put-param' });
  });
  test('closing: final PutParam with the session time, then ExitAU, then the end', () => {
    const left = { presenceAt: T0, leftSeenAt: T0, lastViewingAt: T0, openViewings: 0, endedViewings: 1 };
    expect(step({ activity: left }, T0 + 1_000)).toMatchObject({
      do: 'send-final-put-param',
      timeSeconds: 90,
      closing: 'left',
    });
    expect(step({ phase: 'closing', session: { closing: 'left', finalPut: 'acknowledged' } })).toEqual({
      do: 'send-exit-au',
    });
    expect(
      step({ phase: 'closing', session: { closing: 'left', finalPut: 'acknowledged', exit: 'acknowledged' } }),
    ).toEqual({ do: 'end', why: 'exited' });
  });
  test('I5: a final PutParam that may have arrived repeats its time only where the last value counts', () => {
    const more: MoreFacts = { phase: 'closing', session: { closing: 'left', finalPut: 'begun', timeTold: 90 } };
    expect(step(more)).toMatchObject({ timeSeconds: 90 });
    expect(step({ ...more, profile: { ...generic, timeRetry: 'zero' } })).toMatchObject({ timeSeconds: 0 });
  });
});

describe('what the make of LMS changes', () => {
  const put = (more: MoreFacts): ReturnType<typeof nextStep> => step({ sessionSeconds: 90, ...more });
  const final = (more: MoreFacts): ReturnType<typeof nextStep> =>
    put({ phase: 'closing', ...more, session: { closing: 'left', ...more.session } });

  test.each([
    ['generic', 'final-only', 'same', 0, 0, 90],
    ['each carries the time so far', 'cumulative', 'same', 60, 90, 90],
    ['each carries what no earlier one has', 'increments', 'zero', 60, 30, 30],
    ['an adding LMS gets no second twice', 'final-only', 'zero', 60, 0, 30],
    ['a clock of ours that was set back takes nothing away', 'increments', 'zero', 95, 0, 0],
  ] as const)('time: %s', (_why, timeMode, timeRetry, timeTold, inPut, inFinal) => {
    const more: MoreFacts = { profile: { ...generic, timeMode, timeRetry }, session: { timeTold } };
    expect(put(more)).toMatchObject({ do: 'send-put-param', timeSeconds: inPut });
    expect(final(more)).toMatchObject({ do: 'send-final-put-param', timeSeconds: inFinal });
  });
  test('rule 21: no request sooner than the gap after an answer, and no longer wait when our clock was set back', () => {
    const more: MoreFacts = { session: { lastAnswerAt: T0 } };
    expect(step(more, T0 + 100)).toEqual({ do: 'wait', until: T0 + generic.gapBetweenRequestsMs, hold: null });
    expect(step(more, T0 + 250)).toMatchObject({ do: 'send-put-param' });
    expect(step(more, T0 - minutes(60))).toMatchObject({ do: 'send-put-param' });
  });
  test('F78: a pace that lies in the future because our clock was set back does not hold anything', () => {
    const more: MoreFacts = { session: { acknowledged: acknowledged('incomplete', 40), lastPutAt: T0 + minutes(60) } };
    expect(step(more, T0)).toMatchObject({ do: 'send-put-param' });
  });
  test.each(['reporting', 'closing'] as const)('read-back: one GetParam before anything else while %s', (phase) =>
    expect(step({ phase, session: { readBack: 'wanted', closing: phase === 'closing' ? 'left' : null } })).toEqual({
      do: 'send-get-param',
    }),
  );
  test('closeAfterCompletion: the acknowledged completion closes the session at once', () => {
    const more: MoreFacts = {
      profile: { ...generic, closeAfterCompletion: true },
      progress: { percent: 100, complete: true, counted: true },
      session: { acknowledged: acknowledged('completed', 100) },
    };
    expect(step(more)).toMatchObject({ do: 'send-final-put-param', closing: 'completed' });
    expect(step({ ...more, session: { acknowledged: acknowledged('incomplete', 40) } })).toMatchObject({
      do: 'send-put-param',
    });
  });
});

describe('a completion is owed (F85)', () => {
  const complete = { progress: { percent: 100, complete: true, counted: true } };
  test.each<[string, MoreFacts, boolean]>([
    ['as long as the LMS has not said that it has it', complete, true],
    ['not before there is one', { progress: { percent: 90, complete: false, counted: true } }, false],
    ['not once it is acknowledged', { ...complete, session: { acknowledged: acknowledged('completed', 100) } }, false],
    [
      'though the LMS acknowledged less',
      { ...complete, session: { acknowledged: acknowledged('incomplete', 90) } },
      true,
    ],
    ['not to an LMS that has shown one', { ...complete, session: { lms: { status: 'passed', percent: 80 } } }, false],
    ['not after the session is over', { ...complete, phase: 'over' }, false],
  ])('%s', (_, more, owed) => expect(owesCompletion(aDelivery(more))).toBe(owed));
});
