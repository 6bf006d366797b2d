import {
  AU_COLUMNS,
  type AssignableUnit,
  type Block,
  type CourseFile,
  type CourseStructure,
} from './course-structure.js';
import { readCsv } from './read-csv.js';

/** Something wrong with a package: where, by which rule of the sheet's §9, and what to do. */
export interface Finding {
  readonly severity: 'error' | 'warning';
  readonly file: string | null;
  readonly field: string | null;
  readonly rule: number | null;
  readonly message: string;
  readonly cure: string;
}

export type CourseVerdict =
  | { readonly kind: 'course'; readonly courses: readonly CourseStructure[]; readonly warnings: readonly Finding[] }
  | { readonly kind: 'refused'; readonly findings: readonly Finding[] };

type Extension = 'crs' | 'au' | 'des' | 'cst';
const EXTENSIONS: readonly Extension[] = ['crs', 'au', 'des', 'cst'];

/**
 * Reads a package's files as the strictest LMS that we have recordings of does (recordings README, "Packages"), and says why where
 * it would not. Folders do not count: files belong together by base name. Never throws.
 *
 * @param files the unzipped entries
 */
export function readCourse(files: readonly CourseFile[]): CourseVerdict {
  const findings: Finding[] = [];
  const error = reporter(findings, 'error');
  if (!files.some(({ name }) => name.endsWith('.cst')))
    error(
      null,
      null,
      55,
      'there is no file whose name ends in ".cst", in lower case',
      'Put the four files at the root of the zip, lower-case names.',
    );
  if (files.some(({ name }) => name === 'imsmanifest.xml'))
    error('imsmanifest.xml', null, 55, 'an LMS takes this for SCORM', 'Leave imsmanifest.xml out.');

  const courses = [...groupByBaseName(files)]
    .map(([base, group]) => readOne(base, group, findings))
    .filter((course) => course !== null);
  if (courses.length === 0 && findings.every(({ severity }) => severity !== 'error'))
    error(
      null,
      null,
      55,
      'there is no course in the package',
      'Put .crs, .au, .des and .cst of one base name into the zip.',
    );
  if (findings.some(({ severity }) => severity === 'error')) return { kind: 'refused', findings };
  return { kind: 'course', courses, warnings: findings };
}

type Report = (file: string | null, field: string | null, rule: number | null, message: string, cure: string) => void;
const reporter =
  (findings: Finding[], severity: Finding['severity']): Report =>
  (file, field, rule, message, cure) =>
    void findings.push({ severity, file, field, rule, message, cure });

/** Base name (case counts) → its files; of two equal names in different folders the last one wins, as in Moodle. */
function groupByBaseName(files: readonly CourseFile[]): Map<string, Map<Extension, CourseFile>> {
  const groups = new Map<string, Map<Extension, CourseFile>>();
  for (const file of files) {
    const name = file.name.split('/').at(-1) ?? '';
    const dot = name.lastIndexOf('.');
    const extension = EXTENSIONS.find((known) => known === name.slice(dot + 1).toLowerCase());
    if (extension === undefined || name.startsWith('._')) continue;
    const group = groups.get(name.slice(0, dot)) ?? new Map<Extension, CourseFile>();
    groups.set(name.slice(0, dot), group.set(extension, file));
  }
  return groups;
}

function readOne(base: string, group: ReadonlyMap<Extension, CourseFile>, findings: Finding[]): CourseStructure | null {
  const error = reporter(findings, 'error');
  const texts = new Map<Extension, string>();
  for (const extension of EXTENSIONS) {
    const file = group.get(extension);
    if (!file)
      error(
        `${base}.${extension}`,
        null,
        55,
        'the file is missing',
        'All four files carry one base name, upper and lower case alike.',
      );
    const text = file ? decode(file, extension, error) : null;
    if (text !== null) texts.set(extension, text);
  }
  if (texts.size < EXTENSIONS.length) return null;

  const head = readCrs(`${base}.crs`, texts.get('crs') ?? '', error);
  const units = readUnits(base, texts.get('au') ?? '', texts.get('des') ?? '', error);
  const tree = readCst(`${base}.cst`, texts.get('cst') ?? '');
  if (head === null || units === null) return null;
  const known = new Set(units.map(({ systemId }) => systemId));
  for (const id of new Set(tree.flatMap(([, members]) => members))) {
    if (!known.has(id))
      error(
        `${base}.cst`,
        'Member',
        59,
        `"${id}" is named here, but not in .des and .au`,
        'Write System_ID alike in .au, .des and .cst, case included.',
      );
  }
  return assemble(head, units, tree);
}

