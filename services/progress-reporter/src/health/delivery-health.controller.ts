import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { TenantId } from '@aicc-bridge/contracts';
import { Allow, Clock, CurrentPrincipal, type Principal } from '@aicc-bridge/platform';
import { z } from 'zod';
import { HostGates } from '../delivery/host-gates.js';
import { REPORT_READERS, scopeOf } from '../reports/report-scope.guard.js';
import { BusLag, type BusLagReading } from './bus-lag.provider.js';
import { DeliveryHealthStore, type HostHealth } from './delivery-health.store.js';

const InTenant = z.object({ tenantId: TenantId.optional() });
type InTenant = z.infer<typeof InTenant>;

/** The breaker of a host as the copy that answers sees it; each copy of the service has its own. */
type Breaker = 'closed' | 'open' | 'half-open';
interface GateView {
  readonly breaker: Breaker;
  readonly closedUntil: string | null;
  readonly limit: number;
  readonly inFlight: number;
}

/** Is everything delivered, and if not, whose fault is it? */
@ApiTags('health')
@Controller('api/health')
export class DeliveryHealthController {
  constructor(
    private readonly store: DeliveryHealthStore,
    private readonly gates: HostGates,
    private readonly busLag: BusLag,
    private readonly clock: Clock,
  ) {}

  @Allow(...REPORT_READERS)
  @Get()
  async health(
    @Query({ schema: InTenant }) { tenantId }: InTenant,
    @CurrentPrincipal() principal: Principal,
  ): Promise<
    Omit<Awaited<ReturnType<DeliveryHealthStore['read']>>, 'hosts'> & {
      hosts: readonly (HostHealth & { gate: GateView | null })[];
      oldestDueMs: number;
      bus: BusLagReading | null;
    }
  > {
    const now = this.clock.now();
    const { hosts, ...rest } = await this.store.read(scopeOf(principal, tenantId), now);
    const gates = this.gates.snapshot();
    return {
      ...rest,
      oldestDueMs: rest.oldestDueAt === null ? 0 : Math.max(0, now.getTime() - rest.oldestDueAt.getTime()),
      bus: this.busLag.last(),
      hosts: hosts.map((host) => ({
        ...host,
        gate: gateView(gates.get(`${host.host}:${host.port}`), now.getTime()),
      })),
    };
  }
}

function gateView(known: ReturnType<ReturnType<HostGates['snapshot']>['get']>, now: number): GateView | null {
  if (!known) return null;
  const { gate, inFlight } = known;
  const waits = gate.closedUntil !== null && gate.closedUntil > now;
  const breaker: Breaker = waits ? 'open' : gate.openings > 0 && gate.troubles > 0 ? 'half-open' : 'closed';
  return {
    breaker,
    closedUntil: waits && gate.closedUntil !== null ? new Date(gate.closedUntil).toISOString() : null,
    limit: Math.floor(gate.limit),
    inFlight,
  };
}
