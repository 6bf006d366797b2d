import type { Readable } from 'node:stream';
import { type CourseFile, writeCourse } from '@aicc-bridge/aicc';
import ZipStream from 'zip-stream';
import { launchAddress, type PackageSettings } from '../downloads/package-settings.js';
import { courseStructure, type PackageSource } from './course-structure.js';

/** The earliest moment that zip knows: the same input gives the same bytes on any day (design §9). */
const ALWAYS = new Date('1980-01-01T00:00:00Z');
const MODE = 0o644;

/**
 * An AICC package, made with archiver's zip engine: the four files of each course (rule 55), one course unless an LMS wants it otherwise.
 * The queue that archiver puts before its engine costs as much as the zip and is of no use for four small files (ADR 0023); the bytes
 * are the same. Entries are stored: deflated bytes differ between versions of zlib and kinds of processor, and a length that
 * follows from the texts makes downloads of known length possible (ADR 0021).
 */
export async function courseZip(courses: readonly PackageSource[], settings: PackageSettings): Promise<Buffer> {
  const zip = new ZipStream({ store: true, forceUTC: true });
  const bytes = collected(zip);
  for (const course of courses) for (const file of filesOf(course, settings)) await entered(zip, file);
  zip.finish();
  return bytes;
}

function entered(zip: ZipStream, { name, bytes: { buffer, byteOffset, length } }: CourseFile): Promise<void> {
  return new Promise((resolve, reject) => {
    zip.entry(Buffer.from(buffer, byteOffset, length), { name, date: ALWAYS, mode: MODE, store: true }, (error) =>
      error ? reject(error) : resolve(),
    );
  });
}

/** The course structure files of one course. */
export function filesOf(course: PackageSource, settings: PackageSettings): readonly CourseFile[] {
  const { charset } = settings;
  const { structure } = courseStructure(course, launchAddress(settings, course.courseId), charset);
  return writeCourse(structure, { baseName: course.courseId, charset });
}

async function collected(stream: Readable): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => resolve(Buffer.concat(chunks)));
    stream.on('error', reject);
  });
}
