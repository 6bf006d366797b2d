import { Inject, Injectable } from '@nestjs/common';
import { HacpClient } from '@aicc-bridge/hacp-client';
import type { TenantState } from '@aicc-bridge/contracts';
import { DataSource } from 'typeorm';
import { ReadModels } from '../read-models.store.js';
import { type DeliveryTenant, deliveryTenant } from './claimed-delivery.js';

/** Well below the second within which a disabled tenant's last request begins (design §7). */
const FRESH_MS = 250;

/**
 * The tenants of the deliveries that are being claimed. Every copy of the service reads the same table but gets only a part of the
 * events, so each looks again a few times a second. A host that has left a tenant's list loses its open sockets.
 */
@Injectable()
export class TenantCache {
  private readonly known = new Map<string, { readonly tenant: DeliveryTenant; readonly readAt: number }>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly readModels: ReadModels,
    @Inject(HacpClient) private readonly client: HacpClient,
  ) {}

  async of(ids: readonly string[]): Promise<(tenantId: string) => DeliveryTenant> {
    const now = performance.now();
    const stale = ids.filter((id) => now - (this.known.get(id)?.readAt ?? -Infinity) > FRESH_MS);
    if (stale.length > 0) {
      const states = await this.readModels.tenantsOf(this.dataSource, stale);
      for (const id of stale) this.refresh(id, states.get(id) ?? null, now);
    }
    return (id) => this.known.get(id)?.tenant ?? deliveryTenant(null);
  }

  private refresh(id: string, state: TenantState | null, readAt: number): void {
    const before = this.known.get(id)?.tenant;
    const unchanged = before !== undefined && before.state?.aggregateVersion === state?.aggregateVersion;
    this.known.set(id, { tenant: unchanged ? before : deliveryTenant(state), readAt });
    if (unchanged) return;
    const listed = new Set(state?.hosts.map(({ name, port }) => `${name}:${port}`));
    for (const { name, port } of before?.state?.hosts ?? [])
      if (!listed.has(`${name}:${port}`)) this.client.forgetHost(name, port);
  }
}
