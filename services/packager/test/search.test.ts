import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { typedWords } from '../src/search/search-query.js';
import { findStatement, KNOWN_WORDS, SIMILAR, type Statement, suggestStatement } from '../src/search/search.store.js';
import { CHANGES_BETWEEN } from '../src/downloads/plans.store.js';
import { openPackager, type PackagerUnderTest } from './packager-under-test.js';

let packager: PackagerUnderTest;
beforeAll(async () => {
  packager = await openPackager();
  await packager.put(
    {
      courseId: 'ladders',
      title: 'Ladder Safety Basics',
      topics: ['Safety'],
      kind: 'course',
      units: [{ unitId: 'u', title: 'x', seconds: 671 }],
    },
    {
      courseId: 'ladders-video',
      title: 'Ladder Safety Basics',
      topics: ['Safety'],
      kind: 'video',
      units: [{ unitId: 'u', title: 'x', seconds: 285 }],
    },
    { courseId: 'uebung', title: 'Übungen für Größe und Gewicht', language: 'de', authors: ['Jürgen Müller'] },
    { courseId: 'francais', title: 'La sécurité au travail', language: 'fr', topics: ['Safety'] },
    { courseId: 'zh', title: '安全 培训', language: 'zh' },
    { courseId: 'british', title: 'Negotiating Contracts', language: 'en-GB', keywords: ['bargain'] },
    { courseId: 'old', title: 'Ladder History', state: 'retired', replacedBy: 'ladders' },
    { courseId: 'deep', title: 'Something else', description: 'How to climb a scaffolding without fear.' },
  );
  await packager.put(
    ...Array.from({ length: 100 }, (_, at) => ({
      courseId: `filler-${at}`,
      title: `Filler number ${at}`,
      topics: [`Topic ${at}`],
    })),
  );
  // Enough rows for the planner to want an index: the fillers again and again under other ids, with words of their own.
  await packager.dataSource.query(`
    insert into courses (course_id, aggregate_version, seq, deleted, title, state, changed_at, row_build, content_hash, status, language,
      kind, topics, seconds, title_words, title_search, search)
    select course_id || '-' || n, 1, 10000 + seq * 300 + n, false, title, jsonb_set(state, '{courseId}', to_jsonb(course_id || '-' || n)), changed_at, row_build, content_hash, status, language,
      kind, array['Topic ' || n], seconds, md5(course_id || n) || ' ' || title_words,
      title_search || array_to_tsvector(array[md5(course_id || n)]), search || array_to_tsvector(array[md5(course_id || n)])
    from courses, generate_series(1, 300) as n where course_id like 'filler-%'`);
  await packager.dataSource.query(
    `insert into search_words select distinct md5(n::text) from generate_series(1, 30000) as n on conflict do nothing`,
  );
  await packager.dataSource.query(
    `insert into course_changes (seq, course_id, status, fields, changed_at) select 1000000 + n, 'many-' || n, 'published', '{}', now() from generate_series(1, 30000) as n`,
  );
  for (const table of ['courses', 'search_words', 'course_changes'])
    await packager.dataSource.query(`analyze ${table}`);
});
afterAll(() => packager.close());

const Suggested = z.object({
  suggestions: z.array(z.object({ courseId: z.string(), title: z.string(), kind: z.string(), seconds: z.number() })),
  corrected: z.string().nullable(),
});
const suggest = async (q: string, more = '') =>
  Suggested.parse(await (await packager.fetch(`/api/courses/-/suggest?q=${encodeURIComponent(q)}${more}`)).json());
const Found = z.object({
  courses: z.array(z.object({ courseId: z.string() })),
  next: z.string().nullable(),
  corrected: z.string().nullable(),
});
const find = async (query: string) => Found.parse(await (await packager.fetch(`/api/courses?${query}`)).json());
const ids = (courses: readonly { readonly courseId: string }[]) => courses.map(({ courseId }) => courseId);

test('S43, S44: while typing, kind and length tell two courses of one title apart', async () => {
  expect((await suggest('ladder sa')).suggestions).toEqual([
    expect.objectContaining({ courseId: 'ladders', title: 'Ladder Safety Basics', kind: 'course', seconds: 671 }),
    expect.objectContaining({ courseId: 'ladders-video', title: 'Ladder Safety Basics', kind: 'video', seconds: 285 }),
  ]);
  expect(ids((await suggest('ladder', '&kind=video')).suggestions)).toEqual(['ladders-video']);
});

test.each([
  ['one letter', 'ü', 'uebung'],
  ['accents typed', 'sécurité', 'francais'],
  ['accents left out', 'securite', 'francais'],
  ['another word of the title, begun', 'basi', 'ladders'],
  ['words in another order', 'safety ladder', 'ladders'],
  ['capitals', 'GRÖSSE', 'uebung'],
  ['another script', '安全', 'zh'],
  ['the same in our letters', 'anquan', 'zh'],
  ['two letters swapped', 'saftey', 'ladders'],
  ['a letter too many', 'laddder', 'ladders'],
  ['a letter missing', 'negotiatng', 'british'],
  ['an error in a word that is still being typed', 'negotai', 'british'],
  ['an error in one of two words', 'laddr safety', 'ladders'],
])('typeahead finds with %s', async (_why, typed, expected) => {
  expect(ids((await suggest(typed)).suggestions)).toContain(expected);
});

