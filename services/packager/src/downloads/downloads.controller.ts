import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import { TenantId } from '@aicc-bridge/contracts';
import { Allow, Clock, CurrentPrincipal, invalidRequest, notFound, type Principal } from '@aicc-bridge/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { PACKAGE_ROLES } from '../catalogue/catalogue-roles.js';
import { wordsOf } from '../catalogue/fold-text.js';
import { csvRow } from '../packages/csv-row.js';
import { CSV_MARK } from '../packages/manifest.js';
import { ArchiveSender } from './archive-sender.provider.js';
import { readIfRange } from './byte-range.js';
import { changesCsv, type CourseChange } from './change-list.js';
import { DownloadPlans, type PlannedDownload } from './download-plans.provider.js';
import { DownloadQuery } from './download-query.js';
import { type CompletedDownload, DownloadsStore } from './downloads.store.js';
import { PlanExpired, PlansStore } from './plans.store.js';
import { TenantPackages, type TenantSettings } from './tenant-packages.store.js';

const ListFormat = z.object({ format: z.enum(['json', 'csv']).default('json') });
type ListFormat = z.infer<typeof ListFormat>;
const ChangesQuery = DownloadQuery.pick({ since: true }).extend(ListFormat.shape);
type ChangesQuery = z.infer<typeof ChangesQuery>;

const READERS = [...PACKAGE_ROLES, 'tenant-viewer'] as const;
const HISTORY = 50;

interface DownloadPreview {
  readonly courses: number;
  readonly bytes: number;
  readonly etag: string;
  readonly fileName: string;
  readonly changes: { readonly new: number; readonly changed: number; readonly retired: number };
  /** how the same comes in several files, for an LMS that takes so many courses at once */
  readonly parts: readonly {
    readonly part: number;
    readonly courses: number;
    readonly bytes: number;
    readonly fileName: string;
  }[];
}

/** The library, or a selection of it, for a tenant's LMS: its own launch key is in every address. */
@ApiTags('packages')
@Controller('api/packages/tenants/:tenantId')
export class DownloadsController {
  constructor(
    private readonly tenants: TenantPackages,
    private readonly plans: DownloadPlans,
    private readonly catalogue: PlansStore,
    private readonly downloads: DownloadsStore,
    private readonly sender: ArchiveSender,
    private readonly clock: Clock,
  ) {}

  /** The packages. `Range` and `If-Range` go on after a cut with the same file, even if the catalogue has changed meanwhile. */
  @Allow(...PACKAGE_ROLES)
  @Get('library')
  @ApiProduces('application/zip')
  async library(
    @Param('tenantId', { schema: TenantId }) tenantId: TenantId,
    @Query({ schema: DownloadQuery }) query: DownloadQuery,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const settings = await this.tenants.enabled(tenantId);
    const part = query.part ?? 0;
    const planned =
      (await this.begun(settings, readIfRange(request.headers['if-range'] as string | undefined), part)) ??
      (await this.plans.plan(await this.plans.define(settings, query)));
    if (part > planned.parts)
      throw invalidRequest([{ pointer: 'part', detail: `there are ${planned.parts} parts, numbered from 1` }]);
    await this.sender.send(request, reply, {
      plan: part === 0 ? planned.whole : await planned.part(part),
      fileName: this.fileName(settings, part, planned.parts),
      part,
      facts: {
        ...planned.definition,
        principalId: principalId(principal),
        planKey: planned.key,
        courses: planned.courses.length,
        parts: planned.parts,
      },
    });
  }

  /** What the same query would download: courses, sizes, parts, changes. */
  @Allow(...READERS)
  @Get('preview')
  async preview(
    @Param('tenantId', { schema: TenantId }) tenantId: TenantId,
    @Query({ schema: DownloadQuery }) query: DownloadQuery,
  ): Promise<DownloadPreview> {
    const settings = await this.tenants.known(tenantId);
    const planned = await this.plans.plan(await this.plans.define(settings, query));
    const { courses, parts, whole, changes } = planned;
    const files: DownloadPreview['parts'][number][] = [];
    for (let part = 1; part <= parts; part += 1) {
      const plan = await planned.part(part);
      const fileName = this.fileName(settings, part, parts);
      files.push({ part, courses: plan.courses.length, bytes: plan.bytes, fileName });
    }
    return {
      courses: courses.length,
      bytes: whole.bytes,
      etag: whole.etag,
      fileName: this.fileName(settings, 0, parts),
      changes: countChanges(changes),
      parts: files,
    };
  }

