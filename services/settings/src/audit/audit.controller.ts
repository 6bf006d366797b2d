import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { TenantId } from '@aicc-bridge/contracts';
import { Allow } from '@aicc-bridge/platform';
import { z } from 'zod';
import { AuditStore } from './audit.store.js';

const Page = z.object({ after: z.uuid().optional(), limit: z.coerce.number().int().min(1).max(200).default(50) });
type Page = z.infer<typeof Page>;

@ApiTags('tenants')
@Controller('api/tenants/:tenantId/audit')
export class AuditController {
  constructor(private readonly audit: AuditStore) {}

  @Allow('publisher-admin', 'publisher-support', 'tenant-admin')
  @Get()
  async list(
    @Param('tenantId', { schema: TenantId }) tenantId: TenantId,
    @Query({ schema: Page }) { after, limit }: Page,
  ): Promise<{ entries: unknown }> {
    return { entries: await this.audit.list(tenantId, after ?? null, limit) };
  }
}
