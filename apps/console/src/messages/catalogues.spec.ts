import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { LANGUAGES } from './languages.js';
import { namesIn, readMessage } from './message.js';

const SOURCES = join(import.meta.dirname, '..');
type Table = Readonly<Record<string, string>>;
const catalogues = new Map<string, Map<string, Table>>();

beforeAll(async () => {
  const files = (await readdir(SOURCES, { recursive: true })).filter((file) =>
    /(messages|(test|rule)-words)\.\w\w\.ts$/.test(file),
  );
  for (const file of files) {
    const [, folder = '', name = '', language = ''] = /^(.*)\/(\w[\w-]*)\.(\w+)\.ts$/.exec(file) ?? [];
    const module = (await import(join(SOURCES, file))) as Record<string, Table>;
    const known = catalogues.get(`${folder}/${name}`) ?? new Map<string, Table>();
    catalogues.set(`${folder}/${name}`, known.set(language, module[language] ?? {}));
  }
});

describe('the catalogues', () => {
  test('exist in every language', () => {
    expect(catalogues.size).toBeGreaterThanOrEqual(8);
    for (const [name, tables] of catalogues)
      expect({ name, languages: [...tables.keys()].sort() }).toEqual({ name, languages: [...LANGUAGES].sort() });
  });

  test('say each message with the same values and tags in every language', () => {
    for (const [name, tables] of catalogues)
      for (const [key, english] of Object.entries(tables.get('en') ?? {}))
        for (const language of LANGUAGES) {
          const text = tables.get(language)?.[key] ?? '';
          const names = (message: string): readonly string[] => [...namesIn(readMessage(message))].sort();
          expect({ name, key, language, names: names(text) }).toEqual({ name, key, language, names: names(english) });
          expect(text.trim()).not.toBe('');
        }
  });
});
