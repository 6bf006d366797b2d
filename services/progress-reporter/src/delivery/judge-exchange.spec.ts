import { describe, expect, test } from '@jest/globals';
import { DEFAULT_DURATIONS as D } from '../durations.js';
import { aDelivery, type MoreFacts, T0 } from '../test-builders.js';
import { buildReport } from './build-report.js';
import { judgeExchange, type SentStep } from './judge-exchange.js';
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
