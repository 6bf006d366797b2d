import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { TenantId } from '@aicc-bridge/contracts';
import { Allow, Clock, CurrentPrincipal, type Principal } from '@aicc-bridge/platform';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { ReadModels } from '../read-models.store.js';
import { REPORT_READERS, scopeOf } from '../reports/report-scope.guard.js';

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
  ): Promise<{ suggestions: z.infer<typeof Suggestions> }> {
    const since = new Date(this.clock.now().getTime() - days * DAY_MS);
    const rows = await this.dataSource.query<unknown>(SUGGEST, [scopeOf(principal, tenantId), since]);
    return { suggestions: await this.unlisted(Suggestions.parse(rows)) };
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
}
