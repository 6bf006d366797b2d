import { expect, test } from '@jest/globals';
import { randomSlice } from './random-slice.js';

test('as many bytes as asked for, and none twice, over several portions', () => {
  const slices = Array.from({ length: 2_000 }, () => randomSlice(12));
  expect(slices.every(({ length }) => length === 12)).toBe(true);
  expect(new Set(slices.map((slice) => slice.toString('hex'))).size).toBe(2_000);
});
