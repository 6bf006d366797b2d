import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { CONNECTION_CHECK, type CourseState } from '@aicc-bridge/contracts';
import { notFound } from '@aicc-bridge/platform';
import { CatalogueStore } from '../catalogue/catalogue.store.js';
import { wordsOf } from '../catalogue/fold-text.js';
import { CONNECTION_CHECK_COURSE } from '../connection-check/connection-check-course.js';
import { packageName, type PackageSettings } from '../downloads/package-settings.js';
import { courseZip } from './course-zip.js';

export interface CoursePackage {
  readonly name: string;
  readonly bytes: Buffer;
  readonly etag: string;
}

/** Packages of single courses, the built-in one among them. */
@Injectable()
export class CoursePackages {
  constructor(private readonly catalogue: CatalogueStore) {}

  /** @throws ProblemException 404 if it is not published */
  async of(courseId: string, settings: PackageSettings): Promise<CoursePackage> {
    const course = await this.published(courseId);
    const bytes = await courseZip([course], settings);
    return {
      name: packageName(courseId, wordsOf(course.title).join(' '), settings.naming),
      bytes,
      etag: `"${createHash('sha256').update(bytes).digest('hex')}"`,
    };
  }

  async published(courseId: string): Promise<CourseState> {
    const course = courseId === CONNECTION_CHECK ? CONNECTION_CHECK_COURSE : await this.catalogue.one(courseId);
    if (course === null || course.state !== 'published') throw notFound(`published course ${courseId}`);
    return course;
  }
}
