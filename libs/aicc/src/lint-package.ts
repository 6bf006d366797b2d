import type { Findings } from './course-finding.js';
import { EXTENSIONS, nameParts } from './course-files.js';
import type { CourseFile, CourseStructure } from './course-structure.js';

/** Warnings about the package as a whole: its entries, and how many courses and AUs it holds (rules 55, 56, 67). */
export function lintPackage(
  files: readonly CourseFile[],
  courses: readonly CourseStructure[],
  findings: Findings,
): void {
  for (const { name, bytes } of files) {
    const { extension } = nameParts(name);
    const warn = (rule: number, message: string, cure: string): void =>
      findings.warning({ file: name, field: null, rule, message, cure });
    if (!EXTENSIONS.some((known) => known === extension.toLowerCase())) {
      warn(55, 'is no file of the course', 'Ship .crs, .au, .des and .cst and nothing else.');
      continue;
    }
    if (name.includes('/')) warn(55, 'lies in a folder', 'Put it at the root of the zip.');
    if (name !== name.toLowerCase()) warn(55, 'has capitals in its name', 'Use lower case.');
    if (bytes.some((byte) => byte > 0x7e))
      warn(56, 'is not ASCII', 'Fold the text to ASCII unless the LMS is known to read UTF-8.');
  }
  const units = courses.reduce((sum, course) => sum + course.units.length, 0);
  if (courses.length > 1 || units > 1)
    findings.warning({
      file: null,
      field: null,
      rule: 67,
      message: `the package holds ${courses.length} course${courses.length === 1 ? '' : 's'} with ${units} AUs`,
      cure: 'One course with one AU: some LMSs store the results of several AUs under the first.',
    });
}
