import { checkBaseName, checkCourse } from './check-course.js';
import { AU_COLUMNS, type CourseFile, type CourseStructure, DES_COLUMNS, MAX_ROW_BYTES } from './course-structure.js';
import type { Charset } from './safe-text.js';

const CRLF = '\r\n';

/**
 * The four course structure files (rules 56–69): CR LF, no BOM, every CSV value and header in double quotes, rectangular rows.
 * Same input, same bytes.
 *
 * @param options.baseName of the files: lower-case letters, digits and `. _ -` (rule 55)
 * @param options.charset `ascii` unless the LMS is known to read UTF-8 (rule 56)
 * @returns `.au`, `.crs`, `.cst`, `.des`, in this order
 * @throws RangeError naming field and rule if a text would damage a file: make texts safe first (`makeTitleSafe`, `makeTextSafe`)
 */
export function writeCourse(
  course: CourseStructure,
  options: { readonly baseName: string; readonly charset: Charset },
): readonly CourseFile[] {
  checkBaseName(options.baseName);
  checkCourse(course, options.charset);
  const file = (extension: string, lines: readonly string[]): CourseFile => ({
    name: `${options.baseName}.${extension}`,
    bytes: new TextEncoder().encode(lines.map((line) => line + CRLF).join('')),
  });
  return [
    file('au', auLines(course)),
    file('crs', crsLines(course)),
    file('cst', cstLines(course)),
    file('des', desLines(course)),
  ];
}

function crsLines(course: CourseStructure): string[] {
  return [
    '[Course]',
    `Course_Creator=${course.creator}`,
    `Course_ID=${course.courseId}`,
    `Course_System=${course.system}`,
    `Course_Title=${course.title}`,
    'Level=1',
    `Max_Fields_CST=${columnsOfCst(course)}`,
    `Total_AUs=${course.units.length}`,
    `Total_Blocks=${course.blocks.length}`,
    `Version=${course.version}`,
    '',
    '[Course_Behavior]',
    `Max_Normal=${course.maxNormal}`,
    '',
    '[Course_Description]',
    course.description,
  ];
}

function auLines({ units }: CourseStructure): string[] {
  return [
    row(AU_COLUMNS.map(([name]) => name)),
    ...units.map((unit) => row(AU_COLUMNS.map(([, field]) => unit[field]))),
  ];
}

function desLines({ units, blocks }: CourseStructure): string[] {
  const rows = [...blocks, ...units].map(({ systemId, developerId, title, description }) =>
    row([systemId, developerId, title, description]),
  );
  return [row(DES_COLUMNS), ...rows];
}

function cstLines(course: CourseStructure): string[] {
  const members = columnsOfCst(course) - 1;
  const padded = (block: string, ids: readonly string[]): string =>
    row([block, ...ids, ...Array<string>(members - ids.length).fill('')]);
  return [
    row(['Block', ...Array<string>(members).fill('Member')]),
    padded('root', course.rootMembers),
    ...course.blocks.map(({ systemId, members: ids }) => padded(systemId, ids)),
  ];
}

function columnsOfCst({ rootMembers, blocks }: CourseStructure): number {
  return 1 + Math.max(1, rootMembers.length, ...blocks.map(({ members }) => members.length));
}

function row(values: readonly string[]): string {
  const text = values.map((value) => `"${value}"`).join(',');
  // A character has at most three bytes per UTF-16 unit.
  if (text.length * 3 <= MAX_ROW_BYTES) return text;
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > MAX_ROW_BYTES)
    throw new RangeError(
      `a CSV row has ${bytes} bytes, more than ${MAX_ROW_BYTES} (rule 69): shorten title, description or address`,
    );
  return text;
}
