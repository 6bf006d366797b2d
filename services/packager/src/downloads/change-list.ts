import type { CourseState } from '@aicc-bridge/contracts';
import { csvRow } from '../packages/csv-row.js';
import { CSV_MARK } from '../packages/manifest.js';

/** What became of a course between two numbers of the catalogue. `back`: it was retired and is published again. */
export type ChangeKind = 'new' | 'back' | 'changed' | 'retired' | 'removed';

export interface CourseChange {
  readonly courseId: string;
  readonly change: ChangeKind;
  /** names of the fields that differ; for `changed` only */
  readonly fields: readonly string[];
  readonly title: string;
  readonly language: string;
  readonly replacedBy: string | null;
  readonly retiredAt: string | null;
  /** number of the change */
  readonly seq: number;
}

/** A course's last change up to a number, with what it was at an earlier one; null = it was not there. */
export interface ChangeFacts {
  readonly seq: number;
  readonly status: CourseState['state'];
  readonly before: CourseState['state'] | null;
  readonly fields: readonly string[];
}

/** @returns null if an LMS that had the library before needs to do nothing */
export function judgeChange({ status, before, fields }: ChangeFacts): ChangeKind | null {
  if (status === 'published') {
    if (before === 'published') return fields.some((field) => field !== 'state') ? 'changed' : null;
    return before === 'retired' ? 'back' : 'new';
  }
  if (before === null || before === 'deleted') return null;
  if (status === 'deleted') return 'removed';
  return before === 'published' ? 'retired' : null;
}

export function courseChange(facts: ChangeFacts, change: ChangeKind, course: CourseState): CourseChange {
  return {
    courseId: course.courseId,
    change,
    fields: change === 'changed' ? facts.fields.filter((field) => field !== 'state').sort() : [],
    title: course.title,
    language: course.language,
    replacedBy: course.replacedBy ?? null,
    retiredAt: course.retiredAt ?? null,
    seq: facts.seq,
  };
}

/** What CHANGES.csv and CHANGES.txt tell. */
export interface ChangeList {
  /** `library`: the whole of it, so only what is retired is listed */
  readonly of: 'library' | 'since' | 'selection';
  /** packages in the download */
  readonly packages: number;
  readonly changes: readonly CourseChange[];
  /** the launch addresses are others than those of the earlier download */
  readonly addressChanged: boolean;
  /** packages of changed courses are in the download */
  readonly withChanged: boolean;
}

const SAID: Readonly<Record<ChangeKind, string>> = {
  new: 'new',
  back: 'published again',
  changed: 'changed',
  retired: 'retired',
  removed: 'removed',
};

export function changesCsv({ changes, addressChanged }: ChangeList): string {
  const rows = changes.map(({ change, courseId, title, language, fields, replacedBy, retiredAt }) =>
    csvRow([SAID[change], courseId, title, language, fields.join('; '), replacedBy ?? '', retiredAt ?? '']),
  );
  const header = csvRow(['change', 'course_id', 'title', 'language', 'what_changed', 'replaced_by', 'retired_at']);
  const address = addressChanged ? csvRow(['address changed', '*', 'every course', '', 'launch address', '', '']) : '';
  return `${CSV_MARK}${header}${address}${rows.join('')}`;
}

/** For people: one course, one line. CR LF, as Windows' own editor wants it. */
export function changesTxt(list: ChangeList): string {
  const lines = [
    list.of === 'library'
      ? `The whole library: ${counted(list.packages, 'course')}.`
      : list.of === 'since'
        ? `What happened since the earlier download: ${counted(list.packages, 'package')} in this one.`
        : `A selection of the library: ${counted(list.packages, 'course')}.`,
    '',
    'Each course is a .zip of its own. Import the .zip files into the course catalogue of your LMS; do not unpack them.',
    'manifest.csv lists what is here, SHA256SUMS has the checksums ("sha256sum -c SHA256SUMS").',
    ...addressLines(list),
    ...section(list, ['new', 'back'], 'New', ''),
    ...section(
      list,
      ['changed'],
      'Changed',
      list.withChanged
        ? 'Import these packages over the earlier ones; results of learners stay, as the ids stay.'
        : 'The courses in your LMS go on working. Their packages are not in this download.',
    ),
    ...section(list, ['retired', 'removed'], 'Retired', 'Hide these courses in your LMS; they are no longer offered.'),
  ];
  return lines.map((line) => `${line}\r\n`).join('');
}

function addressLines({ addressChanged }: ChangeList): readonly string[] {
  return addressChanged
    ? [
        '',
        'ADDRESS CHANGED: since the earlier download your organisation got a new launch address. Courses imported before go on',
        'working until the old address is revoked: import the whole library again before that.',
      ]
    : [];
}

function section({ changes, of }: ChangeList, kinds: readonly ChangeKind[], title: string, advice: string): string[] {
  const those = changes.filter(({ change }) => kinds.includes(change));
  if (those.length === 0) return of === 'since' ? ['', `${title}: none.`] : [];
  return ['', `${title} (${those.length}):`, ...(advice === '' ? [] : [advice]), ...those.map(lineOf)];
}

function lineOf({ courseId, title, change, fields, replacedBy }: CourseChange): string {
  const notes = [
    change === 'back' ? 'published again' : null,
    change === 'removed' ? 'removed' : null,
    fields.length > 0 ? `changed: ${fields.join(', ')}` : null,
    replacedBy === null ? null : `replaced by ${replacedBy}`,
  ].filter((note) => note !== null);
  const name = `  ${courseId}  ${title.replaceAll(/\s+/g, ' ')}`;
  return notes.length === 0 ? name : `${name} (${notes.join('; ')})`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
