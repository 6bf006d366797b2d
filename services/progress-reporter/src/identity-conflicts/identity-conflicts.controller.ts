import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { TenantId } from '@aicc-bridge/contracts';
import { Allow, Clock, CurrentPrincipal, Log, type Principal } from '@aicc-bridge/platform';
import { z } from 'zod';
import { DeliveryBell } from '../delivery/delivery-bell.js';
import { REPORT_READERS, scopeOf } from '../reports/report-scope.guard.js';
import { IdentityConflictsStore } from './identity-conflicts.store.js';

const InTenant = z.object({ tenantId: TenantId.optional() });
type InTenant = z.infer<typeof InTenant>;
const Accept = z.object({ tenantId: TenantId.optional(), attemptIds: z.array(z.uuid()).min(1).max(500) });
type Accept = z.infer<typeof Accept>;

/** Learners who came with a Student_ID that does not fit (design §6). */
@ApiTags('identity conflicts')
@Controller('api/identity-conflicts')
export class IdentityConflictsController {
  constructor(
    private readonly store: IdentityConflictsStore,
    private readonly bell: DeliveryBell,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  @Allow(...REPORT_READERS)
  @Get()
  list(
    @Query({ schema: InTenant }) { tenantId }: InTenant,
    @CurrentPrincipal() principal: Principal,
  ): ReturnType<IdentityConflictsStore['list']> {
    return this.store.list(scopeOf(principal, tenantId));
  }

  /** "It is the same person", for one or many at once. */
  @Allow('publisher-admin', 'tenant-admin')
  @Post('accept')
  @HttpCode(200)
  async accept(
    @Body({ schema: Accept }) { tenantId, attemptIds }: Accept,
    @CurrentPrincipal() principal: Principal,
  ): Promise<{ accepted: number }> {
    const accepted = await this.store.accept(attemptIds, scopeOf(principal, tenantId), this.clock.now());
    this.bell.ring();
    this.log.info('identity.accepted', { accepted, tenantId: principal.tenantId, by: principal.role });
    return { accepted };
  }
}
