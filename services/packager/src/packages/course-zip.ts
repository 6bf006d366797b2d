import type { Readable } from 'node:stream';
import { type CourseFile, writeCourse } from '@aicc-bridge/aicc';
import { ZipArchive } from 'archiver';
import { launchAddress, type PackageSettings } from '../downloads/package-settings.js';
import { courseStructure, type PackageSource } from './course-structure.js';

/** The earliest moment that zip knows: the same input gives the same bytes on any day (design §9). */
const ALWAYS = new Date('1980-01-01T00:00:00Z');
const MODE = 0o644;

/**
 * An AICC package, made with archiver: the four files of each course (rule 55), one course unless an LMS wants it otherwise. Entries are
 * stored: deflated bytes differ between versions of zlib and kinds of processor, and a length that follows from the texts makes
 * downloads of known length possible (ADR 0021).
 */
export async function courseZip(courses: readonly PackageSource[], settings: PackageSettings): Promise<Buffer> {
  const archive = new ZipArchive({ store: true, forceUTC: true });
  const bytes = collected(archive);
  for (const course of courses)
    for (const { name, bytes: content } of filesOf(course, settings))
      archive.append(Buffer.from(content.buffer, content.byteOffset, content.length), {
        name,
        date: ALWAYS,
        mode: MODE,
      });
  void archive.finalize();
  return bytes;
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
