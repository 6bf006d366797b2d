import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { editDistance, nearest } from './edit-distance.js';

test.each([
  ['the same', 'safety', 'safety', 0],
  ['a letter exchanged', 'safety', 'sapety', 1],
  ['a letter left out', 'safety', 'safty', 1],
  ['a letter put in', 'safety', 'saffety', 1],
  ['two neighbours swapped', 'safety', 'saftey', 1],
  ['other words', 'safety', 'ladder', 3],
])('%s', (_why, a, b, distance) => expect(editDistance(a, b, 2)).toBe(distance));

test('is the same both ways, and zero for equal words only', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 });
  fc.assert(
    fc.property(word, word, (a, b) => {
      expect(editDistance(a, b, 8)).toBe(editDistance(b, a, 8));
      expect(editDistance(a, b, 8) === 0).toBe(a === b);
    }),
  );
});

test('a word that is still being typed is compared with beginnings', () => {
  expect(nearest('negotai', ['negotiating', 'navigation'], true, 3)).toEqual(['negotiating']);
  expect(nearest('negotai', ['negotiating'], false, 3)).toEqual([]);
});

test('short words are not guessed at', () => expect(nearest('ab', ['ac', 'abc'], false, 3)).toEqual([]));
