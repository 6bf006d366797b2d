import { describe, expect, test } from '@jest/globals';
import { profileOf } from '@aicc-bridge/lms-profiles';
import fc from 'fast-check';
import { DEFAULT_DURATIONS as D } from '../durations.js';
import { beginsNewAttempt, type CurrentAttempt, type OpeningSession } from './assign-attempt.js';
import { buildReport, knownToLms, rises } from './build-report.js';
import { closeReason } from './close-reason.js';
import type { DeliveryFacts } from './delivery-facts.js';
import { exchangeResult, type ExchangeResult } from './exchange-result.js';
import { judgeExchange, type SentStep } from './judge-exchange.js';
import { nextStep } from './next-step.js';
import { nextTryAt, readRetryAfter } from './retry-schedule.js';
import { NEW_SESSION, type SessionState } from './session-state.js';

const found = profileOf('generic');
if (found.kind !== 'profile') throw new Error('generic is missing');
const generic = found.profile.wire;
const T0 = Date.parse('2026-11-24T10:00:00Z');
const minutes = (n: number): number => n * 60_000;

type More = Partial<Omit<DeliveryFacts, 'session'>> & { session?: Partial<SessionState> };
function aDelivery({ session, ...more }: More = {}): DeliveryFacts {
  return {
    launchId: 'l1',
    phase: 'reporting',
    startedAt: T0,
    desiredVersion: 5,
    progress: { percent: 45, complete: false, counted: true },
    sessionSeconds: 90,
    location: 'u1@45',
    activity: { presenceAt: T0, leftSeenAt: null, lastViewingAt: T0, openViewings: 1, endedViewings: 0 },
    supersededAt: null,
    predecessorOpen: false,
    device: 'desktop',
    tenant: { enabled: true, reportingMode: 'send', reportMobile: false, hostListed: true },
    profile: generic,
    ...more,
    session: { ...NEW_SESSION, mode: 'normal', lms: { status: 'not attempted', percent: null }, ...session },
  };
}
const step = (more?: More, now = T0): ReturnType<typeof nextStep> => nextStep(aDelivery(more), now, D);
const acknowledged = (status: 'incomplete' | 'completed', percent: number) => ({ status, percent, version: 4, at: T0 });

