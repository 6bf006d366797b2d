import { describe, expect, test } from '@jest/globals';
import { UnitId } from '@aicc-bridge/contracts';
import fc from 'fast-check';
import { progressOf } from './progress-of.js';

const unit = (id: string, seconds: number) => ({ unitId: UnitId.parse(id), title: id, seconds });
const course = { units: [unit('a', 100), unit('b', 300)], completionThresholdPercent: 95 };
const nothing = { percent: 0, complete: false };
const watched = (a: number, b: number, more: { reportedPercent?: number; completed?: boolean } = {}) => ({
  secondsByUnit: new Map([
    ['a', a],
    ['b', b],
  ]),
  reportedPercent: 0,
  completed: false,
  ...more,
});

describe('progress of an attempt', () => {
  test.each([
    ['nothing watched', watched(0, 0), { percent: 0, complete: false }],
    ['rounded down', watched(1, 2), { percent: 0, complete: false }],
    ['half', watched(100, 100), { percent: 50, complete: false }],
    ['99 until every unit is watched to its threshold', watched(94, 300), { percent: 98, complete: false }],
    ['every unit at 95 percent', watched(95, 285), { percent: 100, complete: true }],
    ['more than the unit has counts once', watched(5_000, 0), { percent: 25, complete: false }],
    ['the playback service says completed', watched(0, 0, { completed: true }), { percent: 100, complete: true }],
    ['a reported 100', watched(0, 0, { reportedPercent: 100 }), { percent: 100, complete: true }],
    ['a reported 60 above the watched', watched(1, 0, { reportedPercent: 60 }), { percent: 60, complete: false }],
  ])('%s', (_why, given, expected) => expect(progressOf(given, course, nothing)).toEqual(expected));

  test('never falls, whatever was watched and however the course changed', () => {
    const seconds = fc.nat(400);
    fc.assert(
      fc.property(
        seconds,
        seconds,
        fc.nat(100),
        fc.boolean(),
        fc.nat(99),
        (a, b, reportedPercent, complete, percent) => {
          const before = { percent: complete ? 100 : percent, complete };
          const after = progressOf(watched(a, b, { reportedPercent }), course, before);
          expect(after.percent).toBeGreaterThanOrEqual(before.percent);
          expect(after.complete || !before.complete).toBe(true);
          expect(after.percent === 100).toBe(after.complete);
        },
      ),
    );
  });
});
