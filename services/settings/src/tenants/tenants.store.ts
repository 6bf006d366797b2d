import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { TenantSettings, TenantState } from '@aicc-bridge/contracts';
import { MessageBus, Outbox, outgoingEvent, type OutgoingMessage, type Queryable } from '@aicc-bridge/messaging';
import { Clock, newId, type Principal } from '@aicc-bridge/platform';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { AuditStore } from '../audit/audit.store.js';
import { type Changed, newTenant, type TenantInput } from './change-tenant.js';
import { launchKeyOf } from './launch-key.js';

const ONE = 'select state from tenants where tenant_id = $1 and not deleted';
const LIST =
  'select state from tenants where not deleted and ($1::uuid is null or tenant_id = $1) order by lower(name), tenant_id';
const INSERT = `insert into tenants (tenant_id, aggregate_version, name, state, created_at, changed_at) values ($1, $2, $3, $4, $5, $5) on conflict do nothing returning tenant_id`;
const UPDATE = `update tenants set aggregate_version = $2, name = $3, state = $4, deleted = $5, changed_at = $6 where tenant_id = $1`;
const ALL = 'select state from tenants';
const Rows = z.array(z.object({ state: TenantSettings }));

export type Stored = Changed | { readonly kind: 'unknown' } | { readonly kind: 'name-taken' };

/** Tenants as they are and as they are published: change, audit row and event in one transaction. */
@Injectable()
export class TenantsStore {
  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
    private readonly bus: MessageBus,
  ) {}

  /** Publishes all tenants again if nothing was ever published (design §5, republish). */
  async onApplicationBootstrap(): Promise<void> {
    if (!(await this.bus.isEmpty('settings.tenants.v1', this.dataSource))) return;
    await this.outbox.transaction(async (tx, add) =>
      add(Rows.parse(await tx.query(ALL)).map(({ state }) => this.event(state))),
    );
  }

  async one(tenantId: string): Promise<TenantSettings | null> {
    return Rows.parse(await this.dataSource.query(ONE, [tenantId]))[0]?.state ?? null;
  }

  async list(tenantId: string | null): Promise<readonly TenantSettings[]> {
    return Rows.parse(await this.dataSource.query(LIST, [tenantId])).map(({ state }) => state);
  }

  newLaunchKey(): string {
    return launchKeyOf(randomBytes(16));
  }

  async create(input: TenantInput, who: Principal): Promise<TenantSettings | { readonly kind: 'name-taken' }> {
    const tenant = newTenant(newId(), input, this.newLaunchKey());
    return this.outbox.transaction(async (tx, add) => {
      const now = this.clock.now();
      const added = await tx.query<unknown[]>(INSERT, [
        tenant.tenantId,
        tenant.aggregateVersion,
        tenant.name,
        JSON.stringify(tenant),
        now,
      ]);
      if (added.length === 0) return { kind: 'name-taken' } as const;
      await this.audit.add(tx, {
        tenantId: tenant.tenantId,
        who,
        action: 'tenant.created',
        detail: { name: tenant.name },
      });
      await add([this.event(tenant)]);
      return tenant;
    });
  }

  async change(
    tenantId: string,
    who: Principal,
    action: string,
    change: (tenant: TenantSettings) => Changed,
  ): Promise<Stored> {
    return this.outbox.transaction(async (tx, add): Promise<Stored> => {
      const [row] = Rows.parse(await tx.query(`${ONE} for update`, [tenantId]));
      if (!row) return { kind: 'unknown' };
      const changed = change(row.state);
      if (changed.kind === 'refused') return changed;
      const { tenant } = changed;
      if (await this.nameTaken(tx, tenant)) return { kind: 'name-taken' };
      await tx.query(UPDATE, [
        tenantId,
        tenant.aggregateVersion,
        tenant.name,
        JSON.stringify(tenant),
        tenant.state === 'deleted',
        this.clock.now(),
      ]);
      await this.audit.add(tx, { tenantId, who, action, detail: differences(row.state, tenant) });
      await add([this.event(tenant)]);
      return changed;
    });
  }

  private async nameTaken(tx: Queryable, { tenantId, name }: TenantSettings): Promise<boolean> {
    return (
      (
        (await tx.query('select 1 from tenants where lower(name) = lower($1) and tenant_id <> $2 and not deleted', [
          name,
          tenantId,
        ])) as unknown[]
      ).length > 0
    );
  }

  private event(tenant: TenantSettings): OutgoingMessage {
    return outgoingEvent({
      topic: 'settings.tenants.v1',
      key: tenant.tenantId,
      type: 'settings.tenant',
      source: '/aicc-bridge/settings',
      id: newId(),
      time: this.clock.now(),
      // Without what only people need.
      data: TenantState.parse(tenant),
    });
  }
}

/** For the audit trail: each field that changed, before and after. */
function differences(before: TenantSettings, after: TenantSettings): Record<string, unknown> {
  const fields = Object.keys(after).filter((field) => field !== 'aggregateVersion') as (keyof TenantSettings)[];
  return Object.fromEntries(
    fields
      .filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
      .map((field) => [field, { before: before[field], after: after[field] }]),
  );
}