describe('what to send', () => {
  test('rule 18: the first message is GetParam', () =>
    expect(step({ phase: 'opening' })).toEqual({ do: 'send-get-param' }));
  test('the first progress goes at once', () =>
    expect(step()).toMatchObject({ do: 'send-put-param', report: { status: 'incomplete', score: 45 } }));
  test('ordinary progress waits 30 s after the last PutParam', () => {
    const more: More = { session: { acknowledged: acknowledged('incomplete', 40), lastPutAt: T0 } };
    expect(step(more, T0 + 10_000)).toMatchObject({ do: 'wait', until: T0 + 30_000 });
    expect(step(more, T0 + 30_000)).toMatchObject({ do: 'send-put-param' });
  });
  test('a completion does not wait', () => {
    const more: More = {
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
    const more: More = {
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
    const more: More = { phase: 'closing', session: { closing: 'left', finalPut: 'begun' } };
    expect(step(more)).toMatchObject({ timeSeconds: 90 });
    expect(step({ ...more, profile: { ...generic, timeRetry: 'zero' } })).toMatchObject({ timeSeconds: 0 });
  });
});

describe('the report', () => {
  test('mastery score in the LMS: no score until complete', () => {
    expect(buildReport(aDelivery({ session: { masteryScore: 80 } })).score).toBeNull();
    expect(
      buildReport(
        aDelivery({ session: { masteryScore: 80 }, progress: { percent: 100, complete: true, counted: true } }),
      ).score,
    ).toBe(100);
  });
  test('with nothing counted it is the LMS’s own state, or incomplete 0', () => {
    const progress = { percent: 0, complete: false, counted: false };
    expect(buildReport(aDelivery({ progress, session: { lms: { status: 'completed', percent: 70 } } }))).toMatchObject({
      status: 'completed',
      score: 70,
    });
    expect(buildReport(aDelivery({ progress }))).toMatchObject({ status: 'incomplete', score: 0 });
  });
  test('I4, rules 35 and 36: never lower than anything the LMS has shown or acknowledged', () => {
    const status = fc.constantFrom(
      'not attempted' as const,
      'browsed' as const,
      'incomplete' as const,
      'failed' as const,
      'completed' as const,
      'passed' as const,
    );
    const standing = fc.record({ status, percent: fc.option(fc.nat(100)) });
    fc.assert(
      fc.property(standing, fc.option(standing), fc.nat(99), fc.boolean(), (lms, ack, percent, complete) => {
        const facts = aDelivery({
          progress: { percent: complete ? 100 : percent, complete, counted: true },
          session: { lms, acknowledged: ack === null ? null : { ...ack, version: 1, at: T0 } },
        });
        const report = buildReport(facts);
        for (const known of [lms, ack]) {
          if (known === null) continue;
          expect(report.percent).toBeGreaterThanOrEqual(known.percent ?? 0);
          expect(
            rises({ ...report, status: known.status, score: known.percent }, { ...report, percent: report.score }),
          ).toBe(false);
        }
        expect(rises(report, { status: report.status, percent: report.score })).toBe(false);
        expect(knownToLms(facts)).not.toBeNull();
      }),
    );
  });
});

describe('closing', () => {
  const at = (activity: Partial<DeliveryFacts['activity']>, now: number): ReturnType<typeof closeReason> =>
    closeReason(aDelivery({ activity: { ...aDelivery().activity, ...activity } }), now, D);
  test('(a) "leave course" waits a moment for the last segments, longer while a viewing has not ended', () => {
    expect(at({ leftSeenAt: T0, openViewings: 0 }, T0 + D.leaveSettleMs)).toEqual({ kind: 'close', reason: 'left' });
    expect(at({ leftSeenAt: T0, openViewings: 1 }, T0 + D.leaveSettleMs)).toEqual({
      kind: 'open',
      lookAgainAt: T0 + D.leaveLimitMs,
    });
    expect(at({ leftSeenAt: T0, openViewings: 1 }, T0 + D.leaveLimitMs)).toEqual({ kind: 'close', reason: 'left' });
  });
  test('(b) superseded', () =>
    expect(closeReason(aDelivery({ supersededAt: T0 }), T0, D)).toEqual({ kind: 'close', reason: 'superseded' }));
  test('(c) all viewings ended and none new for 5 min', () => {
    expect(at({ openViewings: 0, endedViewings: 2 }, T0 + minutes(5))).toEqual({ kind: 'close', reason: 'ended' });
    expect(at({ openViewings: 1, endedViewings: 1 }, T0 + minutes(5))).toMatchObject({ kind: 'open' });
  });
  test('(d) 15 min without event or presence, well below the 30 of an LMS', () => {
    expect(at({}, T0 + minutes(15) - 1)).toMatchObject({ kind: 'open' });
    expect(at({}, T0 + minutes(15))).toEqual({ kind: 'close', reason: 'quiet' });
    expect(at({ presenceAt: T0 + minutes(14) }, T0 + minutes(15))).toMatchObject({ kind: 'open' });
  });
});

describe('what an exchange means', () => {
  const put: SentStep = { do: 'send-put-param', report: buildReport(aDelivery()) };
  const judge = (result: ExchangeResult, more: More = {}, sent: SentStep = put, now = T0) =>
    judgeExchange(aDelivery(more), sent, result, now, 0.5, D);
  test('error=0 is acknowledged with our version', () =>
    expect(judge({ kind: 'confirmed', aiccData: '' }).session.acknowledged).toEqual({
      status: 'incomplete',
      percent: 45,
      version: 5,
      at: T0,
    }));
  test('Not Initialized: GetParam again, once', () => {
    expect(judge({ kind: 'not-initialized' })).toMatchObject({
      phase: 'opening',
      dueAt: T0,
      session: { reinitialized: true },
    });
    expect(judge({ kind: 'not-initialized' }, { session: { reinitialized: true } })).toMatchObject({
      phase: 'over',
      session: { ended: 'session-over' },
    });
  });
  test('404, empty, HTML: the same again after 2 s and 15 s, then the session is over', () => {
    const sign: ExchangeResult = { kind: 'ambiguous', sign: 'http-404' };
    expect(judge(sign).dueAt).toBe(T0 + 2_000);
    expect(judge(sign, { session: { ambiguous: 1 } }).dueAt).toBe(T0 + 15_000);
    expect(judge(sign, { session: { ambiguous: 2 } }).phase).toBe('over');
  });
  test('Terminated to a repeated ExitAU is success, to anything else the end', () => {
    const exit: SentStep = { do: 'send-exit-au' };
    expect(judge({ kind: 'terminated' }, { phase: 'closing', session: { exit: 'begun' } }, exit).session.ended).toBe(
      'exited',
    );
    expect(judge({ kind: 'terminated' }, { phase: 'closing' }, exit).session.ended).toBe('session-over');
    expect(judge({ kind: 'terminated' }).session.ended).toBe('session-over');
  });
  test('our own trouble is never charged to the LMS', () =>
    expect(judge({ kind: 'our-fault', detail: 'EMFILE', mayHaveArrived: false }).session).toMatchObject({
      failures: 0,
      firstFailureAt: null,
    }));
  test('503 backs off and the LMS’s Retry-After is honoured', () => {
    expect(judge({ kind: 'busy', status: 503, retryAfterMs: null })).toMatchObject({
      dueAt: T0 + 2_000,
      session: { failures: 1, trouble: 'busy 503' },
    });
    expect(judge({ kind: 'busy', status: 503, retryAfterMs: 60_000 }).dueAt).toBe(T0 + 60_000);
  });
  test.each([
    [
      'nothing left this machine',
      { kind: 'not-sent', why: 'address-forbidden', ruleId: 'S20', detail: '' },
      'not-sent',
    ],
    [
      'a 303 to the login page',
      {
        kind: 'answered',
        status: 303,
        headers: {},
        body: new Uint8Array(),
        bodyCut: false,
        timings: { totalMs: 1, connectMs: null, waitMs: 1 },
        peer: null,
      },
      'refused',
    ],
  ] as const)('%s', (_why, exchange, kind) => expect(exchangeResult(exchange, T0).kind).toBe(kind));
});

describe('retries', () => {
  const facts = { firstFailureAt: T0, lastSignAt: T0, retryAfterMs: null, sessionLifeMs: minutes(30) };
  test('at least 9 tries in the first 10 minutes, whatever the jitter', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 30, maxLength: 30 }), (jitters) => {
        let now = T0;
        let tries = 1;
        for (let failures = 1; now < T0 + minutes(10) && failures < 30; failures += 1) {
          now = nextTryAt({ ...facts, failures }, now, jitters[failures] ?? 0, D) ?? Infinity;
          if (now < T0 + minutes(10)) tries += 1;
        }
        expect(tries).toBeGreaterThanOrEqual(9);
      }),
    );
  });
  test('after the presumed life every 15 min, after 24 h never', () => {
    const now = T0 + minutes(31);
    expect(nextTryAt({ ...facts, failures: 20 }, now, 0.5, D)).toBe(now + minutes(15));
    expect(nextTryAt({ ...facts, failures: 99 }, T0 + minutes(60 * 24), 0.5, D)).toBeNull();
  });
  test.each([
    ['5', 5_000],
    ['Tue, 24 Nov 2026 10:01:00 GMT', 60_000],
    ['rubbish', null],
    ['-3', null],
    ['0', null],
    [undefined, null],
  ])('F57: Retry-After %s', (header, ms) => expect(readRetryAfter(header, T0)).toBe(ms));
});