function decode({ name, bytes }: CourseFile, extension: Extension, error: Report): string | null {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    error(
      name,
      null,
      56,
      'the file is neither ASCII nor UTF-8',
      'Save it as ASCII, or as UTF-8 without byte order mark.',
    );
    return null;
  }
  if (text.charCodeAt(0) === 0xfeff) {
    text = text.slice(1);
    if (extension === 'au' || extension === 'des')
      error(name, null, 56, 'the file begins with a byte order mark', 'Save it without byte order mark.');
  }
  if (extension !== 'cst' && text.includes('\n') && !text.includes('\r\n'))
    error(name, null, 56, 'lines end with LF only', 'End each line with CR LF.');
  if (extension !== 'cst' && !text.includes('\n') && text.includes('\r'))
    error(name, null, 56, 'lines end with CR only', 'End each line with CR LF.');
  return text;
}

interface CrsHead {
  readonly values: ReadonlyMap<string, string>;
  readonly description: string;
}

/** Keys count wherever they stand, also in the description; a value ends at its last `=` (Moodle), unless that is its last character. */
function readCrs(file: string, text: string, error: Report): CrsHead | null {
  const values = new Map<string, string>();
  const description: string[] = [];
  let group = '';
  for (const line of text.split('\r\n')) {
    const started = /^\s*\[([^\]]*)\]/.exec(line)?.[1];
    if (started !== undefined) group = started.trim().toLowerCase();
    else if (line.includes('='))
      values.set(line.slice(0, line.indexOf('=')).trim().toLowerCase(), line.slice(line.indexOf('=') + 1).trim());
    else if (group === 'course_description' && line.trim() !== '') description.push(line);
  }
  let complete = true;
  for (const field of ['Course_ID', 'Course_Title']) {
    const value = values.get(field.toLowerCase()) ?? '';
    const fail = (message: string, rule: number, cure: string): void => {
      complete = false;
      error(file, field, rule, message, cure);
    };
    if (value === '') fail('is missing or empty', 66, `Write ${field}=… in [Course].`);
    else if (value.slice(0, -1).includes('=') || value === '=') fail('has "=" in its value', 63, 'Leave "=" out.');
    else if (value.length > 255) fail(`has ${value.length} characters`, 69, '255 at most.');
  }
  return complete ? { values, description: description.join('\n') } : null;
}

function readUnits(base: string, au: string, des: string, error: Report): AssignableUnit[] | null {
  const auTable = readCsv(au);
  const desTable = readCsv(des);
  const before = { au: auTable.kind, des: desTable.kind };
  if (auTable.kind === 'unreadable')
    error(
      `${base}.au`,
      null,
      57,
      auTable.why,
      'Every value and header in double quotes, no blanks after commas, the header in the first line.',
    );
  if (desTable.kind === 'unreadable')
    error(
      `${base}.des`,
      null,
      57,
      desTable.why,
      'Every value and header in double quotes, no blanks after commas, the header in the first line.',
    );
  if (auTable.kind === 'unreadable' || desTable.kind === 'unreadable') return null;
  for (const [table, file, columns] of [
    [auTable, `${base}.au`, ['system_id', 'file_name']],
    [desTable, `${base}.des`, ['system_id', 'title']],
  ] as const) {
    for (const column of columns)
      if (!table.columns.includes(column))
        error(file, column, 58, 'the column is missing', 'Write all columns of the sheet, rule 58.');
  }
  const descriptions = new Map(desTable.rows.map((row) => [row.get('system_id') ?? '', row]));
  const units: AssignableUnit[] = [];
  for (const row of auTable.rows) {
    const id = row.get('system_id') ?? '';
    const about = descriptions.get(id);
    if (!about)
      error(
        `${base}.des`,
        'System_ID',
        59,
        `there is no row for "${id}" of .au`,
        'One .des row for each AU, System_ID written alike, case included.',
      );
    const unit = unitOf(row, about);
    checkUnit(`${base}.au`, unit, error);
    units.push(unit);
  }
  if (units.length === 0 && before.au === 'table')
    error(
      `${base}.au`,
      null,
      57,
      'there is no row that an LMS can read',
      'Quote every value; as many values as header columns.',
    );
  return units;
}

