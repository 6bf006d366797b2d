import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { makeTextSafe, makeTitleSafe } from './safe-text.js';

test.each([
  ['E=mc2', 'E-mc2', '='],
  ['"Ladders"', 'Ladders', '"'],
  ["Don't fall", 'Dont fall', "'"],
  ['One; two', 'One, two', ';'],
  ['Tom & Ann', 'Tom and Ann', '&'],
  ['Stop! (now)', 'Stop. -now', '! ( )'],
  ['a|b~c^d', 'a-b-cd', '| ~ ^'],
])('rule 63: the title %j becomes %j, and what it lost is named', (title, text, what) => {
  expect(makeTitleSafe(title, 'ascii')).toEqual({ text, losses: [{ kind: 'replaced', what }] });
});

test('rule 56: what ASCII cannot say becomes "?", in UTF-8 it stays', () => {
  expect(makeTitleSafe('Größe 手', 'ascii').text).toBe('Gr??e ?');
  expect(makeTitleSafe('Größe 手', 'utf-8')).toEqual({ text: 'Größe 手', losses: [] });
});

test('rule 69: a title is cut to 255 characters, and the number of lost ones is named', () => {
  const { text, losses } = makeTitleSafe('x'.repeat(300), 'ascii');
  expect(text).toHaveLength(255);
  expect(losses).toEqual([{ kind: 'cut', what: '45' }]);
});

test('a cut splits no character', () => {
  expect(makeTitleSafe(`${'x'.repeat(254)}😀`, 'utf-8').text).toBe('x'.repeat(254));
});

test('line breaks become blanks, and that is named', () => {
  expect(makeTextSafe('two\r\nlines', 'ascii', 99)).toEqual({
    text: 'two lines',
    losses: [{ kind: 'line-break', what: 'line breaks became blanks' }],
  });
});

test.each([
  ['[Course] x', 'Course] x'],
  ['[ [[Course_ID', 'Course_ID'],
  ['Course_Title=other', 'Course_Title-other'],
  ['a "b", c', 'a b, c'],
])(
  'sheet §6.3: the description %j becomes %j, which no LMS takes for a group, keyword or value',
  (description, text) => {
    const safe = makeTextSafe(description, 'ascii', 99);
    expect(safe.text).toBe(text);
    expect(safe.losses).toContainEqual(expect.objectContaining({ kind: 'replaced' }));
  },
);

test.each(['ascii', 'utf-8'] as const)(
  'whatever a publisher writes: safe in %s, and safe texts stay as they are',
  (charset) => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (written) => {
        const title = makeTitleSafe(written, charset).text;
        expect(title).not.toMatch(/[="';()!&|~^\r\n\p{Cc}\p{Cs}\ufeff]/u);
        expect(makeTitleSafe(title, charset)).toEqual({ text: title, losses: [] });
        const text = makeTextSafe(written, charset, 100).text;
        expect(text.length).toBeLessThanOrEqual(100);
        expect(text).not.toMatch(/^\s*\[|["'=\r\n\p{Cc}\p{Cs}\ufeff]/u);
        expect(makeTextSafe(text, charset, 100)).toEqual({ text, losses: [] });
        if (charset === 'ascii') expect(title + text).toMatch(/^[\x20-\x7e]*$/);
      }),
      { numRuns: 300 },
    );
  },
);
