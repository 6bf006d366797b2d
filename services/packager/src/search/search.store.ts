import { Injectable } from '@nestjs/common';
import { CourseState } from '@aicc-bridge/contracts';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { nearest } from './edit-distance.js';
import { fullTextQuery, type SearchFilter, titleQuery, type TypedWord, typedWords } from './search-query.js';

/** A line of the list that opens while somebody types (S43, S44). */
export const Suggestion = z
  .object({
    course_id: z.string(),
    title: z.string(),
    kind: z.string(),
    seconds: z.number(),
    language: z.string(),
  })
  .transform(({ course_id, ...rest }) => ({ courseId: course_id, ...rest }));
export type Suggestion = z.infer<typeof Suggestion>;

export interface Suggestions {
  readonly suggestions: readonly Suggestion[];
  /** what was searched for instead, if the words as typed find nothing; else null */
  readonly corrected: string | null;
}

export interface Found {
  readonly courses: readonly CourseState[];
  readonly corrected: string | null;
}

export const FACETS = `
  select 'topic' as facet, t as value, count(*)::int as count from courses, unnest(topics) as t where status = 'published' group by t
  union all select 'language', language, count(*)::int from courses where status = 'published' group by language
  union all select 'kind', kind, count(*)::int from courses where status = 'published' group by kind
  order by 1, 3 desc, 2 limit 500`;
/** A range of the index: words are of a–z and 0–9, and `{` is what follows them in the collation "C". */
export const KNOWN_WORDS = `
  select w.typed, exists (
    select from search_words s where s.word >= w.typed and s.word <= case when w.open then w.typed || '{' else w.typed end) as known
  from unnest($1::text[], $2::boolean[]) as w(typed, open)`;
export const SIMILAR = 'select word from similar_words($1, $2)';
const SIMILAR_ASKED = 60;
/** Rows that are ranked; a word that more titles have is too common for ranking to matter. */
const RANKED = 200;

/** Search in titles, authors, topics, keywords and descriptions: beginnings of words, stems, accents aside, typing errors mended. */
@Injectable()
export class SearchStore {
  constructor(private readonly dataSource: DataSource) {}

  /** Titles that begin with what was typed, then titles that have all its words; if there is none, what may have been meant. */
  async suggest(filter: SearchFilter & { readonly q: string }, limit: number): Promise<Suggestions> {
    const words = typedWords(filter.q);
    if (words.length === 0) return { suggestions: [], corrected: null };
    const found = await this.titles(words, filter, limit);
    if (found.length > 0) return { suggestions: found, corrected: null };
    const mended = await this.mended(words);
    if (mended === null) return { suggestions: [], corrected: null };
    const instead = await this.titles(mended, filter, limit);
    return { suggestions: instead, corrected: instead.length === 0 ? null : textOf(mended) };
  }

  /** The best first where words are given, else by id. @param offset how many were shown before */
  async find(filter: SearchFilter, limit: number, offset: number): Promise<Found> {
    const words = typedWords(filter.q ?? '');
    const courses = await this.matches(words, filter, limit, offset);
    if (courses.length > 0 || words.length === 0 || offset > 0) return { courses, corrected: null };
    const mended = await this.mended(words);
    const instead = mended === null ? [] : await this.matches(mended, filter, limit, 0);
    return { courses: instead, corrected: mended === null || instead.length === 0 ? null : textOf(mended) };
  }

  /** Ids of all published courses that `find` would list. */
  async idsOf(filter: SearchFilter): Promise<readonly string[]> {
    const words = typedWords(filter.q ?? '');
    const { where, parameters } = conditions(words, { ...filter, state: 'published' });
    const rows = await this.dataSource.query<unknown>(`select course_id from courses where ${where}`, [...parameters]);
    return z
      .array(z.object({ course_id: z.string() }))
      .parse(rows)
      .map(({ course_id }) => course_id);
  }

  /** Topics, languages and kinds with the number of published courses of each. */
  async facets(): Promise<readonly { readonly facet: string; readonly value: string; readonly count: number }[]> {
    return z
      .array(z.object({ facet: z.string(), value: z.string(), count: z.number() }))
      .parse(await this.dataSource.query(FACETS));
  }

  private async titles(
    words: readonly TypedWord[],
    filter: SearchFilter,
    limit: number,
  ): Promise<readonly Suggestion[]> {
    const { sql, parameters } = suggestStatement(words, filter, limit);
    const rows = z.array(Suggestion).parse(await this.dataSource.query(sql, [...parameters]));
    const seen = new Set<string>();
    return rows.filter(({ courseId }) => !seen.has(courseId) && seen.add(courseId)).slice(0, limit);
  }