  /** The last download (S35), what is new since, and earlier ones to go back to. */
  @Allow(...READERS)
  @Get('downloads')
  async history(@Param('tenantId', { schema: TenantId }) tenantId: TenantId): Promise<{
    last: CompletedDownload | null;
    sinceLast: { new: number; changed: number; retired: number } | null;
    history: readonly CompletedDownload[];
  }> {
    await this.tenants.known(tenantId);
    const history = await this.downloads.history(tenantId, HISTORY);
    const cursor = await this.downloads.cursor(tenantId);
    const until = await this.catalogue.clock();
    const sinceLast = cursor === null ? null : countChanges(await this.catalogue.changes(cursor.untilSeq, until));
    return { last: await this.downloads.last(tenantId), sinceLast, history };
  }

  /** New, changed (and what of it), retired (and by what replaced) since the last or an earlier download. */
  @Allow(...READERS)
  @Get('changes')
  @ApiProduces('application/json', 'text/csv')
  async changes(
    @Param('tenantId', { schema: TenantId }) tenantId: TenantId,
    @Query({ schema: ChangesQuery }) { since, format }: ChangesQuery,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const settings = await this.tenants.known(tenantId);
    const query = DownloadQuery.parse({ courses: 'new', since });
    const { changes, definition } = await this.plans.plan(await this.plans.define(settings, query));
    const { selection } = definition;
    const addressChanged = selection.kind === 'since' && selection.addressChanged;
    if (format === 'csv')
      return void (await reply
        .type('text/csv; charset=utf-8')
        .send(changesCsv({ of: 'since', packages: 0, changes, addressChanged, withChanged: false })));
    await reply.send({ addressChanged, changes });
  }

  /** Every retired course with its replacement, for an LMS that still has it. */
  @Allow(...READERS)
  @Get('retired')
  @ApiProduces('application/json', 'text/csv')
  async retired(
    @Param('tenantId', { schema: TenantId }) tenantId: TenantId,
    @Query({ schema: ListFormat }) { format }: ListFormat,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.tenants.known(tenantId);
    const courses = (await this.catalogue.retired(await this.catalogue.clock())).map(
      ({ courseId, title, replacedBy, retiredAt }) => ({ courseId, title, replacedBy, retiredAt }),
    );
    if (format === 'json') return void (await reply.send({ courses }));
    const rows = courses.map(({ courseId, title, replacedBy, retiredAt }) =>
      csvRow([courseId, title, replacedBy ?? '', retiredAt ?? '']),
    );
    const header = csvRow(['course_id', 'title', 'replaced_by', 'retired_at']);
    await reply.type('text/csv; charset=utf-8').send(`${CSV_MARK}${header}${rows.join('')}`);
  }

  /** The file with that tag, which this organisation has begun to download; null = plan anew. */
  private async begun(settings: TenantSettings, tag: string | null, part: number): Promise<PlannedDownload | null> {
    if (tag === null) return null;
    const definition = await this.downloads.definitionOf(settings.tenant.tenantId, tag);
    if (definition === null || definition.part !== part || definition.launchKey !== settings.launchKey) return null;
    try {
      const planned = await this.plans.plan(definition);
      const { etag } = part === 0 ? planned.whole : await planned.part(part);
      return etag === tag ? planned : null;
    } catch (error) {
      if (error instanceof PlanExpired) return null;
      throw error;
    }
  }

  private fileName({ tenant }: TenantSettings, part: number, parts: number): string {
    const name = wordsOf(tenant.name).join('-').slice(0, 40) || 'library';
    const number = part === 0 ? '' : `-part-${String(part).padStart(3, '0')}-of-${parts}`;
    return `aicc-packages-${name}-${this.clock.now().toISOString().slice(0, 10)}${number}.zip`;
  }
}

function principalId(principal: Principal): string {
  if (principal.kind === 'launch') throw notFound('download for a launch token');
  return `${principal.kind}:${principal.id}`;
}

function countChanges(changes: readonly CourseChange[]): { new: number; changed: number; retired: number } {
  const count = (...kinds: readonly CourseChange['change'][]): number =>
    changes.filter(({ change }) => kinds.includes(change)).length;
  return { new: count('new', 'back'), changed: count('changed'), retired: count('retired', 'removed') };
}