test('what was searched for instead is said; nothing is made of nothing', async () => {
  expect((await suggest('saftey')).corrected).toBe('safety');
  expect((await suggest('safety')).corrected).toBeNull();
  expect(await suggest('xqzw')).toEqual({ suggestions: [], corrected: null });
  expect(await suggest(' . ')).toEqual({ suggestions: [], corrected: null });
});

test.each([
  ['a stem, in English', 'q=ladders', 'ladders'],
  ['a stem, in German', 'q=%C3%9Cbung&language=de', 'uebung'],
  ['a stem of a title word', 'q=negotiate', 'british'],
  ['an author', 'q=muller', 'uebung'],
  ['a keyword', 'q=bargain', 'british'],
  ['a word of the description', 'q=scaffolding', 'deep'],
  ['a topic as a word', 'q=safety&kind=video', 'ladders-video'],
  ['a topic as a filter', 'topic=Safety', 'francais'],
  ['a language, whatever the country', 'language=en&q=contracts', 'british'],
  ['a state', 'state=retired', 'old'],
  ['a typing error', 'q=scafolding', 'deep'],
])('search finds by %s', async (_why, query, expected) => {
  expect(ids((await find(query)).courses)).toContain(expected);
});

test('filters leave out what does not fit; retired courses are in no suggestion', async () => {
  expect(ids((await find('q=ladder&state=published')).courses)).toEqual(['ladders', 'ladders-video']);
  expect(ids((await find('topic=Safety&language=fr')).courses)).toEqual(['francais']);
  expect(ids((await suggest('ladder his')).suggestions)).toEqual([]);
});

test('pages of a search go on where the one before ended, and so do those of the whole catalogue', async () => {
  for (const query of ['q=filler', 'state=published', '']) {
    const seen = new Set<string>();
    let after = '';
    for (let page = 0; page < 3; page += 1) {
      const { courses, next } = await find(`${query}&limit=20${after === '' ? '' : `&after=${after}`}`);
      for (const { courseId } of courses) seen.add(courseId);
      after = next ?? '';
    }
    expect([query, seen.size]).toEqual([query, 60]);
  }
});

test('never an error, whatever is typed', async () => {
  for (const typed of [
    "'",
    "a' | b",
    ':*',
    '\\',
    '%_',
    '\u0000x',
    '"; drop table courses',
    '👩‍🚀',
    'a'.repeat(200),
    '( & | ! )',
  ]) {
    expect([typed, (await packager.fetch(`/api/courses/-/suggest?q=${encodeURIComponent(typed)}`)).status]).toEqual([
      typed,
      200,
    ]);
    expect([typed, (await packager.fetch(`/api/courses?q=${encodeURIComponent(typed)}`)).status]).toEqual([typed, 200]);
  }
});

test('what can be filtered by is counted', async () => {
  const { facets } = z
    .object({ facets: z.array(z.object({ facet: z.string(), value: z.string(), count: z.number() })) })
    .parse(await (await packager.fetch('/api/courses/-/facets')).json());
  expect(facets).toContainEqual({ facet: 'topic', value: 'Safety', count: 3 });
  expect(facets).toContainEqual({ facet: 'kind', value: 'video', count: 1 });
});

async function planOf({ sql, parameters }: Statement): Promise<string> {
  const rows: { 'QUERY PLAN': string }[] = await packager.dataSource.query(`explain ${sql}`, [...parameters]);
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}

test.each([
  ['one letter typed', suggestStatement(typedWords('l'), {}, 8), ['courses_title_words']],
  ['a word begun', suggestStatement(typedWords('ladd'), {}, 8), ['courses_title_words', 'courses_title_search']],
  ['two words', suggestStatement(typedWords('ladder sa'), {}, 8), ['courses_title_words', 'courses_title_search']],
  ['a word and a kind', suggestStatement(typedWords('ladd'), { kind: 'video' }, 8), ['courses_title_search']],
  ['a search', findStatement(typedWords('scaffolding'), {}, 50, 0), ['courses_search']],
  ['a topic', findStatement([], { topic: 'Topic 7' }, 50, 0), ['courses_topics']],
])('EXPLAIN: %s reads indexes, never the whole table', async (_why, statement, indexes) => {
  const plan = await planOf(statement);
  for (const index of indexes) expect(plan).toContain(index);
  expect(plan).not.toContain('Seq Scan on courses');
});

test('EXPLAIN: similar words and changes since a number come from indexes', async () => {
  expect(await planOf({ sql: `select word from search_words where word % 'saftey'`, parameters: [] })).toContain(
    'search_words_similar',
  );
  expect(SIMILAR).toContain('similar_words');
  expect(await planOf({ sql: KNOWN_WORDS, parameters: [['saftey'], [true]] })).toContain('search_words_pkey');
  const plan = await planOf({ sql: CHANGES_BETWEEN, parameters: [1_020_000, 1_020_050] });
  expect(plan).toContain('course_changes_pkey');
  expect(plan).not.toContain('Seq Scan');
});
