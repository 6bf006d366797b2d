import { createHash } from 'node:crypto';
import { setImmediate as breath } from 'node:timers/promises';
import { manifestRowBytes, MANIFEST_HEADER, SHA256_CHARACTERS } from '../packages/manifest.js';
import { PACKAGE_BUILD } from '../packages/package-bytes.js';
import { packageName, type PackageSettings } from './package-settings.js';
import { directoryEndBytes, directoryEntryBytes, localHeaderBytes } from './zip-records.js';

/** A course as it was when the download was planned. */
export interface PlannedCourse {
  readonly courseId: string;
  /** number of the change that made it what it is */
  readonly seq: number;
  readonly contentHash: string;
  /** length of its package */
  readonly packageBytes: number;
  readonly manifestStartBytes: number;
  readonly titleWords: string;
}

/** One file in the archive: a course's package, or a package of several courses. */
export interface PlannedEntry {
  readonly name: string;
  readonly bytes: number;
  /** of the local header, from the start of the file */
  readonly offset: number;
  /** index of its first course */
  readonly first: number;
  readonly courses: number;
}

/** Neighbouring entries that are made, kept and read together. */
export interface PlannedSegment {
  readonly key: string;
  readonly firstEntry: number;
  readonly entries: number;
  readonly offset: number;
  readonly bytes: number;
}

export interface PlannedList {
  readonly name: string;
  readonly bytes: number;
  readonly offset: number;
}

/**
 * Everything about a download but its bytes: with it the length is known, and any range can be made without what comes before it.
 * `bare`: the file is a single package of several courses, without an archive round it.
 */
export interface ArchivePlan {
  readonly etag: string;
  readonly bare: boolean;
  readonly settings: PackageSettings;
  readonly courses: readonly PlannedCourse[];
  readonly entries: readonly PlannedEntry[];
  readonly segments: readonly PlannedSegment[];
  readonly changesCsv: PlannedList & { readonly content: Buffer };
  readonly changesTxt: PlannedList & { readonly content: Buffer };
  readonly manifest: PlannedList;
  readonly sums: PlannedList;
  readonly directory: { readonly offset: number; readonly bytes: number; readonly entries: number };
  readonly bytes: number;
}

/** Of this file and archive-bytes.ts: raise it when the same plan would make other bytes. */
const ARCHIVE_BUILD = 1;
const COURSES_PER_SEGMENT = 128;
/** The first bytes come the sooner. */
const COURSES_IN_FIRST = 16;
/** Feeding a hash costs more than what is fed. */
const HASHED_AT_ONCE = 5_000;
const ZIP_END = 22;

export interface PlanInput {
  readonly courses: readonly PlannedCourse[];
  readonly settings: PackageSettings;
  readonly changesCsv: string;
  readonly changesTxt: string;
  /** 1…: only this part of what would be `parts` files; null = all in one file */
  readonly part: number | null;
}

/** How many files a selection has when it is taken in parts. */
export function partsOf(courses: number, { coursesPerBundle }: PackageSettings): number {
  return Math.max(1, Math.ceil(courses / coursesPerBundle));
}

/** In steps with a breath between them: each is some ten milliseconds for 20,000 courses, and meanwhile people are typing. */
export async function planArchive({
  courses: all,
  settings,
  changesCsv,
  changesTxt,
  part,
}: PlanInput): Promise<ArchivePlan> {
  const per = settings.coursesPerBundle;
  const courses = part === null ? all : all.slice((part - 1) * per, part * per);
  const bare = part !== null && courses.length > 0 && settings.shape === 'courses-in-one-zip';
  const entries = entriesOf(courses, settings, part === null && all.length > per);
  let at = entries.reduce((end, { name, bytes, offset }) => Math.max(end, offset + localHeaderBytes(name) + bytes), 0);
  const list = (name: string, bytes: number): PlannedList => {
    const planned = { name, bytes, offset: at };
    at += localHeaderBytes(name) + bytes;
    return planned;
  };
  const withContent = (name: string, text: string): PlannedList & { content: Buffer } => {
    const content = Buffer.from(text);
    return { ...list(name, content.length), content };
  };
  const csv = withContent('CHANGES.csv', changesCsv);
  const txt = withContent('CHANGES.txt', changesTxt);
  await breath();
  const manifest = list('manifest.csv', manifestBytes(courses, entries));
  await breath();
  const summed = [...entries, csv, txt, manifest];
  const sums = list(
    'SHA256SUMS',
    summed.reduce((sum, { name }) => sum + SHA256_CHARACTERS + 2 + name.length + 1, 0),
  );
  const listed = [...summed, sums];
  const directory = {
    offset: at,
    bytes: listed.reduce((sum, { name, offset }) => sum + directoryEntryBytes(name, offset), 0),
    entries: listed.length,
  };
  await breath();
  const etag = etagOf(courses, settings, part, csv.content, txt.content, entries);
  await breath();
  const segments = segmentsOf(entries, courses, settings);
  return {
    etag,
    bare,
    settings,
    courses,
    entries,
    segments,
    changesCsv: csv,
    changesTxt: txt,
    manifest,
    sums,
    directory,
    bytes: bare ? (entries[0]?.bytes ?? 0) : at + directory.bytes + directoryEndBytes(directory),
  };
}

