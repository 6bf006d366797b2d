import type { CourseState } from '@aicc-bridge/contracts';
import { courseOf } from '../catalogue/course-input.js';
import type { CatalogueLine } from './read-catalogue.js';

export type LineOutcome = 'created' | 'changed' | 'unchanged' | 'refused';

/** What became of one line. */
export interface LineReport {
  readonly line: number;
  readonly courseId: string | null;
  readonly outcome: LineOutcome;
  readonly detail?: string;
}

export interface ImportCounts {
  readonly lines: number;
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly refused: number;
}

export const NO_LINES: ImportCounts = { lines: 0, created: 0, changed: 0, unchanged: 0, refused: 0 };

export function counted(counts: ImportCounts, reports: readonly LineReport[]): ImportCounts {
  return reports.reduce((sum, { outcome }) => ({ ...sum, lines: sum.lines + 1, [outcome]: sum[outcome] + 1 }), counts);
}

/** Why a course may not come in although it is one, e.g. the linter's gate; null = it may. */
export type Gate = (course: CourseState) => string | null;

export interface CheckedLine {
  readonly line: number;
  readonly courseId: string | null;
  /** null: refused, with the reason in `detail` */
  readonly course: CourseState | null;
  readonly detail: string;
}

export function checkLine({ line, of }: CatalogueLine, gate: Gate): CheckedLine {
  if (of.kind === 'refused') return { line, courseId: of.courseId, course: null, detail: of.detail };
  const course = courseOf(of.courseId, of.input);
  const why = gate(course);
  return { line, courseId: of.courseId, course: why === null ? course : null, detail: why ?? '' };
}

/** Reports of lines, from what the store said of the courses among them, in order. */
export function reportsOf(lines: readonly CheckedLine[], outcomes: readonly LineOutcome[]): readonly LineReport[] {
  let next = 0;
  return lines.map(({ line, courseId, course, detail }) =>
    course === null
      ? { line, courseId, outcome: 'refused', detail }
      : { line, courseId, outcome: outcomes[next++] ?? 'unchanged' },
  );
}

/** Groups of `size`, the last one shorter. */
export async function* inBatches<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<readonly T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
