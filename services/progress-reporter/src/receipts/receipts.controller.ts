import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { TenantId } from '@aicc-bridge/contracts';
import { Allow, CurrentPrincipal, type Principal } from '@aicc-bridge/platform';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { REPORT_READERS, scopeOf } from '../reports/report-scope.guard.js';

const FIND = `
  select launch_id as "launchId", tenant_id as "tenantId", to_char(day, 'YYYY-MM-DD') as day from receipts
  where code = $1 and ($2::uuid is null or tenant_id = $2) order by day desc limit 50`;
const Found = z.array(z.object({ launchId: z.string(), tenantId: z.string(), day: z.string() }));
const ReceiptCode = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[0-9A-Z]{4}$/, { error: 'must be the 4 characters of a receipt' });
type ReceiptCode = z.infer<typeof ReceiptCode>;
const InTenant = z.object({ tenantId: TenantId.optional() });
type InTenant = z.infer<typeof InTenant>;

/** The code on a learner's end page → the launch that it stands for. A code is unique per tenant and day, so there can be several. */
@ApiTags('receipts')
@Controller('api/receipts')
export class ReceiptsController {
  constructor(private readonly dataSource: DataSource) {}

  @Allow(...REPORT_READERS)
  @Get(':code')
  async find(
    @Param('code', { schema: ReceiptCode }) code: ReceiptCode,
    @Query({ schema: InTenant }) { tenantId }: InTenant,
    @CurrentPrincipal() principal: Principal,
  ): Promise<{ receipts: readonly { launchId: string; tenantId: string; day: string }[] }> {
    const scope = scopeOf(principal, tenantId);
    return { receipts: Found.parse(await this.dataSource.query(FIND, [code, scope])) };
  }
}