  private async matches(
    words: readonly TypedWord[],
    filter: SearchFilter,
    limit: number,
    offset: number,
  ): Promise<readonly CourseState[]> {
    const { sql, parameters } = findStatement(words, filter, limit, offset);
    return z
      .array(z.object({ state: CourseState }))
      .parse(await this.dataSource.query(sql, [...parameters]))
      .map(({ state }) => state);
  }

  /** The words with those that no course has exchanged for the nearest that one has; null = nothing to mend. */
  private async mended(words: readonly TypedWord[]): Promise<readonly TypedWord[] | null> {
    const known = z
      .array(z.object({ typed: z.string(), known: z.boolean() }))
      .parse(
        await this.dataSource.query(KNOWN_WORDS, [words.map(({ word }) => word), words.map((word) => word.unfinished)]),
      );
    const unknown = new Set(known.flatMap((word) => (word.known ? [] : [word.typed])));
    let changed = false;
    const mended: TypedWord[] = [];
    for (const typed of words) {
      const [instead] = unknown.has(typed.word) ? await this.nearestTo(typed) : [];
      changed ||= instead !== undefined;
      mended.push(instead === undefined ? typed : { word: instead, written: instead, unfinished: typed.unfinished });
    }
    return changed ? mended : null;
  }

  private async nearestTo({ word, unfinished }: TypedWord): Promise<readonly string[]> {
    const rows = z
      .array(z.object({ word: z.string() }))
      .parse(await this.dataSource.query(SIMILAR, [word, SIMILAR_ASKED]));
    return nearest(
      word,
      rows.map((row) => row.word),
      unfinished,
      1,
    );
  }
}

export interface Statement {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** Titles for typed words: two index scans, each with an end. */
export function suggestStatement(words: readonly TypedWord[], filter: SearchFilter, limit: number): Statement {
  const typed = textOf(words);
  const { tsquery, pattern } = titleQuery(words);
  const parameters: unknown[] = [`${typed}%`, limit];
  const narrow = narrowing(filter, parameters);
  const columns = 'course_id, title, kind, seconds, language, title_words';
  const begins = `select * from (select ${columns} from courses where status = 'published' and title_words like $1${narrow} order by title_words limit $2) as b`;
  if (tsquery === null) return { sql: begins, parameters };
  parameters.push(tsquery);
  const has = `title_search @@ $${parameters.length}::tsquery`;
  const also = pattern === '' ? '' : ` and ' ' || title_words like $${parameters.push(pattern)}`;
  return {
    sql: `select course_id, title, kind, seconds, language from (
      select 0 as place, b.* from (${begins}) as b
      union all
      select 1, w.* from (select * from (
        select ${columns} from courses where status = 'published' and ${has}${also}${narrow} limit ${RANKED}) as r
        order by length(title_words), title_words limit $2) as w) as all_found
      order by place, case place when 1 then length(title_words) end, title_words`,
    parameters,
  };
}

/** One page of a search. */
export function findStatement(
  words: readonly TypedWord[],
  filter: SearchFilter,
  limit: number,
  offset: number,
): Statement {
  const { where, parameters, query } = conditions(words, filter);
  const page = `limit $${parameters.length + 1} offset $${parameters.length + 2}`;
  const order = query === null ? 'course_id' : `title_search @@ (${query}) desc, title_words, course_id`;
  return {
    sql: `select state from courses where ${where} order by ${order} ${page}`,
    parameters: [...parameters, limit, offset],
  };
}

function conditions(
  words: readonly TypedWord[],
  filter: SearchFilter,
): { readonly where: string; readonly parameters: readonly unknown[]; readonly query: string | null } {
  const query = words.length === 0 ? null : fullTextQuery(words, filter.language, 1);
  const parameters: unknown[] = [...(query?.parameters ?? [])];
  const state = filter.state === undefined ? 'not deleted' : `status = $${parameters.push(filter.state)}`;
  const narrow = narrowing(filter, parameters);
  return {
    where: `${state}${query === null ? '' : ` and search @@ (${query.sql})`}${narrow}`,
    parameters,
    query: query?.sql ?? null,
  };
}

/** Adds the filters' parameters and returns their conditions. */
function narrowing({ topic, language, kind }: SearchFilter, parameters: unknown[]): string {
  const next = (value: unknown): string => `$${parameters.push(value)}`;
  return [
    topic === undefined ? '' : ` and topics @> array[${next(topic)}]::text[]`,
    language === undefined
      ? ''
      : ` and (language = ${next(language.toLowerCase())} or language like ${next(`${language.toLowerCase().replaceAll(/[\\%_]/g, '')}-%`)})`,
    kind === undefined ? '' : ` and kind = ${next(kind)}`,
  ].join('');
}

function textOf(words: readonly TypedWord[]): string {
  return words.map(({ word }) => word).join(' ');
}
