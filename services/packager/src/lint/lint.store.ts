import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';

const SAME_TITLES = `
  select c.course_id, min(o.course_id) as twin from courses c
  join courses o on o.title_words = c.title_words and o.status = 'published' and o.course_id <> c.course_id
  where c.course_id = any($1::text[]) and c.title_words <> '' group by c.course_id`;

/** What only the whole catalogue can tell of a course. */
@Injectable()
export class LintStore {
  constructor(private readonly dataSource: DataSource) {}

  /** Course → another published course whose title reads alike. */
  async sameTitles(courseIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const rows = z
      .array(z.object({ course_id: z.string(), twin: z.string() }))
      .parse(await this.dataSource.query(SAME_TITLES, [courseIds]));
    return new Map(rows.map(({ course_id, twin }) => [course_id, twin]));
  }
}
