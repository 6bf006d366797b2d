import { type Charset, type CourseFile, writeCourse } from '@aicc-bridge/aicc';
import type { CourseState } from '@aicc-bridge/contracts';
import { courseStructure } from './course-structure.js';

/**
 * Of the code that makes packages: raise it whenever it would make other bytes of the same course. It is in every ETag, and rows
 * measured by an older build are measured again at start.
 */
export const PACKAGE_BUILD = 1;

const ANY_ADDRESS = 'https://a/';
const LOCAL_HEADER = 30;
const DIRECTORY_ENTRY = 46;
const DIRECTORY_END = 22;

/**
 * How long a course's package is, its launch address left out. Entries are stored, not deflated, so the length follows from the
 * texts alone, and the bytes do not depend on a machine's zlib (ADR 0021).
 */
export function measurePackage(course: CourseState, charset: Charset): number {
  const { structure } = courseStructure(course, ANY_ADDRESS, charset);
  return zipBytes(writeCourse(structure, { baseName: course.courseId, charset })) - ANY_ADDRESS.length;
}

/** Length of a zip of stored entries without comments and extra fields. */
export function zipBytes(files: readonly CourseFile[]): number {
  return files.reduce(
    (sum, { name, bytes }) => sum + LOCAL_HEADER + DIRECTORY_ENTRY + 2 * Buffer.byteLength(name) + bytes.length,
    DIRECTORY_END,
  );
}
