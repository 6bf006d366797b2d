import { expect, test } from '@jest/globals';
import { formatsOf } from './formats.js';
import { localeOf, pickLanguage } from './languages.js';

test.each([
  ['the first that we have', ['fr', 'de-AT', 'en'], 'de'],
  ['English if we have none', ['fr', 'it'], 'en'],
  ['English if the browser says nothing', [], 'en'],
  ['by the language, whatever the region', ['AR-eg'], 'ar'],
] as const)('the language is %s', (_why, preferred, language) => expect(pickLanguage(preferred)).toBe(language));

test.each([
  ['the reader’s own region', 'de', ['de-AT'], 'de-AT'],
  ['the language alone if no region fits', 'de', ['en-GB'], 'de'],
  ['past what is no language tag', 'en', ['en-US@posix', 'en-GB'], 'en-GB'],
  ['Western digits in Arabic', 'ar', ['ar-EG'], 'ar-EG-u-nu-latn'],
] as const)('the locale takes %s', (_why, language, preferred, locale) => {
  expect(localeOf(language, preferred)).toBe(locale);
  expect(() => formatsOf(locale).full(new Date())).not.toThrow();
});

test.each([
  ['183 ms', 183],
  ['2.7 sec', 2_719],
  ['59 sec', 59_999],
  ['2 min 11 sec', 131_000],
  ['31 min', 31 * 60_000 + 30_000],
  ['5 hr', 5 * 3_600_000],
])('a span of time reads as %s', (text, millis) => expect(formatsOf('en-US').span(millis)).toBe(text));

test('a percentage is rounded down: 99.96 is not 100', () =>
  expect(formatsOf('en').oneDecimalDown(99.96)).toBe('99.9'));
