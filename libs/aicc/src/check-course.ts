import { type CourseStructure, FORBIDDEN_IN_TITLE } from './course-structure.js';
import type { Charset } from './safe-text.js';

/**
 * Refuses what would damage a course file in some LMS (rules 55–69).
 *
 * @throws RangeError naming field and rule: that is a bug of the caller, who makes texts safe first
 */
export function checkCourse(course: CourseStructure, charset: Charset): void {
  checkTitles(course);
  checkIds(course);
  if (!Number.isInteger(course.maxNormal) || course.maxNormal < 1)
    throw new RangeError(`Max_Normal must be 1 or more, not ${course.maxNormal} (rule 62)`);
  checkTree(course);
  for (const unit of course.units) checkLaunch(unit.fileName, unit.webLaunch);
  for (const value of everyText(course)) checkText(value, charset);
  if (/=|^\s*\[/.test(course.description))
    throw new RangeError('Course_Description must not have "=", nor begin with "[" (sheet §6.3); use makeTextSafe');
}

/** File names: one base name, lower case, nothing that a zip or an LMS reads as a folder (rule 55). */
export function checkBaseName(baseName: string): void {
  if (!/^[a-z0-9][a-z0-9._-]{0,199}$/.test(baseName))
    throw new RangeError(`"${baseName}" is no base name: lower-case letters, digits and . _ - only (rule 55)`);
}

function checkTitles({ title, creator, system, version, units, blocks }: CourseStructure): void {
  for (const [field, value, max] of [
    ['Course_Title', title, 255],
    ...[...units, ...blocks].map((element) => ['Title', element.title, 255] as const),
  ] as const)
    if (value === '' || value.length > max) throw new RangeError(`${field} must have 1 to ${max} characters (rule 69)`);
  for (const [field, value, max] of [
    ['Course_Creator', creator, 255],
    ['Course_System', system, 50],
    ['Version', version, 50],
  ] as const)
    if (value.length > max) throw new RangeError(`${field} must have at most ${max} characters (rule 69)`);
  const shown = [title, creator, system, version, ...[...units, ...blocks].map((element) => element.title)];
  if (shown.some((value) => FORBIDDEN_IN_TITLE.test(value)))
    throw new RangeError('a title or name has a character that rule 63 forbids; use makeTitleSafe');
}

function checkIds({ courseId, units, blocks }: CourseStructure): void {
  for (const id of [courseId, ...[...units, ...blocks].map(({ systemId }) => systemId)])
    if (!/^[A-Za-z0-9._-]{1,50}$/.test(id))
      throw new RangeError(`"${id}" is no safe id: 1 to 50 of A-Z a-z 0-9 . _ - (rule 69)`);
  for (const { developerId } of [...units, ...blocks])
    if (developerId.length > 50) throw new RangeError('Developer_ID must have at most 50 characters (rule 69)');
}

/** Each element stands in the tree exactly once, and root is above all of them. */
function checkTree({ units, blocks, rootMembers }: CourseStructure): void {
  const elements = [...units, ...blocks];
  const known = new Set(elements.map(({ systemId }) => systemId));
  // Chamilo lower-cases ids.
  if (new Set([...known].map((id) => id.toLowerCase())).size !== elements.length)
    throw new RangeError('two elements have the same System_ID, case left aside (rule 59)');
  if (blocks.some(({ systemId }) => systemId.toLowerCase() === 'root'))
    throw new RangeError('a block must not be called root (rule 60)');
  if (units.length === 0 || rootMembers.length === 0)
    throw new RangeError('a course needs at least one AU below root (rule 60)');

  const membersOf = new Map(blocks.map(({ systemId, members }) => [systemId, members]));
  const placed = new Set<string>();
  const waiting = [...rootMembers];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (!known.has(id)) throw new RangeError(`.cst names "${id}", which is neither AU nor block (rule 59)`);
    if (placed.has(id)) throw new RangeError(`"${id}" is a member twice (rule 59)`);
    placed.add(id);
    for (const member of membersOf.get(id) ?? []) waiting.push(member);
  }
  const lost = elements.find(({ systemId }) => !placed.has(systemId));
  if (lost) throw new RangeError(`"${lost.systemId}" is not below root (rule 59)`);
}

function checkLaunch(fileName: string, webLaunch: string): void {
  if (!/^https?:\/\/[^\s"'\\#]+$/.test(fileName))
    throw new RangeError('File_Name must be an absolute http(s) address without blank, quote, "\\" and "#" (rule 68)');
  if (!/^(?:[A-Za-z0-9_=-][A-Za-z0-9_=&-]*)?$/.test(webLaunch))
    throw new RangeError('Web_Launch may have letters, digits and - _ = & only, and no "?" or "&" in front (rule 65)');
  if (webLaunch !== '' && fileName.includes('?'))
    throw new RangeError('launch parameters must stand in File_Name or in Web_Launch, not in both (rule 65)');
}

/** Most values: printable ASCII without double quotes. One look instead of three, as a library has 400,000 of them. */
const PLAIN = /^[ !#-~]*$/;

function checkText(value: string, charset: Charset): void {
  if (PLAIN.test(value)) return;
  if (/["\r\n]/.test(value))
    throw new RangeError('a value has a double quote or a line break (rule 57); use makeTextSafe');
  if (/[\p{Cc}\p{Cs}\u2028\u2029\ufeff]/u.test(value))
    throw new RangeError('a value has a control character (rule 57); use makeTextSafe');
  if (charset === 'ascii' && /[^\x20-\x7e]/.test(value))
    throw new RangeError('a value is not ASCII (rule 56); fold it first');
}

function everyText(course: CourseStructure): string[] {
  const { courseId, title, creator, system, version, description } = course;
  return [
    ...[courseId, title, creator, system, version, description],
    ...[...course.units, ...course.blocks].flatMap((element) =>
      Object.values(element).filter((value) => typeof value === 'string'),
    ),
  ];
}
