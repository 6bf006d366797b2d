import { Controller, Get, Header, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { TenantId } from '@aicc-bridge/contracts';
import { Allow, Clock } from '@aicc-bridge/platform';
import { z } from 'zod';
import { AuditStore } from './audit.store.js';

/** The settings service's part of a person's data. */
@ApiTags('tenants')
@Controller('api/tenants/:tenantId/people/:personId/export')
export class PersonTrailController {
  constructor(
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {}

  /** What the person changed here, if anything. */
  @Allow('publisher-admin', 'tenant-admin')
  @Get()
  @Header('cache-control', 'private, no-store')
  async export(
    @Param('tenantId', { schema: TenantId }) tenantId: TenantId,
    @Param('personId', { schema: z.uuid() }) personId: string,
  ): Promise<{ service: string; exportedAt: Date; changes: unknown }> {
    const changes = await this.audit.ofPerson(tenantId, personId);
    return { service: 'settings', exportedAt: this.clock.now(), changes };
  }
}
