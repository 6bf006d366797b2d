import { checkLaunchAddress } from './check-launch-address.js';
import { EXTENSIONS, groupByBaseName, type CourseFiles, textOf } from './course-files.js';
import { type Consequence, type Finding, type Findings, newFindings, worstConsequence } from './course-finding.js';
import type { CourseFile, CourseStructure } from './course-structure.js';
import { lintCourse } from './lint-course.js';
import { lintPackage } from './lint-package.js';
import { type CourseHead, readCrs } from './read-crs.js';
import { type CourseTree, readCst, rootOf } from './read-cst.js';
import { readCsv } from './read-csv.js';
import { blockOf, byId, checkDroppedUnits, unitsOf, usableTable } from './read-elements.js';

/**
 * `course`: every AU can be launched; `warnings` are rules that it breaks all the same. `refused`: it cannot go to a customer;
 * `consequence` is the worst that the LMS of the recordings would make of it, `findings` hold errors and warnings.
 */
export type CourseVerdict =
  | { readonly kind: 'course'; readonly courses: readonly CourseStructure[]; readonly warnings: readonly Finding[] }
  | { readonly kind: 'refused'; readonly consequence: Consequence; readonly findings: readonly Finding[] };

const NAMES_CURE = 'Put .crs, .au, .des and .cst of one base name at the root of the zip, lower-case names.';

/**
 * Reads a package's files as the strictest LMS that we have recordings of does (recordings README, "Packages"; rules 55–69), and
 * says why where it would not. Folders do not count: files belong together by base name. Never throws.
 *
 * @param files the unzipped entries
 */
export function readCourse(files: readonly CourseFile[]): CourseVerdict {
  const findings = newFindings();
  const groups = groupByBaseName(files);
  if (groups.length === 0 || !files.some(({ name }) => name.endsWith('.cst')))
    findings.error('refused', {
      file: null,
      field: null,
      rule: 55,
      message: 'there is no course file whose name ends in ".cst", in lower case',
      cure: NAMES_CURE,
    });
  if (files.some(({ name }) => name === 'imsmanifest.xml'))
    findings.error('refused', {
      file: 'imsmanifest.xml',
      field: null,
      rule: 55,
      message: 'an LMS takes the package for SCORM',
      cure: 'Leave imsmanifest.xml out.',
    });
  const entries = new Set(files.map(({ name }) => name));
  const courses = groups.flatMap((group) => readOne(group, entries, findings) ?? []);
  lintPackage(files, courses, findings);

  const all = findings.all();
  const consequence = worstConsequence(all);
  return consequence === null
    ? { kind: 'course', courses, warnings: all }
    : { kind: 'refused', consequence, findings: all };
}

function readOne(
  { base, files }: CourseFiles,
  entries: ReadonlySet<string>,
  findings: Findings,
): CourseStructure | null {
  const missing = EXTENSIONS.filter((extension) => !files.has(extension));
  for (const extension of missing)
    findings.error(extension === 'au' ? 'launches-nothing' : 'refused', {
      file: `${base}.${extension}`,
      field: null,
      rule: 55,
      message: 'the file is missing',
      cure: NAMES_CURE,
    });

  const text = (extension: (typeof EXTENSIONS)[number], consequence: Consequence): string | null => {
    const file = files.get(extension);
    return file ? textOf(file, extension, consequence, findings) : null;
  };
  const crs = text('crs', 'refused');
  const head = crs === null ? null : readCrs(`${base}.crs`, crs, findings);
  const tables = readTables(base, text, findings);
  const cst = text('cst', 'refused');
  if (head === null || tables === null || cst === null) return null;

  const { units, descriptions } = tables;
  const tree = readCst(cst);
  checkIds(base, tables, tree, findings);
  const course = assembled(head, tables, tree);
  for (const unit of course.units) checkLaunchAddress(`${base}.au`, unit, entries, findings);
  lintCourse({ base, head, tree, cst, course, units, descriptions }, findings);
  return course;
}

interface Tables {
  readonly units: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly descriptions: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** Without a readable `.au` nothing is launched; without a readable `.des` the upload fails, unless there is no AU to describe. */
function readTables(
  base: string,
  text: (extension: 'au' | 'des', consequence: Consequence) => string | null,
  findings: Findings,
): Tables | null {
  const au = text('au', 'launches-nothing');
  const auTable =
    au === null
      ? null
      : usableTable(`${base}.au`, readCsv(au), ['system_id', 'file_name'], 'launches-nothing', findings);
  if (auTable !== null) checkDroppedUnits(`${base}.au`, auTable, findings);

  const withoutDes: Consequence = auTable === null || auTable.rows.length === 0 ? 'launches-nothing' : 'refused';
  const des = text('des', withoutDes);
  const desTable =
    des === null ? null : usableTable(`${base}.des`, readCsv(des), ['system_id', 'title'], withoutDes, findings);
  return auTable === null || desTable === null ? null : { units: byId(auTable), descriptions: byId(desTable) };
}

function checkIds(base: string, { units, descriptions }: Tables, tree: CourseTree, findings: Findings): void {
  const refuse = (file: string, field: string, rule: number, message: string, cure: string): void =>
    findings.error('refused', { file, field, rule, message, cure });
  for (const id of units.keys()) {
    if (!descriptions.has(id))
      refuse(
        `${base}.des`,
        'System_ID',
        59,
        `there is no row for "${id}" of .au`,
        'One .des row for each AU, System_ID written alike, case included.',
      );
    if (id === '' || id.length > 255)
      refuse(`${base}.au`, 'System_ID', 69, `has ${id.length} characters`, '1 to 255; 50 to be safe.');
  }
  for (const row of descriptions.values()) {
    const length = row.get('title')?.length ?? 0;
    if (length > 255) refuse(`${base}.des`, 'Title', 69, `has ${length} characters`, '255 at most.');
  }
  for (const id of new Set([...tree.values()].flat())) {
    if (!units.has(id) && !descriptions.has(id))
      refuse(
        `${base}.cst`,
        'Member',
        59,
        `"${id}" is named here, but not in .des and .au`,
        'Write System_ID alike in .au, .des and .cst, case included.',
      );
  }
}

function assembled(
  { values, description }: CourseHead,
  { units, descriptions }: Tables,
  tree: CourseTree,
): CourseStructure {
  const root = rootOf(tree);
  const of = (field: string): string => values.get(field) ?? '';
  return {
    courseId: of('course_id'),
    title: of('course_title'),
    creator: of('course_creator'),
    system: of('course_system'),
    version: of('version'),
    description,
    maxNormal: /^\d{1,9}$/.test(of('max_normal')) ? Number(of('max_normal')) : 0,
    units: unitsOf(units, descriptions),
    blocks: [...tree]
      .filter(([block]) => block !== root)
      .map(([block, members]) => blockOf(block, members, descriptions.get(block))),
    rootMembers: root === undefined ? [] : (tree.get(root) ?? []),
  };
}
