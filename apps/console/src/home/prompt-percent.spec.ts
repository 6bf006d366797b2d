import { expect, test } from '@jest/globals';
import { promptPercent } from './prompt-percent.js';

test.each<[string, readonly (readonly [number, number])[], number | null]>([
  ['of one organisation', [[3, 1]], 75],
  [
    'of several, each message counting the same',
    [
      [97, 1],
      [2, 0],
    ],
    99,
  ],
  ['where everything was late', [[0, 4]], 0],
  ['of nobody is not known', [], null],
  ['of those without progress is not known either', [[0, 0]], null],
])('the share %s', (_of, counts, percent) => {
  const promptness = counts.map(([prompt, late], index) => ({ tenantId: String(index), prompt, late }));
  expect(promptPercent(promptness)).toBe(percent);
});
