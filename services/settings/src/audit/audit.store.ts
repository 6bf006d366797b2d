import { Injectable } from '@nestjs/common';
import type { Queryable } from '@aicc-bridge/messaging';
import { Clock, newId, type Principal } from '@aicc-bridge/platform';
import { DataSource } from 'typeorm';

const ADD = 'insert into audit (audit_id, tenant_id, at, who, action, detail) values ($1, $2, $3, $4, $5, $6)';
const ADD_ONCE = `${ADD} on conflict do nothing`;
const OF_PERSON = `select at, action, detail from audit where tenant_id = $1 and who = $2 order by audit_id limit 10000`;
const LIST = `select audit_id as "auditId", at, who, action, detail from audit where tenant_id = $1 and ($2::uuid is null or audit_id < $2) order by audit_id desc limit $3`;

/** Who changed what, and when; ids are UUIDv7 and so in the order of time. */
@Injectable()
export class AuditStore {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  async add(
    tx: Queryable,
    {
      tenantId,
      who,
      action,
      detail,
    }: { readonly tenantId: string | null; readonly who: Principal; readonly action: string; readonly detail: unknown },
  ): Promise<void> {
    const name = who.kind === 'launch' ? `launch:${who.launchId}` : `${who.kind}:${who.id}`;
    await tx.query(ADD, [newId(), tenantId, this.clock.now(), name, action, JSON.stringify(detail)]);
  }

  /** For what another service tells: the event's id is the row's, so that it stands there once. */
  async addOnce(
    tx: Queryable,
    row: {
      readonly auditId: string;
      readonly tenantId: string;
      readonly at: string;
      readonly who: string;
      readonly action: string;
      readonly detail: unknown;
    },
  ): Promise<void> {
    await tx.query(ADD_ONCE, [row.auditId, row.tenantId, row.at, row.who, row.action, JSON.stringify(row.detail)]);
  }

  /** What one person did; the rows name people by id only, so after an erasure they name nobody. */
  async ofPerson(tenantId: string, personId: string): Promise<unknown> {
    return this.dataSource.query(OF_PERSON, [tenantId, `person:${personId}`]);
  }

  async list(tenantId: string, after: string | null, limit: number): Promise<unknown> {
    return this.dataSource.query(LIST, [tenantId, after, limit]);
  }
}
