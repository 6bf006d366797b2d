import type { CourseState } from '@aicc-bridge/contracts';
import { csvRow, csvValue } from './csv-row.js';

/** Excel takes UTF-8 for what it is only with this in front. */
export const CSV_MARK = '\ufeff';

export const MANIFEST_HEADER = `${CSV_MARK}${csvRow([
  'course_id',
  'title',
  'authors',
  'language',
  'kind',
  'topics',
  'seconds',
  'file',
  'bytes',
  'sha256',
])}`;

/** What of a course is in the manifest. */
export type ManifestSource = Pick<CourseState, 'courseId' | 'title' | 'authors' | 'language' | 'kind' | 'topics'> & {
  readonly units: readonly { readonly seconds: number }[];
};

/** The part of a course's row in manifest.csv that does not depend on the package. */
export function manifestStart(course: ManifestSource): string {
  return [
    course.courseId,
    course.title,
    course.authors.join('; '),
    course.language,
    course.kind,
    course.topics.join('; '),
    secondsOf(course),
  ]
    .map(csvValue)
    .join(',');
}

export function manifestRow(start: string, file: string, bytes: number, sha256: string): string {
  return `${start},${csvValue(file)},${csvValue(bytes)},${csvValue(sha256)}\r\n`;
}

/** Length of the row, from the length of its start. */
export function manifestRowBytes(startBytes: number, file: string, bytes: number): number {
  return startBytes + file.length + String(bytes).length + SHA256_CHARACTERS + 3 * ',""'.length + '\r\n'.length;
}

export const SHA256_CHARACTERS = 64;

/** Playing time of a course. */
export function secondsOf({ units }: Pick<ManifestSource, 'units'>): number {
  return units.reduce((sum, { seconds }) => sum + seconds, 0);
}
