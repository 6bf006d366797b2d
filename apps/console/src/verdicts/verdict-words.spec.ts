import { describe, expect, test } from '@jest/globals';
import {
  CAUSES,
  CURES,
  fillSentence,
  LINT_CURES,
  LINT_REASONS,
  PROBE_CURES,
  PROBE_DETAILS,
  RULES,
} from '@aicc-bridge/contracts';
import { lintCureWords, lintReasonWords } from '../content/lint-words.js';
import { LANGUAGES } from '../messages/languages.js';
import { namesIn, plainMessage, readMessage } from '../messages/message.js';
import { probeCureWords, probeDetailWords } from '../settings/probe-words.js';
import { causeWords, cureWords, ruleWords } from './verdict-words.js';

type Table = Readonly<Record<string, string>>;

describe.each([
  ['causes', CAUSES, causeWords],
  ['cures', CURES, cureWords],
  ['rules', RULES, ruleWords],
  ['details of test steps', PROBE_DETAILS, probeDetailWords],
  ['cures of test steps', PROBE_CURES, probeCureWords],
  ['findings of the linter', LINT_REASONS, lintReasonWords],
  ['cures of findings', LINT_CURES, lintCureWords],
] as const)('the %s', (_what, source, { en, load }) => {
  const table = async (language: (typeof LANGUAGES)[number]): Promise<Table> =>
    language === 'en' ? en : await load[language]();

  test.each(LANGUAGES)('have every id of the API in %s, with the same values', async (language) => {
    const words = await table(language);
    expect(Object.keys(words).sort()).toEqual(Object.keys(source).sort());
    for (const [id, english] of Object.entries<string>(source)) {
      const names = (text: string): readonly string[] => [...namesIn(readMessage(text))].sort();
      expect({ id, names: names(words[id] ?? '') }).toEqual({ id, names: names(english) });
      expect(words[id]?.trim()).not.toBe('');
    }
  });

  test('are in English what the API says, letter by letter', () => {
    for (const english of Object.values<string>(source)) {
      const values = Object.fromEntries([...namesIn(readMessage(english))].map((name) => [name, `the ${name}`]));
      expect(plainMessage(english, values, 'en')).toBe(fillSentence(english, values));
    }
  });
});