function unitOf(row: ReadonlyMap<string, string>, about: ReadonlyMap<string, string> | undefined): AssignableUnit {
  const fields = Object.fromEntries(AU_COLUMNS.map(([column, field]) => [field, row.get(column.toLowerCase()) ?? '']));
  const of = (field: string): string => fields[field] ?? '';
  return {
    systemId: of('systemId'),
    type: of('type'),
    commandLine: of('commandLine'),
    fileName: of('fileName'),
    maxScore: of('maxScore'),
    masteryScore: of('masteryScore'),
    maxTimeAllowed: of('maxTimeAllowed'),
    timeLimitAction: of('timeLimitAction'),
    systemVendor: of('systemVendor'),
    coreVendor: of('coreVendor'),
    webLaunch: of('webLaunch'),
    auPassword: of('auPassword'),
    developerId: about?.get('developer_id') ?? '',
    title: about?.get('title') ?? '',
    description: about?.get('description') ?? '',
  };
}

function checkUnit(file: string, { systemId, title, fileName, webLaunch }: AssignableUnit, error: Report): void {
  if (systemId === '' || systemId.length > 255)
    error(file, 'System_ID', 69, `has ${systemId.length} characters`, '1 to 255; 50 to be safe.');
  if (title.length > 255)
    error(file.replace(/au$/, 'des'), 'Title', 69, `has ${title.length} characters`, '255 at most.');
  if (!/^https?:\/\//i.test(fileName))
    error(
      file,
      'File_Name',
      68,
      `"${fileName.slice(0, 60)}" is no absolute http(s) address`,
      'Write the whole address, beginning with https://.',
    );
  if (fileName.includes('#'))
    error(
      file,
      'File_Name',
      65,
      'has "#": aicc_sid and aicc_url would never reach the server',
      'Leave the fragment out.',
    );
  if (/["\\]/.test(fileName))
    error(file, 'File_Name', 65, 'has a quote or a backslash: the LMS cuts the address there', 'Percent-encode them.');
  if (webLaunch.startsWith('?')) return;
}

/** Block → members. A LF is fine here; what cannot be read is left out, as LMSs do. */
function readCst(_file: string, text: string): (readonly [block: string, members: readonly string[]])[] {
  const rows = text
    .split(/\r\n|\n/)
    .slice(1)
    .filter((line) => line.trim() !== '' && line.trim() !== '\u001a');
  const tree = new Map<string, string[]>();
  for (const line of rows) {
    const [block = '', ...members] = line.split(',').map((value) => value.trim().replace(/^"|"$/g, ''));
    tree.set(block, [...(tree.get(block) ?? []), ...members.filter((id) => id !== '')]);
  }
  return [...tree];
}

function assemble(
  { values, description }: CrsHead,
  elements: readonly AssignableUnit[],
  tree: readonly (readonly [string, readonly string[]])[],
): CourseStructure {
  const root = tree.find(([block]) => block.toLowerCase() === 'root');
  const blocks: Block[] = tree
    .filter((entry) => entry !== root)
    .map(([systemId, members]) => ({ systemId, developerId: '', title: '', description: '', members }));
  const of = (field: string): string => values.get(field) ?? '';
  return {
    courseId: of('course_id'),
    title: of('course_title'),
    creator: of('course_creator'),
    system: of('course_system'),
    version: of('version'),
    description,
    maxNormal: Number(of('max_normal')) || 0,
    units: elements,
    blocks,
    rootMembers: root?.[1] ?? [],
  };
}
