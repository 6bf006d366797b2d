import { Injectable } from '@nestjs/common';
import { CourseState } from '@aicc-bridge/contracts';
import { DataSource } from 'typeorm';
import { z } from 'zod';

export const FEED = 'select seq, content_hash, changed_at, state from courses where seq > $1 order by seq limit $2';
const Rows = z.array(
  z
    .object({ seq: z.coerce.number(), content_hash: z.string(), changed_at: z.date(), state: CourseState })
    .transform(({ seq, content_hash, changed_at, state }) => ({
      seq,
      contentHash: content_hash,
      changedAt: changed_at.toISOString(),
      course: state,
    })),
);
export type FeedRow = z.infer<typeof Rows>[number];

/** Courses in the order of their last changes: who has read up to a number misses nothing that comes later. */
@Injectable()
export class FeedStore {
  constructor(private readonly dataSource: DataSource) {}

  async after(seq: number, limit: number): Promise<readonly FeedRow[]> {
    return Rows.parse(await this.dataSource.query(FEED, [seq, limit]));
  }
}
