import type { CourseState } from '@aicc-bridge/contracts';
import { csvText, readCsvText } from '../packages/csv-row.js';

/** Columns of a catalogue as CSV, in the order in which they are written. */
export const CSV_COLUMNS = [
  'courseId',
  'title',
  'authors',
  'description',
  'language',
  'kind',
  'state',
  'topics',
  'keywords',
  'seconds',
  'units',
  'thumbnailUrl',
  'publishedAt',
  'changedAt',
  'retiredAt',
  'replacedBy',
  'externalId',
  'completionThresholdPercent',
] as const;
export type CsvColumn = (typeof CSV_COLUMNS)[number];

const LISTS: ReadonlySet<CsvColumn> = new Set(['authors', 'topics', 'keywords']);

/** `course_id`, `Course ID` and `courseId` are one name; `id` and `author` are what people write. */
export function readColumnName(header: string): CsvColumn | null {
  const plain = header.toLowerCase().replaceAll(/[^a-z]/g, '');
  const known = CSV_COLUMNS.find((column) => column.toLowerCase() === plain);
  return known ?? SHORT_NAMES[plain] ?? null;
}
const SHORT_NAMES: Readonly<Record<string, CsvColumn>> = {
  id: 'courseId',
  author: 'authors',
  topic: 'topics',
  length: 'seconds',
  thumbnail: 'thumbnailUrl',
};

/**
 * The course of a CSV row as JSON, for `readCourseRecord`. Empty values are left out. Lists are `a; b` or a JSON array. `units` is a
 * JSON array or `id:seconds:title | …`; without it `seconds` makes a single unit.
 */
export function recordOfCsv(row: ReadonlyMap<CsvColumn, string>): Record<string, unknown> {
  const record: Record<string, unknown> = {};
  for (const [column, raw] of row) {
    const value = readCsvText(raw);
    if (value === '' || column === 'seconds') continue;
    if (LISTS.has(column)) record[column] = listOf(value);
    else if (column === 'units') record.units = unitsOf(value);
    else record[column] = column === 'completionThresholdPercent' ? Number(value) : value;
  }
  const seconds = row.get('seconds')?.trim() ?? '';
  if (record.units === undefined && seconds !== '')
    record.units = [{ unitId: 'u1', title: record.title ?? 'Unit 1', seconds: Number(seconds) }];
  return record;
}

function listOf(value: string): unknown {
  const json = value.trimStart().startsWith('[') ? parsed(value) : undefined;
  return (
    json ??
    value
      .split(';')
      .map((part) => part.trim())
      .filter((part) => part !== '')
  );
}

function unitsOf(value: string): unknown {
  if (value.trimStart().startsWith('[')) return parsed(value) ?? value;
  return value.split('|').map((part) => {
    const [unitId = '', seconds = '', ...title] = part.split(':').map((piece) => piece.trim());
    return { unitId, seconds: Number(seconds), title: title.join(':') || unitId };
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A course as a row of CSV that reads back as the same course. */
export function csvOfCourse(course: CourseState): string {
  return `${CSV_COLUMNS.map((column) => csvText(valueOf(course, column))).join(',')}\r\n`;
}

function valueOf(course: CourseState, column: CsvColumn): string {
  switch (column) {
    case 'authors':
    case 'topics':
    case 'keywords':
      return listText(course[column] ?? []);
    case 'units':
      return JSON.stringify(course.units);
    case 'seconds':
      return String(course.units.reduce((sum, { seconds }) => sum + seconds, 0));
    case 'completionThresholdPercent':
      return String(course.completionThresholdPercent);
    default:
      return course[column] ?? '';
  }
}

/** `a; b` where that reads back alike, else a JSON array. */
function listText(values: readonly string[]): string {
  const isPlain = values.every((value) => !/[;[]|^\s|\s$|^'/.test(value));
  return isPlain ? values.join('; ') : JSON.stringify(values);
}
