import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DEFAULT_DURATIONS as D } from '../durations.js';
import { minutes, T0 } from '../test-builders.js';
import { nextTryAt, readRetryAfter } from './retry-schedule.js';

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
