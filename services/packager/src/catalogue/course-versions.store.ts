import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { type VersionKind, versionKind } from './course-version.js';

/** One course's changes by index, the newest first; what it was before each of them is one more look into the same index. */
export const VERSIONS = `
  select x.seq, x.changed_at, x.status, x.fields,
    (select b.status from course_changes b where b.course_id = x.course_id and b.seq < x.seq order by b.seq desc limit 1) as before
  from course_changes x where x.course_id = $1 and ($2::bigint is null or x.seq < $2) order by x.seq desc limit $3`;
const IS_THERE = 'select 1 from courses where course_id = $1 and not deleted';

const Status = z.enum(['published', 'retired', 'deleted']);
const Rows = z.array(
  z.object({
    seq: z.coerce.number(),
    changed_at: z.date(),
    status: Status,
    fields: z.array(z.string()),
    before: Status.nullable(),
  }),
);

/** A change of a course: when, and what it made of it. */
export interface CourseVersion {
  /** number of the change in the catalogue */
  readonly seq: number;
  readonly changedAt: Date;
  readonly kind: VersionKind;
  /** names of the fields that changed, without the state, of which the kind speaks; empty for a new course */
  readonly fields: readonly string[];
}

export interface VersionsPage {
  readonly versions: readonly CourseVersion[];
  /** for the next page's `after`; null at the end */
  readonly next: number | null;
}

@Injectable()
export class CourseVersionsStore {
  constructor(private readonly dataSource: DataSource) {}

  /** Null if there is no such course. */
  async list(courseId: string, after: number | null, limit: number): Promise<VersionsPage | null> {
    const found = await this.dataSource.query<unknown[]>(IS_THERE, [courseId]);
    if (found.length === 0) return null;
    const rows = Rows.parse(await this.dataSource.query(VERSIONS, [courseId, after, limit + 1]));
    const page = rows.slice(0, limit);
    return {
      versions: page.map(({ seq, changed_at: changedAt, status, fields, before }) => ({
        seq,
        changedAt,
        kind: versionKind(status, before),
        fields: fields.filter((field) => field !== 'state'),
      })),
      next: rows.length > limit ? (page.at(-1)?.seq ?? null) : null,
    };
  }
}
