import { expect, test } from '@jest/globals';
import { claimWidth } from './claim-width.js';

test('a claim looks at as many due rows as it may take', () => {
  expect(claimWidth(256, null)).toBe(256);
  expect(claimWidth(256, { limit: 256, took: 256 })).toBe(256);
});
test('F86: it looks further when the last one could not take what it saw', () =>
  expect(claimWidth(256, { limit: 256, took: 8 })).toBe(1_024));
test('a small claim looks at 64 all the same', () => expect(claimWidth(3, null)).toBe(64));
