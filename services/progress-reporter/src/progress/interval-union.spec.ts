import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Interval, intervalUnion } from './interval-union.js';

const interval = fc.tuple(fc.nat(30), fc.nat(30));

test.each<[string, readonly Interval[], readonly Interval[]]>([
  ['nothing', [], []],
  ['an empty one', [[5, 5]], []],
  [
    'two that touch',
    [
      [5, 9],
      [0, 5],
    ],
    [[0, 9]],
  ],
  [
    'one within another',
    [
      [0, 9],
      [2, 3],
    ],
    [[0, 9]],
  ],
  [
    'a gap',
    [
      [4, 5],
      [0, 3],
    ],
    [
      [0, 3],
      [4, 5],
    ],
  ],
])('the union of %s', (_what, given, expected) => expect(intervalUnion(given)).toEqual(expected));

test('covers what the intervals cover, no more, and its parts lie apart', () => {
  fc.assert(
    fc.property(fc.array(interval), (intervals) => {
      const union = intervalUnion(intervals);
      const covers = (list: readonly Interval[], at: number): boolean =>
        list.some(([from, to]) => from <= at && at < to);
      for (let at = 0; at < 31; at += 1) expect(covers(union, at)).toBe(covers(intervals, at));
      for (const [index, [from]] of union.entries()) expect(from).toBeGreaterThan(union[index - 1]?.[1] ?? -1);
    }),
  );
});
