import { stemmerOf } from '../catalogue/course-row.js';
import { wordsOf } from '../catalogue/fold-text.js';

/** What narrows a search; absent = any. */
export interface SearchFilter {
  readonly q?: string | undefined;
  readonly topic?: string | undefined;
  /** BCP 47; `en` finds `en-GB` too */
  readonly language?: string | undefined;
  readonly kind?: 'course' | 'video' | undefined;
  /** default: both, published and retired */
  readonly state?: 'published' | 'retired' | undefined;
}

/** A typed word as search knows it. `unfinished`: the last one, which may go on. */
export interface TypedWord {
  readonly word: string;
  /** as typed, for stemmers */
  readonly written: string;
  readonly unfinished: boolean;
}

/** More words than this make no search narrower. */
const MOST_WORDS = 10;

export function typedWords(q: string): readonly TypedWord[] {
  const pairs = q
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .flatMap((written) => wordsOf(written).map((word) => ({ word, written: written.toLowerCase() })))
    .slice(0, MOST_WORDS);
  const open = /[\p{L}\p{N}\p{M}]$/u.test(q);
  return pairs.map((pair, at) => ({ ...pair, unfinished: open && at === pairs.length - 1 }));
}

/** Stemmers for a search that names no language. */
const USUAL_STEMMERS = ['english', 'german', 'french', 'spanish', 'italian', 'portuguese', 'dutch'];

/** SQL that makes the tsquery of the words, with its parameters from `$start` on: beginnings of words, or words of the same stem. */
export function fullTextQuery(
  words: readonly TypedWord[],
  language: string | undefined,
  start: number,
): { readonly sql: string; readonly parameters: readonly string[] } {
  const stemmers = language === undefined ? USUAL_STEMMERS : [stemmerOf(language)];
  const parameters: string[] = [];
  const next = (value: string): string => `$${start + parameters.push(value) - 1}`;
  const parts = words.map(({ word, written, unfinished }) => {
    const typed = `${next(lexeme(word, unfinished || word.length > 2))}::tsquery`;
    const stem = next(written);
    return `(${[typed, ...stemmers.map((name) => `plainto_tsquery('${name}', ${stem})`)].join(' || ')})`;
  });
  return { sql: parts.join(' && '), parameters };
}

/** A tsquery of words of titles alone. Short beginnings are left to a check of the rows: their postings would be half the library. */
export function titleQuery(words: readonly TypedWord[]): { readonly tsquery: string | null; readonly pattern: string } {
  const long = words.filter(({ word, unfinished }) => !unfinished || word.length > 2);
  return {
    tsquery:
      long.length === 0
        ? null
        : long.map(({ word, unfinished }) => lexeme(word, unfinished || word.length > 2)).join(' & '),
    pattern: words
      .filter((word) => !long.includes(word))
      .map(({ word }) => `% ${word}%`)
      .join(''),
  };
}

function lexeme(word: string, prefix: boolean): string {
  return `'${word}'${prefix ? ':*' : ''}`;
}
