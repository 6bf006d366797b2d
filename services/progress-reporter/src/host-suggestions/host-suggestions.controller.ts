import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { mayFrame, TenantId } from '@aicc-bridge/contracts';
import { Allow, Clock, CurrentPrincipal, type Principal } from '@aicc-bridge/platform';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { ReadModels } from '../read-models.store.js';
import { REPORT_READERS, scopeOf } from '../reports/report-scope.guard.js';
import { framesRefused, type FrameSuggestion } from './frame-refusals.store.js';

const SUGGEST = `
  select tenant_id as "tenantId", host, count(*)::int as launches, max(at) as "lastAt" from declined_launches
  where rule_id = 'S29' and host is not null and tenant_id is not null and ($1::uuid is null or tenant_id = $1) and at > $2
  group by tenant_id, host order by max(at) desc limit 100`;
const Suggestions = z.array(
  z.object({ tenantId: z.string(), host: z.string(), launches: z.number(), lastAt: z.date() }),
);
const SuggestionQuery = z.object({
  tenantId: TenantId.optional(),
  /** how many days to look back */
  days: z.coerce.number().int().min(1).max(90).default(7),
});
type SuggestionQuery = z.infer<typeof SuggestionQuery>;
const DAY_MS = 86_400_000;

interface HostSuggestions {
  /** hosts of `aicc_url` that are not on the list of LMS hosts: they were refused */
  readonly suggestions: z.infer<typeof Suggestions>;
  /** pages off the list of frame hosts: a browser refused to show a course there */
  readonly frames: readonly FrameSuggestion[];
}

/** "12 launches came from lms2.acme.example, which is not on the list. Is it yours?" Nothing was ever sent there. */
@ApiTags('host suggestions')
@Controller('api/host-suggestions')
export class HostSuggestionsController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly readModels: ReadModels,
    private readonly clock: Clock,
  ) {}

  @Allow(...REPORT_READERS)
  @Get()
  async list(
    @Query({ schema: SuggestionQuery }) { tenantId, days }: SuggestionQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<HostSuggestions> {
    const since = new Date(this.clock.now().getTime() - days * DAY_MS);
    const scope = scopeOf(principal, tenantId);
    const rows = await this.dataSource.query<unknown>(SUGGEST, [scope, since]);
    const frames = await framesRefused(this.dataSource, scope, since);
    return { suggestions: await this.unlisted(Suggestions.parse(rows)), frames: await this.unlistedFrames(frames) };
  }

  /** A host that was added since it knocked is no suggestion any more. */
  private async unlisted(suggestions: z.infer<typeof Suggestions>): Promise<z.infer<typeof Suggestions>> {
    const known = await this.readModels.tenantsOf(this.dataSource, [
      ...new Set(suggestions.map(({ tenantId }) => tenantId)),
    ]);
    return suggestions.filter(({ tenantId, host }) => {
      const hosts = known.get(tenantId)?.hosts ?? [];
      return !hosts.some(({ name, port }) => host === `${name}:${port}` || (host === name && port === 443));
    });
  }

  /** The same for frames, by the list that the policy of the pages is made of. */
  private async unlistedFrames(frames: readonly FrameSuggestion[]): Promise<readonly FrameSuggestion[]> {
    const known = await this.readModels.tenantsOf(this.dataSource, [
      ...new Set(frames.map(({ tenantId }) => tenantId)),
    ]);
    return frames.filter(({ tenantId, origin }) => {
      const tenant = known.get(tenantId);
      return tenant !== undefined && !mayFrame(tenant, origin);
    });
  }
}
