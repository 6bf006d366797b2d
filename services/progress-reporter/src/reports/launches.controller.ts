import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { LaunchId, OUTCOMES, TenantId } from '@aicc-bridge/contracts';
import { Allow, CurrentPrincipal, invalidRequest, notFound, type Principal } from '@aicc-bridge/platform';
import { z } from 'zod';
import { LaunchesStore } from './launches.store.js';

const ListQuery = z.object({
  tenantId: TenantId.optional(),
  courseId: z.string().max(200).optional(),
  learnerId: z.uuid().optional(),
  outcome: z.enum(OUTCOMES).optional(),
  after: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
type ListQuery = z.infer<typeof ListQuery>;

const READERS = ['publisher-admin', 'publisher-support', 'tenant-admin', 'tenant-viewer', 'reader'] as const;

/** "The learner finished, the LMS says not finished: why?" */
@ApiTags('launches')
@Controller('api/launches')
export class LaunchesController {
  constructor(private readonly launches: LaunchesStore) {}

  @Allow(...READERS)
  @Get()
  async list(
    @Query({ schema: ListQuery }) query: ListQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<unknown> {
    const tenantId = principal.tenantId ?? query.tenantId ?? null;
    if (principal.tenantId !== null && query.tenantId !== undefined && query.tenantId !== principal.tenantId) {
      throw invalidRequest([{ pointer: 'tenantId', detail: 'is another organisation than yours; leave it out' }]);
    }
    const page = await this.launches.list({ ...query, tenantId });
    if (page === null)
      throw invalidRequest([
        { pointer: 'after', detail: 'is not a cursor of this list; take "next" of the page before' },
      ]);
    return page;
  }

  @Allow(...READERS)
  @Get(':launchId')
  async one(
    @Param('launchId', { schema: LaunchId }) launchId: LaunchId,
    @CurrentPrincipal() { tenantId }: Principal,
  ): Promise<unknown> {
    const launch = await this.launches.one(launchId, tenantId);
    if (launch === null) throw notFound(`launch ${launchId}`);
    return launch;
  }

  @Allow(...READERS)
  @Get(':launchId/trace')
  async trace(
    @Param('launchId', { schema: LaunchId }) launchId: LaunchId,
    @CurrentPrincipal() { tenantId }: Principal,
  ): Promise<unknown> {
    if ((await this.launches.one(launchId, tenantId)) === null) throw notFound(`launch ${launchId}`);
    return { exchanges: await this.launches.trace(launchId) };
  }
}
