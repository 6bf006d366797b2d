import type { Fault, Findings } from './course-finding.js';
import {
  AU_COLUMNS,
  type CourseStructure,
  DES_COLUMNS,
  FORBIDDEN_IN_TITLE,
  MAX_ROW_BYTES,
} from './course-structure.js';
import type { CourseHead } from './read-crs.js';
import { type CourseTree, rootOf } from './read-cst.js';

/** A course that an LMS would take, with what its files say beside the structure. */
export interface ReadCourse {
  readonly base: string;
  readonly head: CourseHead;
  readonly tree: CourseTree;
  readonly cst: string;
  readonly course: CourseStructure;
  readonly units: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly descriptions: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

type Warn = (file: string, fault: Omit<Fault, 'file'>) => void;

/** Warnings about one course: what the LMS of the recordings takes and another one does not (rules 56–69). */
export function lintCourse(read: ReadCourse, findings: Findings): void {
  const warn: Warn = (extension, fault) => findings.warning({ file: `${read.base}.${extension}`, ...fault });
  lintHead(read, warn);
  lintColumns(read, warn);
  lintTree(read, warn);
  lintUnits(read, warn);
}

function lintHead({ head: { values }, course, cst }: ReadCourse, warn: Warn): void {
  const expect = (field: string, wanted: number, cure: string): void => {
    const said = values.get(field.toLowerCase()) ?? '';
    if (said !== String(wanted))
      warn('crs', { field, rule: 61, message: `says "${said.slice(0, 20)}" instead of ${wanted}`, cure });
  };
  expect('Total_AUs', course.units.length, 'Write the number of rows of .au.');
  const header = cst.split(/\r\n|\n/, 1)[0] ?? '';
  expect('Max_Fields_CST', header.split(',').length, 'Write the number of columns of .cst, Block included.');
  if (course.maxNormal === 0)
    warn('crs', { field: 'Max_Normal', rule: 62, message: 'is 0 or missing', cure: 'Write 99.' });
  for (const [extension, field, title] of [
    ['crs', 'Course_Title', course.title],
    ...[...course.units, ...course.blocks].map((element) => ['des', 'Title', element.title] as const),
  ] as const) {
    if (FORBIDDEN_IN_TITLE.test(title))
      warn(extension, {
        field,
        rule: 63,
        message: `"${title.slice(0, 60)}" has a character that damages it in some LMS`,
        cure: 'Use letters, digits, blanks and . , : -',
      });
  }
  if (course.courseId.length > 50)
    warn('crs', {
      field: 'Course_ID',
      rule: 69,
      message: `has ${course.courseId.length} characters`,
      cure: '50 at most.',
    });
}

function lintColumns({ units, descriptions }: ReadCourse, warn: Warn): void {
  const missing = (rows: ReadonlyMap<string, ReadonlyMap<string, string>>, columns: readonly string[]): string[] => {
    const [first] = rows.values();
    return columns.filter((column) => first !== undefined && !first.has(column.toLowerCase()));
  };
  const cure = 'Write every column; leave its values empty where there is nothing to say.';
  for (const field of missing(
    units,
    AU_COLUMNS.map(([column]) => column),
  ))
    warn('au', { field, rule: 58, message: 'the column is missing', cure });
  for (const field of missing(descriptions, DES_COLUMNS))
    warn('des', { field, rule: 58, message: 'the column is missing', cure });
}

function lintTree({ tree, course, descriptions }: ReadCourse, warn: Warn): void {
  const [first] = tree.keys();
  if (first === undefined || first !== rootOf(tree))
    warn('cst', {
      field: 'Block',
      rule: 60,
      message: 'the first block is not root',
      cure: 'Begin with the row of root.',
    });
  const placed = new Set([...tree.values()].flat());
  for (const { systemId } of course.units)
    if (!placed.has(systemId))
      warn('cst', {
        field: 'Member',
        rule: 59,
        message: `the AU "${systemId}" is no member of a block`,
        cure: 'Name it below root or below a block.',
      });
  for (const { systemId } of course.blocks)
    if (!descriptions.has(systemId))
      warn('des', {
        field: 'System_ID',
        rule: 59,
        message: `there is no row for the block "${systemId}"`,
        cure: 'Write one row for each block.',
      });
}

function lintUnits({ course, units, descriptions }: ReadCourse, warn: Warn): void {
  for (const { systemId, fileName, webLaunch, masteryScore } of course.units) {
    const about = `of the AU "${systemId.slice(0, 60)}"`;
    if (masteryScore !== '')
      warn('au', {
        field: 'Mastery_Score',
        rule: 64,
        message: `${about} is set: a percentage in the score would pass or fail the learner`,
        cure: 'Leave it empty.',
      });
    if (webLaunch.startsWith('?'))
      warn('au', { field: 'Web_Launch', rule: 65, message: `${about} begins with "?"`, cure: 'Leave the "?" out.' });
    if (webLaunch !== '' && fileName.includes('?'))
      warn('au', {
        field: 'Web_Launch',
        rule: 65,
        message: `${about} is set, and File_Name has a query too`,
        cure: 'Put launch parameters in one place.',
      });
    if (!/^https:\/\//i.test(fileName))
      warn('au', { field: 'File_Name', rule: 68, message: `${about} is not https`, cure: 'Use https.' });
    if (systemId.length > 50)
      warn('au', { field: 'System_ID', rule: 69, message: `has ${systemId.length} characters`, cure: '50 at most.' });
  }
  for (const [extension, rows] of [
    ['au', units],
    ['des', descriptions],
  ] as const)
    for (const [id, row] of rows)
      if (rowBytes(row) > MAX_ROW_BYTES)
        warn(extension, {
          field: null,
          rule: 69,
          message: `the row of "${id.slice(0, 60)}" has more than ${MAX_ROW_BYTES} bytes`,
          cure: 'Shorten the description or the address.',
        });
}

function rowBytes(row: ReadonlyMap<string, string>): number {
  return new TextEncoder().encode([...row.values()].map((value) => `"${value}"`).join(',')).length;
}
