import { Injectable } from '@nestjs/common';
import type { Queryable } from '@aicc-bridge/messaging';
import { Clock, newId, type Principal } from '@aicc-bridge/platform';
import { DataSource } from 'typeorm';

const ADD = 'insert into audit (audit_id, tenant_id, at, who, action, detail) values ($1, $2, $3, $4, $5, $6)';
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

  async list(tenantId: string, after: string | null, limit: number): Promise<unknown> {
    return this.dataSource.query(LIST, [tenantId, after, limit]);
  }
}
