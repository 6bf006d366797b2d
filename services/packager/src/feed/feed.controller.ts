import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import { TenantId } from '@aicc-bridge/contracts';
import { Allow } from '@aicc-bridge/platform';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { PACKAGE_ROLES } from '../catalogue/catalogue-roles.js';
import { PublicAddress, TenantPackages } from '../downloads/tenant-packages.store.js';
import { csvRow } from '../packages/csv-row.js';
import { CSV_MARK, secondsOf } from '../packages/manifest.js';
import { type FeedRow, FeedStore } from './feed.store.js';

const FeedQuery = z.object({
  /** `next` of the answer before; 0 = from the beginning */
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(1_000).default(200),
  format: z.enum(['json', 'csv']).default('json'),
});
type FeedQuery = z.infer<typeof FeedQuery>;

const COLUMNS = [
  'seq',
  'state',
  'course_id',
  'title',
  'authors',
  'description',
  'language',
  'kind',
  'topics',
  'seconds',
  'thumbnail_url',
  'replaced_by',
  'retired_at',
  'changed_at',
  'content_hash',
  'package_url',
] as const;
type FeedItem = Readonly<Record<(typeof COLUMNS)[number], string | number>>;

/** The catalogue for an LMS that pulls: each course once, as it is now, in the order of changes. */
@ApiTags('feed')
@Controller('api/packages/tenants/:tenantId')
export class FeedController {
  constructor(
    private readonly feed: FeedStore,
    private readonly tenants: TenantPackages,
    private readonly address: PublicAddress,
  ) {}

  /** Ask again with `after` = `next` until `more` is false, and from there tomorrow. CSV has both in the headers `x-next`, `x-more`. */
  @Allow(...PACKAGE_ROLES)
  @Get('feed')
  @ApiProduces('application/json', 'text/csv')
  async read(
    @Param('tenantId', { schema: TenantId }) tenantId: TenantId,
    @Query({ schema: FeedQuery }) { after, limit, format }: FeedQuery,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.tenants.enabled(tenantId);
    const rows = await this.feed.after(after, limit);
    const items = rows.map((row) => this.item(tenantId, row));
    const next = rows.at(-1)?.seq ?? after;
    const more = rows.length === limit;
    if (format === 'json') return void (await reply.send({ courses: items, next, more }));
    await reply
      .header('x-next', next)
      .header('x-more', String(more))
      .type('text/csv; charset=utf-8')
      .send(`${CSV_MARK}${csvRow(COLUMNS)}${items.map((item) => csvRow(COLUMNS.map((name) => item[name]))).join('')}`);
  }

  private item(tenantId: string, { seq, contentHash, changedAt, course }: FeedRow): FeedItem {
    const isThere = course.state === 'published';
    return {
      seq,
      state: course.state,
      course_id: course.courseId,
      title: course.title,
      authors: course.authors.join('; '),
      description: course.description,
      language: course.language,
      kind: course.kind,
      topics: course.topics.join('; '),
      seconds: secondsOf(course),
      thumbnail_url: course.thumbnailUrl ?? '',
      replaced_by: course.replacedBy ?? '',
      retired_at: course.retiredAt ?? '',
      changed_at: changedAt,
      content_hash: contentHash,
      package_url: isThere ? `${this.address.url}/api/packages/tenants/${tenantId}/courses/${course.courseId}` : '',
    };
  }
}
