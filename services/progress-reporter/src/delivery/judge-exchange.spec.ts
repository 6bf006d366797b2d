import { describe, expect, test } from '@jest/globals';
import { DEFAULT_DURATIONS as D } from '../durations.js';
import { aDelivery, generic, type MoreFacts, T0 } from '../test-builders.js';
import { buildReport } from './build-report.js';
import { judgeExchange, markBegun, type SentStep } from './judge-exchange.js';
import { exchangeResult, type ExchangeResult } from './exchange-result.js';

describe('what an exchange means', () => {
  const put: SentStep = { do: 'send-put-param', report: buildReport(aDelivery()), timeSeconds: 0 };
  const judge = (result: ExchangeResult, more: MoreFacts = {}, sent: SentStep = put, now = T0) =>
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

describe('the mark of a message that may have arrived (design §7, lost answers)', () => {
  const left: SentStep = {
    do: 'send-final-put-param',
    report: buildReport(aDelivery()),
    timeSeconds: 90,
    closing: 'left',
  };
  const after = (result: ExchangeResult, session: MoreFacts['session'] = {}) =>
    judgeExchange(aDelivery({ session }), left, result, T0, 0.5, D).session;
  const unreachable = (mayHaveArrived: boolean): ExchangeResult => ({
    kind: 'unreachable',
    stage: 'response',
    detail: '',
    mayHaveArrived,
  });

  test('is set before it goes, with the seconds that it carries', () => {
    expect(markBegun(aDelivery(), left)?.session).toMatchObject({ finalPut: 'begun', timeTold: 90, closing: 'left' });
    expect(markBegun(aDelivery(), { do: 'send-exit-au' })?.session.exit).toBe('begun');
    expect(markBegun(aDelivery(), { do: 'send-get-param' })).toBeNull();
  });
  test('is set for ordinary ones too where every time is added', () => {
    const put: SentStep = { do: 'send-put-param', report: buildReport(aDelivery()), timeSeconds: 90 };
    expect(markBegun(aDelivery(), put)).toBeNull();
    const profile = { ...generic, timeMode: 'increments' as const, timeRetry: 'zero' as const };
    expect(markBegun(aDelivery({ profile }), put)).toMatchObject({ phase: 'reporting', session: { timeTold: 90 } });
  });
  test.each<[string, ExchangeResult, 'none' | 'begun']>([
    ['a broken connection after it went', unreachable(true), 'begun'],
    ['a connection that never came about', unreachable(false), 'none'],
    ['our own fault before it went', { kind: 'our-fault', detail: '', mayHaveArrived: false }, 'none'],
    ['a forbidden address', { kind: 'not-sent', why: 'address-forbidden' }, 'none'],
    ['503: nobody knows (F64)', { kind: 'busy', status: 503, retryAfterMs: null }, 'begun'],
    ['429: it was not taken', { kind: 'busy', status: 429, retryAfterMs: null }, 'none'],
    ['Terminated', { kind: 'terminated' }, 'none'],
    ['Not Initialized', { kind: 'not-initialized' }, 'none'],
    ['404', { kind: 'ambiguous', sign: 'http-404' }, 'none'],
    ['a login page: nobody knows', { kind: 'ambiguous', sign: 'html' }, 'begun'],
    ['a refusal', { kind: 'refused', sign: 'error=1' }, 'none'],
  ])('after %s', (_why, result, finalPut) => {
    expect(after(result)).toMatchObject({ finalPut, timeTold: finalPut === 'begun' ? 90 : 0 });
    // What an earlier try has left stays in any case.
    expect(after(result, { finalPut: 'begun', timeTold: 60 }).finalPut).toBe('begun');
  });
});

describe('what the make of LMS changes', () => {
  const completed: SentStep = {
    do: 'send-put-param',
    report: { status: 'completed', percent: 100, score: 100, location: '' },
    timeSeconds: 0,
  };
  const ok: ExchangeResult = { kind: 'confirmed', aiccData: '', version: null };
  const judged = (step: SentStep, result: ExchangeResult, more: MoreFacts) =>
    judgeExchange(aDelivery(more), step, result, T0, 0.5, D);

  test('readBack: the completion’s error=0 is looked at once', () => {
    const profile = { ...generic, readBack: true };
    expect(judged(completed, ok, { profile }).session.readBack).toBe('wanted');
    expect(judged(completed, ok, {}).session.readBack).toBe('none');
    expect(judged(completed, ok, { profile, session: { readBack: 'stored' } }).session.readBack).toBe('stored');
    expect(judged({ do: 'send-get-param' }, ok, { phase: 'closing' }).phase).toBe('closing');
  });
  test('reviewRule refusal-means-review: an Invalid Command to the first GetParam is held, not refused', () => {
    const refused: ExchangeResult = { kind: 'refused', sign: 'error=1' };
    const profile = { ...generic, reviewRule: 'refusal-means-review' as const };
    const open: MoreFacts = { phase: 'opening', session: { mode: null } };
    expect(judged({ do: 'send-get-param' }, refused, { ...open, profile }).session).toMatchObject({
      ended: 'held',
      mode: 'review',
    });
    expect(judged({ do: 'send-get-param' }, refused, open).session.ended).toBe('refused');
  });
  test('notFoundMeaning session-over: a 404 is believed at once', () => {
    const profile = { ...generic, notFoundMeaning: 'session-over' as const };
    expect(judged(completed, { kind: 'ambiguous', sign: 'http-404' }, { profile }).phase).toBe('over');
    expect(judged(completed, { kind: 'ambiguous', sign: 'html' }, { profile }).phase).toBe('reporting');
  });
});