function entriesOf(
  courses: readonly PlannedCourse[],
  { shape, naming, coursesPerBundle }: PackageSettings,
  inFolders: boolean,
): readonly PlannedEntry[] {
  const entries: PlannedEntry[] = [];
  let offset = 0;
  const add = (name: string, bytes: number, first: number, count: number): void => {
    entries.push({ name, bytes, offset, first, courses: count });
    offset += localHeaderBytes(name) + bytes;
  };
  for (let first = 0; first < courses.length; first += coursesPerBundle) {
    const bundle = courses.slice(first, first + coursesPerBundle);
    const number = String(first / coursesPerBundle + 1).padStart(3, '0');
    if (shape === 'courses-in-one-zip') {
      const bytes = bundle.reduce((sum, { packageBytes }) => sum + packageBytes - ZIP_END, ZIP_END);
      add(`courses-${number}.zip`, bytes, first, bundle.length);
    } else {
      const folder = inFolders ? `part-${number}/` : '';
      for (const [at, { courseId, packageBytes, titleWords }] of bundle.entries())
        add(`${folder}${packageName(courseId, titleWords, naming)}`, packageBytes, first + at, 1);
    }
  }
  return entries;
}

function segmentsOf(
  entries: readonly PlannedEntry[],
  courses: readonly PlannedCourse[],
  { addressStart, charset }: PackageSettings,
): readonly PlannedSegment[] {
  const segments: PlannedSegment[] = [];
  for (let first = 0; first < entries.length;) {
    let last = first;
    let held = 0;
    for (; last < entries.length; last += 1) {
      held += entries[last]?.courses ?? 0;
      if (last > first && held > (segments.length === 0 ? COURSES_IN_FIRST : COURSES_PER_SEGMENT)) break;
    }
    const members = entries.slice(first, last);
    const hash = createHash('sha256').update(JSON.stringify([PACKAGE_BUILD, ARCHIVE_BUILD, addressStart, charset]));
    const described = members.map(({ name, first: at, courses: count }) =>
      [name, ...courses.slice(at, at + count).map(nameAndHash)].join(' '),
    );
    hash.update(described.join('\n'));
    segments.push({
      key: hash.digest('hex'),
      firstEntry: first,
      entries: members.length,
      offset: members[0]?.offset ?? 0,
      bytes: members.reduce((sum, { name, bytes }) => sum + localHeaderBytes(name) + bytes, 0),
    });
    first = last;
  }
  return segments;
}

function manifestBytes(courses: readonly PlannedCourse[], entries: readonly PlannedEntry[]): number {
  let sum = Buffer.byteLength(MANIFEST_HEADER);
  for (const { name, bytes, first, courses: count } of entries)
    for (let at = first; at < first + count; at += 1)
      sum += manifestRowBytes(courses[at]?.manifestStartBytes ?? 0, name, bytes);
  return sum;
}

function nameAndHash({ courseId, contentHash }: PlannedCourse): string {
  return `${courseId}:${contentHash}`;
}

/** Two files with one tag have the same bytes: everything that decides them is in it (RFC 9110 §8.8.1). */
function etagOf(
  courses: readonly PlannedCourse[],
  settings: PackageSettings,
  part: number | null,
  changesCsv: Buffer,
  changesTxt: Buffer,
  entries: readonly PlannedEntry[],
): string {
  const hash = createHash('sha256').update(JSON.stringify([PACKAGE_BUILD, ARCHIVE_BUILD, settings, part !== null]));
  hash.update(changesCsv).update(changesTxt);
  for (let at = 0; at < entries.length; at += HASHED_AT_ONCE)
    hash.update(
      entries
        .slice(at, at + HASHED_AT_ONCE)
        .map(({ name }) => `${name}\n`)
        .join(''),
    );
  for (let at = 0; at < courses.length; at += HASHED_AT_ONCE)
    hash.update(
      courses
        .slice(at, at + HASHED_AT_ONCE)
        .map(nameAndHash)
        .join('\n'),
    );
  return `"${hash.digest('hex').slice(0, 40)}"`;
}