describe('attempts', () => {
  const current: CurrentAttempt = {
    number: 1,
    completion: { host: 'h', port: 443, studentId: '7' },
    completionSettled: true,
  };
  const opening: OpeningSession = {
    host: 'h',
    port: 443,
    studentId: '7',
    lms: { lessonStatus: 'not attempted', score: null },
    afterCompletion: 'new-attempt',
  };
  test.each([
    ['the first launch', null, opening, true],
    ['blank after a settled completion', current, opening, true],
    ['no completion was acknowledged', { ...current, completion: null }, opening, false],
    ['the completion was never seen again', { ...current, completionSettled: false }, opening, false],
    [
      'the LMS still shows something',
      current,
      { ...opening, lms: { lessonStatus: 'incomplete' as const, score: null } },
      false,
    ],
    [
      'the LMS still has a score',
      current,
      { ...opening, lms: { lessonStatus: 'not attempted' as const, score: { raw: 3, max: null, min: null } } },
      false,
    ],
    ['another Student_ID', current, { ...opening, studentId: '8' }, false],
    ['another host', current, { ...opening, host: 'new' }, false],
    ['the tenant wants completions sent again', current, { ...opening, afterCompletion: 'send-again' as const }, false],
  ])('a new attempt? %s', (_why, attempt, session, expected) =>
    expect(beginsNewAttempt(attempt, session)).toBe(expected),
  );
});
