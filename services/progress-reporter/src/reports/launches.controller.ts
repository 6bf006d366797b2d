import { Controller, Get, Headers, Param, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { LaunchId, OUTCOMES, TenantId } from '@aicc-bridge/contracts';
import {
  AccessVerifier,
  Allow,
  Clock,
  CurrentPrincipal,
  notFound,
  type Principal,
  invalidRequest,
} from '@aicc-bridge/platform';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { type ExchangeReport, type LaunchDetail, LaunchesStore, type LaunchReport } from './launches.store.js';
import { LaunchStreams } from './launch-streams.provider.js';
import { REPORT_READERS, scopeOf } from './report-scope.guard.js';
import { supportBundle } from './support-bundle.js';

const at = z.iso.datetime({ offset: true, error: 'must be an instant like 2026-11-24T14:02:05Z' });
const LiveQuery = z.object({ tenantId: TenantId.optional() });
type LiveQuery = z.infer<typeof LiveQuery>;
export const LaunchQuery = z.object({
  tenantId: TenantId.optional(),
  courseId: z.string().max(200).optional(),
  learnerId: z.uuid().optional(),
  outcome: z.enum(OUTCOMES).optional(),
  host: z.string().max(300).optional(),
  ruleId: z.string().max(50).optional(),
  from: at.optional(),
  to: at.optional(),
});
export type LaunchQuery = z.infer<typeof LaunchQuery>;
const ListQuery = LaunchQuery.extend({
  after: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
type ListQuery = z.infer<typeof ListQuery>;

/** "The learner finished, the LMS says not finished: why?" */
@ApiTags('launches')
@Controller('api/launches')
export class LaunchesController {
  constructor(
    private readonly launches: LaunchesStore,
    private readonly streams: LaunchStreams,
    private readonly access: AccessVerifier,
    private readonly clock: Clock,
  ) {}

  /** Newest first; refused and not-reported launches among the others. `next` of a page is `after` of the following one. */
  @Allow(...REPORT_READERS)
  @Get()
  async list(
    @Query({ schema: ListQuery }) query: ListQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<{ launches: readonly LaunchReport[]; next: string | null }> {
    const page = await this.launches.list({ ...query, tenantId: scopeOf(principal, query.tenantId) });
    if (page !== null) return page;
    throw invalidRequest([
      { pointer: 'after', detail: 'is not a cursor of this list; take "next" of the page before' },
    ]);
  }

  /**
   * Launches as they start and change: server-sent events `launch`, each a row of the list. A comment every 15 s; the stream ends with the
   * token that opened it.
   */
  @Allow(...REPORT_READERS)
  @Get('-/live')
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ description: 'events `open`, `launch` and `end`' })
  live(
    @Query({ schema: LiveQuery }) { tenantId }: LiveQuery,
    @CurrentPrincipal() principal: Principal,
    @Headers('authorization') authorization: string,
    @Res() reply: FastifyReply,
  ): void {
    const scope = scopeOf(principal, tenantId);
    reply.hijack();
    this.streams.serve({
      tenantId: scope,
      response: reply.raw,
      stillAllowed: async () => (await this.access.verify(authorization)).kind === 'known',
    });
  }

  @Allow(...REPORT_READERS)
  @Get(':launchId')
  async one(
    @Param('launchId', { schema: LaunchId }) launchId: LaunchId,
    @CurrentPrincipal() { tenantId }: Principal,
  ): Promise<LaunchDetail> {
    const launch = await this.launches.one(launchId, tenantId);
    if (launch === null) throw notFound(`launch ${launchId}`);
    return launch;
  }

  /** Every message that went to the LMS and what came back, the sid masked. Kept 30 days. */
  @Allow(...REPORT_READERS)
  @Get(':launchId/trace')
  async trace(
    @Param('launchId', { schema: LaunchId }) launchId: LaunchId,
    @CurrentPrincipal() principal: Principal,
  ): Promise<{ exchanges: readonly ExchangeReport[] }> {
    await this.one(launchId, principal);
    return { exchanges: await this.launches.trace(launchId) };
  }

  /** Everything known about a launch in one file that can be sent to an LMS vendor as it is. */
  @Allow(...REPORT_READERS)
  @Get(':launchId/support-bundle')
  @ApiProduces('text/plain')
  @ApiOkResponse({ description: 'readable text, followed by the same as JSON' })
  async supportBundle(
    @Param('launchId', { schema: LaunchId }) launchId: LaunchId,
    @CurrentPrincipal() principal: Principal,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const launch = await this.one(launchId, principal);
    const text = supportBundle(launch, await this.launches.trace(launchId), this.clock.now());
    await reply
      .type('text/plain; charset=utf-8')
      .header('content-disposition', `attachment; filename="aicc-bridge-launch-${launchId}.txt"`)
      .header('cache-control', 'private, no-store')
      .send(text);
  }
}
