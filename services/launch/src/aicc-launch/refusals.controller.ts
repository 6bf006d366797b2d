import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RULES, TenantId, type TenantState } from '@aicc-bridge/contracts';
import { Allow, Clock, notFound } from '@aicc-bridge/platform';
import { z } from 'zod';
import { ReadModels } from '../read-models.store.js';
import { cureOf } from './cure-of.js';
import { type KeyAlarm, type Refusal, RefusalsStore } from './refusals.store.js';

const Code = z
  .string()
  .transform((text) => text.toUpperCase().replace(/[^0-9A-F]/g, ''))
  .pipe(z.string().length(8, { error: 'must be the code of the page, like 1A2B-3C4D' }))
  .transform((digits) => `${digits.slice(0, 4)}-${digits.slice(4)}`);
const KEY_USE_DAYS = 90;

interface ExplainedRefusal extends Refusal {
  readonly cause: string;
  readonly cure: string;
}
interface LaunchKeyUse {
  readonly launchKey: string;
  readonly state: 'current' | 'accepted' | 'revoked';
  /** launches in the last 90 days */
  readonly launches: number;
  readonly lastAt: Date | null;
  /** hosts off the list that came with this key: the LMS has moved, or somebody else uses the package */
  readonly alarms: readonly Omit<KeyAlarm, 'launchKey'>[];
}

/** What the refusal's page does not tell its visitor, for those who may know it. */
@ApiTags('refused launches')
@Controller('aicc')
export class RefusalsController {
  constructor(
    private readonly refusals: RefusalsStore,
    private readonly readModels: ReadModels,
    private readonly clock: Clock,
  ) {}

  /** Rule, cause and cure of a refused launch, by the code on its page. */
  @Allow('publisher-admin', 'publisher-support', 'tenant-admin', 'tenant-viewer')
  @Get('tenants/:tenantId/refusals/:code')
  async ofTenant(
    @Param('tenantId', { schema: TenantId }) tenantId: TenantId,
    @Param('code', { schema: Code }) code: string,
  ): Promise<ExplainedRefusal> {
    return explained(await this.refusals.byCode(code, tenantId), code);
  }

  /** The same in every organisation, and for addresses that belong to none. */
  @Allow('publisher-admin', 'publisher-support')
  @Get('refusals/:code')
  async anywhere(@Param('code', { schema: Code }) code: string): Promise<ExplainedRefusal> {
    return explained(await this.refusals.byCode(code, null), code);
  }

  /** Launches by launch key, to see whether an old key is still in use before it is revoked, and by whom that should not. */
  @Allow('publisher-admin', 'publisher-support', 'tenant-admin', 'tenant-viewer')
  @Get('tenants/:tenantId/launch-keys')
  async keys(
    @Param('tenantId', { schema: TenantId }) tenantId: TenantId,
  ): Promise<{ launchKeys: readonly LaunchKeyUse[] }> {
    const tenant = await this.readModels.tenant(tenantId);
    if (tenant === null) throw notFound(`organisation ${tenantId}`);
    const since = new Date(this.clock.now().getTime() - KEY_USE_DAYS * 86_400_000);
    const unlisted = await this.unlistedHosts(tenantId, tenant);
    const used = new Map((await this.refusals.keyUse(tenantId, since)).map((use) => [use.launchKey, use]));
    return {
      launchKeys: tenant.launchKeys.map(({ key, state }) => ({
        launchKey: key,
        state,
        launches: used.get(key)?.launches ?? 0,
        lastAt: used.get(key)?.lastAt ?? null,
        alarms: unlisted.flatMap(({ launchKey, ...alarm }) => (launchKey === key ? alarm : [])),
      })),
    };
  }

  /** Who came with a key of this organisation and is not on its list; a host that was put on the list since is no alarm any more. */
  private async unlistedHosts(tenantId: TenantId, tenant: TenantState): Promise<readonly KeyAlarm[]> {
    const listed = new Set(tenant.hosts.flatMap(({ name, port }) => [name, `${name}:${port}`]));
    return (await this.refusals.alarms(tenantId)).filter(({ host }) => !listed.has(host));
  }
}

function explained(refusal: Refusal | null, code: string): ExplainedRefusal {
  if (refusal === null) throw notFound(`refused launch with the code ${code}`);
  return { ...refusal, cause: RULES[refusal.ruleId], cure: cureOf(refusal) };
}
