import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { writeCourse } from '@aicc-bridge/aicc';
import type { CourseState } from '@aicc-bridge/contracts';
import { ZipArchive } from 'archiver';
import { courseStructure } from './course-structure.js';
import type { Charset } from '@aicc-bridge/aicc';

export interface PackageSettings {
  readonly launchAddressOf: (courseId: string) => string;
  readonly charset: Charset;
}

export interface CourseZip {
  readonly name: string;
  readonly bytes: Buffer;
  readonly sha256: string;
}

/** The earliest moment that zip knows: the same input gives the same bytes on any day (design §9). */
const ALWAYS = new Date('1980-01-01T00:00:00Z');
const MODE = 0o644;

/** AICC zips, made with archiver, deterministic. */
@Injectable()
export class Zips {
  /** The four files of one course (rule 55). */
  async course(course: CourseState, { launchAddressOf, charset }: PackageSettings): Promise<CourseZip> {
    const { structure } = courseStructure(course, launchAddressOf(course.courseId), charset);
    const archive = new ZipArchive({ zlib: { level: 9 }, forceUTC: true });
    for (const { name, bytes } of writeCourse(structure, { baseName: course.courseId, charset }))
      archive.append(Buffer.from(bytes), { name, date: ALWAYS, mode: MODE });
    const [bytes] = await Promise.all([collected(archive), archive.finalize()]);
    return { name: `${course.courseId}.zip`, bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
  }

  /** A zip of course zips with a manifest, as a stream: an LMS wants one course per zip (sheet §6.8). */
  library(courses: AsyncIterable<CourseState>, settings: PackageSettings): Readable {
    const archive = new ZipArchive({ store: true, forceUTC: true });
    const fill = async (): Promise<void> => {
      const manifest = ['course_id,title,file,sha256\r\n'];
      for await (const course of courses) {
        const { name, bytes, sha256 } = await this.course(course, settings);
        const entered = new Promise((resolve) => archive.once('entry', resolve));
        archive.append(bytes, { name, date: ALWAYS, mode: MODE, store: true });
        // Back-pressure: the next course is made only when this one is in.
        await entered;
        manifest.push(
          `${course.courseId},"${course.title.replaceAll('"', '""').replaceAll(/[\r\n]+/g, ' ')}",${name},${sha256}\r\n`,
        );
      }
      archive.append(manifest.join(''), { name: 'manifest.csv', date: ALWAYS, mode: MODE, store: true });
      await archive.finalize();
    };
    fill().catch((error: unknown) => archive.destroy(error instanceof Error ? error : new Error(String(error))));
    return archive;
  }
}

async function collected(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
}
