import { describe, expect, test } from '@jest/globals';
import { fillMessage, namesIn, plainMessage, readMessage } from './message.js';

describe('a message', () => {
  test.each([
    ['words alone', 'Sign in', {}, 'en', 'Sign in'],
    ['a value', 'Launch of {course}', { course: 'Ladder Safety' }, 'en', 'Launch of Ladder Safety'],
    ['a number, written as English writes it', '{n} launches', { n: 1204 }, 'en', '1,204 launches'],
    ['a number, written as German writes it', '{n} Starts', { n: 1204 }, 'de', '1.204 Starts'],
    ['one of a plural', '{n, plural, one {# launch} other {# launches}}', { n: 1 }, 'en', '1 launch'],
    ['many of a plural', '{n, plural, one {# launch} other {# launches}}', { n: 9 }, 'en', '9 launches'],
    ['an exact number', '{n, plural, =0 {Nothing waits.} other {# wait.}}', { n: 0 }, 'en', 'Nothing waits.'],
    [
      'a plural of Arabic',
      '{n, plural, zero {z #} one {o #} two {t #} few {f #} many {m #} other {x #}}',
      { n: 2 },
      'ar-u-nu-latn',
      't 2',
    ],
    [
      'few of Arabic',
      '{n, plural, zero {z #} one {o #} two {t #} few {f #} many {m #} other {x #}}',
      { n: 5 },
      'ar-u-nu-latn',
      'f 5',
    ],
    ['a value in a branch', '{n, plural, one {# of {all}} other {# of {all}}}', { n: 3, all: 4 }, 'en', '3 of 4'],
    ['tags, as plain words', '<b>{n} wait</b> here', { n: 2 }, 'en', '2 wait here'],
  ])('fills in %s', (_why, text, values, locale, expected) =>
    expect(plainMessage(text, values, locale)).toBe(expected),
  );

  test('hands its tags to the page', () =>
    expect(fillMessage('<b>{n} wait</b> at one host', { n: 2 }, 'en')).toEqual([
      { tag: 'b', pieces: ['2 wait'] },
      ' at one host',
    ]));

  test('names its values and tags', () =>
    expect([...namesIn(readMessage('<b>{n, plural, one {# of {all}} other {# x}}</b>'))].sort()).toEqual([
      '<b>',
      'all',
      'n',
    ]));

  test.each([
    ['a brace without its end', '{n'],
    ['an end without its brace', 'n}'],
    ['a tag without its end', '<b>n'],
    ['an end without its tag', 'n</b>'],
    ['a plural without "other"', '{n, plural, one {# x}}'],
  ])('is none with %s', (_why, text) => expect(() => readMessage(text)).toThrow(text));
});
