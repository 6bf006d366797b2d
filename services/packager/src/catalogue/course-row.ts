import { createHash } from 'node:crypto';
import type { CourseState } from '@aicc-bridge/contracts';
import { manifestStart, secondsOf } from '../packages/manifest.js';
import { measurePackage, PACKAGE_BUILD } from '../packages/package-bytes.js';
import { wordsOf } from './fold-text.js';

/** Of this file's columns; raise it when one of them would come out differently. */
export const ROW_BUILD = PACKAGE_BUILD * 1000 + 1;

/** What the catalogue's table keeps of a course beside its state: measures for downloads, words for search. */
export interface CourseFacts {
  readonly content_hash: string;
  readonly status: CourseState['state'];
  readonly language: string;
  readonly kind: string;
  readonly topics: readonly string[];
  readonly seconds: number;
  readonly ascii_bytes: number;
  readonly utf8_bytes: number;
  readonly manifest_bytes: number;
  readonly title_words: string;
  readonly other_words: string;
  readonly about_words: string;
  readonly stem_config: string;
  readonly stem_text: string;
}

/** Of states that are on their way in: they are asked for several times until they are stored. */
const hashes = new WeakMap<CourseState, string>();

/** The same content has the same hash, in whatever version it came. */
export function contentHash(course: CourseState): string {
  const known = hashes.get(course);
  if (known !== undefined) return known;
  const hash = createHash('sha256')
    .update(JSON.stringify({ ...course, aggregateVersion: 0 }))
    .digest('hex')
    .slice(0, 32);
  hashes.set(course, hash);
  return hash;
}

export function courseFacts(course: CourseState): CourseFacts {
  const { title, authors, topics, keywords = [], description, externalId = '' } = course;
  const asciiBytes = measurePackage(course, 'ascii');
  const isAscii = /^[\0-\x7f]*$/.test(title + (authors[0] ?? '') + description);
  return {
    content_hash: contentHash(course),
    status: course.state,
    language: course.language.toLowerCase(),
    kind: course.kind,
    topics,
    seconds: secondsOf(course),
    ascii_bytes: asciiBytes,
    utf8_bytes: isAscii ? asciiBytes : measurePackage(course, 'utf-8'),
    manifest_bytes: Buffer.byteLength(manifestStart(course)),
    title_words: wordsOf(title).join(' '),
    other_words: wordsOf([...authors, ...topics, ...keywords, course.courseId, externalId].join(' ')).join(' '),
    about_words: wordsOf(description).join(' '),
    stem_config: stemmerOf(course.language),
    stem_text: [title, ...topics, ...keywords, description].join(' \n').replaceAll('\0', ' '),
  };
}

/** PostgreSQL's stemmer of a language; `simple` = none. */
const STEMMERS: Readonly<Record<string, string>> = {
  ar: 'arabic',
  da: 'danish',
  de: 'german',
  en: 'english',
  es: 'spanish',
  fi: 'finnish',
  fr: 'french',
  hu: 'hungarian',
  it: 'italian',
  nb: 'norwegian',
  nl: 'dutch',
  no: 'norwegian',
  pt: 'portuguese',
  ro: 'romanian',
  ru: 'russian',
  sv: 'swedish',
  tr: 'turkish',
};

/** @param language BCP 47 */
export function stemmerOf(language: string): string {
  return STEMMERS[language.toLowerCase().split('-', 1)[0] ?? ''] ?? 'simple';
}

/** Names of the fields in which two states of a course differ, in the order of the schema. */
export function changedFields(before: CourseState, after: CourseState): readonly string[] {
  const values = (course: CourseState) => new Map<string, unknown>(Object.entries(course));
  const [old, now] = [values(before), values(after)];
  return [...new Set([...old.keys(), ...now.keys()])].filter(
    (field) => field !== 'aggregateVersion' && JSON.stringify(old.get(field)) !== JSON.stringify(now.get(field)),
  );
}
