import { Inject, Injectable } from '@nestjs/common';
import { HacpClient } from '@aicc-bridge/hacp-client';
import type { TenantState } from '@aicc-bridge/contracts';
import type { Queryable } from '@aicc-bridge/messaging';
import { DataSource } from 'typeorm';
import { ReadModels } from '../read-models.store.js';
import { type DeliveryTenant, deliveryTenant } from './claimed-delivery.js';

/**
 * The tenants of the deliveries that are being claimed, each parsed once per version. The version is asked after every claim: a launch
 * that is held because its tenant is disabled is woken by the change of the tenant, so a claim that came after the change must see it,
 * or nobody wakes the launch again. A host that has left a tenant's list loses its open sockets.
 */
@Injectable()
export class TenantCache {
  private readonly known = new Map<string, DeliveryTenant>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly readModels: ReadModels,
    @Inject(HacpClient) private readonly client: HacpClient,
  ) {}

  async of(ids: readonly string[], db: Queryable = this.dataSource): Promise<(tenantId: string) => DeliveryTenant> {
    const versions = await this.readModels.tenantVersions(db, ids);
    const changed = ids.filter((id) => this.known.get(id)?.state?.aggregateVersion !== versions.get(id));
    if (changed.length > 0) {
      const states = await this.readModels.tenantsOf(db, changed);
      for (const id of changed) this.refresh(id, states.get(id) ?? null);
    }
    return (id) => this.known.get(id) ?? deliveryTenant(null);
  }

  private refresh(id: string, state: TenantState | null): void {
    const before = this.known.get(id);
    this.known.set(id, deliveryTenant(state));
    const listed = new Set(state?.hosts.map(({ name, port }) => `${name}:${port}`));
    for (const { name, port } of before?.state?.hosts ?? [])
      if (!listed.has(`${name}:${port}`)) this.client.forgetHost(name, port);
  }
}
