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
/** Between so many there is a breath: some milliseconds of work, and meanwhile people are typing. */
const STEP = 2_000;
const SEGMENTS_PER_STEP = Math.floor(STEP / COURSES_PER_SEGMENT);
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
  const entries = await entriesOf(courses, settings, part === null && all.length > per);
  const last = entries.at(-1);
  let at = last === undefined ? 0 : last.offset + localHeaderBytes(last.name) + last.bytes;
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
  const manifest = list('manifest.csv', await manifestBytes(courses, entries));
  const summed = [...entries, csv, txt, manifest];
  const sums = list('SHA256SUMS', await sumOf(summed, ({ name }) => SHA256_CHARACTERS + 2 + name.length + 1));
  const listed = [...summed, sums];
  const directory = {
    offset: at,
    bytes: await sumOf(listed, ({ name, offset }) => directoryEntryBytes(name, offset)),
    entries: listed.length,
  };
  const etag = await etagOf(courses, settings, part, csv.content, txt.content, entries);
  const segments = await segmentsOf(entries, courses, settings);
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

/** The items by the STEP, a breath after each. */
async function* steps<T>(items: readonly T[]): AsyncGenerator<readonly T[]> {
  for (let at = 0; at < items.length; at += STEP) {
    yield items.slice(at, at + STEP);
    await breath();
  }
}

async function sumOf<T>(items: readonly T[], bytesOf: (item: T) => number): Promise<number> {
  let sum = 0;
  for await (const some of steps(items)) for (const item of some) sum += bytesOf(item);
  return sum;
}

async function entriesOf(
  courses: readonly PlannedCourse[],
  { shape, naming, coursesPerBundle }: PackageSettings,
  inFolders: boolean,
): Promise<readonly PlannedEntry[]> {
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
    if (first % STEP < coursesPerBundle) await breath();
  }
  return entries;
}

async function segmentsOf(
  entries: readonly PlannedEntry[],
  courses: readonly PlannedCourse[],
  { addressStart, charset }: PackageSettings,
): Promise<readonly PlannedSegment[]> {
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
    if (segments.length % SEGMENTS_PER_STEP === 0) await breath();
  }
  return segments;
}

async function manifestBytes(courses: readonly PlannedCourse[], entries: readonly PlannedEntry[]): Promise<number> {
  const rowsOf = ({ name, bytes, first, courses: count }: PlannedEntry): number =>
    courses
      .slice(first, first + count)
      .reduce((sum, { manifestStartBytes }) => sum + manifestRowBytes(manifestStartBytes, name, bytes), 0);
  return Buffer.byteLength(MANIFEST_HEADER) + (await sumOf(entries, rowsOf));
}

function nameAndHash({ courseId, contentHash }: PlannedCourse): string {
  return `${courseId}:${contentHash}`;
}

/** Two files with one tag have the same bytes: everything that decides them is in it (RFC 9110 §8.8.1). */
async function etagOf(
  courses: readonly PlannedCourse[],
  settings: PackageSettings,
  part: number | null,
  changesCsv: Buffer,
  changesTxt: Buffer,
  entries: readonly PlannedEntry[],
): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([PACKAGE_BUILD, ARCHIVE_BUILD, settings, part !== null]));
  hash.update(changesCsv).update(changesTxt);
  for await (const some of steps(entries)) hash.update(some.map(({ name }) => `${name}\n`).join(''));
  for await (const some of steps(courses)) hash.update(some.map((course) => `${nameAndHash(course)}\n`).join(''));
  return `"${hash.digest('hex').slice(0, 40)}"`;
}
