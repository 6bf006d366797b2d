import { AU_COLUMNS, type CourseFile, type CourseStructure } from './course-structure.js';
import type { Charset } from './safe-text.js';

const CRLF = '\r\n';
/** ILIAS reads 1000 bytes per CSV row (rule 69). */
const MAX_ROW_BYTES = 999;
const FORBIDDEN_IN_TITLE = /[="';()!&|~^\r\n]/;

/**
 * The four course structure files (rules 56–69): CR LF, no BOM, every CSV value and header in double quotes, rectangular rows.
 * Same input, same bytes.
 *
 * @param options.baseName of the files, lower case
 * @throws RangeError naming field and rule if a text would damage a file: make texts safe first (`makeTitleSafe`, `makeTextSafe`)
 */
export function writeCourse(
  course: CourseStructure,
  options: { readonly baseName: string; readonly charset: Charset },
): readonly CourseFile[] {
  check(course, options.charset);
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
  return [row(['System_ID', 'Developer_ID', 'Title', 'Description']), ...rows];
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
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > MAX_ROW_BYTES)
    throw new RangeError(
      `a CSV row has ${bytes} bytes, more than ${MAX_ROW_BYTES} (rule 69): shorten title, description or address`,
    );
  return text;
}

function check(course: CourseStructure, charset: Charset): void {
  const titles: (readonly [string, string])[] = [
    ['Course_Title', course.title],
    ...[...course.units, ...course.blocks].map(({ title }) => ['Title', title] as const),
  ];
  for (const [field, value] of titles) {
    if (value === '' || value.length > 255) throw new RangeError(`${field} must have 1 to 255 characters (rule 69)`);
    if (FORBIDDEN_IN_TITLE.test(value))
      throw new RangeError(`${field} has a character that rule 63 forbids; use makeTitleSafe`);
  }
  const ids = [
    course.courseId,
    ...course.units.map(({ systemId }) => systemId),
    ...course.blocks.map(({ systemId }) => systemId),
  ];
  for (const id of ids)
    if (!/^[A-Za-z0-9._-]{1,50}$/.test(id))
      throw new RangeError(`"${id}" is no safe id: 1 to 50 of A-Z a-z 0-9 . _ - (rule 69)`);
  if (course.maxNormal < 1) throw new RangeError('Max_Normal must not be 0 (rule 62)');
  checkTree(course);
  for (const value of everyText(course)) {
    if (/["\r\n]/.test(value))
      throw new RangeError('a value has a double quote or a line break (rule 57); use makeTextSafe');
    if (charset === 'ascii' && /[^\x20-\x7e]/.test(value))
      throw new RangeError('a value is not ASCII (rule 56); fold it first');
  }
  if (/^\s*[\w]+\s*=|^\[/.test(course.description))
    throw new RangeError('Course_Description must not look like "name=value" or a group (sheet §6.3)');
}

function checkTree({ units, blocks, rootMembers }: CourseStructure): void {
  const known = new Set([...units, ...blocks].map(({ systemId }) => systemId));
  if (known.size !== units.length + blocks.length)
    throw new RangeError('two elements have the same System_ID (rule 59)');
  if (units.length === 0 || rootMembers.length === 0)
    throw new RangeError('a course needs at least one AU below root (rule 60)');
  for (const id of [...rootMembers, ...blocks.flatMap(({ members }) => members)]) {
    if (!known.has(id)) throw new RangeError(`.cst names "${id}", which is neither AU nor block (rule 59)`);
  }
}

function everyText(course: CourseStructure): string[] {
  const { courseId, title, creator, system, version, description } = course;
  return [
    courseId,
    title,
    creator,
    system,
    version,
    description,
    ...[...course.units, ...course.blocks].flatMap((element) =>
      Object.values(element).filter((value) => typeof value === 'string'),
    ),
  ];
}
