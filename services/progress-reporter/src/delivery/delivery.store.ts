import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { ReadModels } from '../read-models.store.js';
import { type ClaimedDelivery, claimedDelivery, ClaimedRow } from './claimed-delivery.js';
import type { Judged } from './judge-exchange.js';

/**
 * Claims due rows for this worker: skip locked, lease and fence by the database's clock. A row waits while another
 * launch's exchange may still be in flight in the same lane (host, sid), and while its host has its share of slots in use.
 */
const CLAIM = `
  with due as (
    select d.launch_id from deliveries d
    where d.due_at <= $1
      and (d.lease_until is null or d.lease_until < clock_timestamp())
      and not (d.host || ':' || d.port) = any($4::text[])
      and not exists (
        select 1 from deliveries o
        where o.lease_until >= clock_timestamp() and (o.host, o.port, o.sid_digest) = (d.host, d.port, d.sid_digest) and o.launch_id <> d.launch_id)
    order by d.due_at
    limit $2
    for update of d skip locked
  ), claimed as (
    update deliveries d set lease_until = clock_timestamp() + $3 * interval '1 millisecond', fence = d.fence + 1
    from due where d.launch_id = due.launch_id
    returning d.launch_id, d.fence
  )
  select launch_id, fence from claimed`;

/** A statement of its own, after the claim: what was committed while the claim took its locks is seen here, at the latest. */
const FACTS = `
  select d.launch_id, d.tenant_id, l.learner_id, l.course_id, d.host, d.port, d.phase, d.fence, d.desired_version, d.session, d.outcome, d.waiting_for, d.rule_id, d.receipt, d.outcome_version,
    l.device, l.aicc_url_sealed, l.aicc_sid_sealed, l.started_at, l.attempt_id, l.superseded_by,
    t.percent, t.complete, t.counted as attempt_counted,
    a.presence_at, a.left_seen_at, a.last_viewing_at, a.location,
    (select coalesce(sum(extract(epoch from upper(r) - lower(r))), 0) from unnest(a.clock) r) as session_seconds,
    (select count(*) from viewings v where v.launch_id = d.launch_id and v.ended_at is null) as open_viewings,
    (select count(*) from viewings v where v.launch_id = d.launch_id and v.ended_at is not null) as ended_viewings,
    exists (select 1 from launches p join deliveries pd using (launch_id) where p.superseded_by = d.launch_id and pd.phase <> 'over') as predecessor_open
  from unnest($1::uuid[], $2::bigint[]) as c(launch_id, fence)
  join deliveries d using (launch_id, fence)
  join launches l using (launch_id)
  left join activity a using (launch_id)
  left join attempts t on t.attempt_id = l.attempt_id`;

const MARK = `update deliveries set phase = $3, session = $4::jsonb where launch_id = $1 and fence = $2`;
const NEXT_DUE = `select min(due_at) as at from deliveries where due_at is not null and (lease_until is null or lease_until < clock_timestamp())`;

const Claims = z.array(z.object({ launch_id: z.string(), fence: z.string() }));

/** Due rows, leases and fences. SQL and nothing else. */
@Injectable()
export class DeliveryStore {
  constructor(
    private readonly dataSource: DataSource,
    private readonly readModels: ReadModels,
  ) {}

  /** @param busyHosts `name:port` of hosts that have no free slot */
  async claimDue(
    now: Date,
    limit: number,
    leaseMs: number,
    busyHosts: readonly string[],
  ): Promise<readonly ClaimedDelivery[]> {
    const claimed = Claims.parse(await this.dataSource.query(CLAIM, [now, limit, leaseMs, busyHosts]));
    if (claimed.length === 0) return [];
    const facts = [claimed.map(({ launch_id }) => launch_id), claimed.map(({ fence }) => fence)];
    const rows = z.array(ClaimedRow).parse(await this.dataSource.query(FACTS, facts));
    const tenants = await this.readModels.tenantsOf(this.dataSource, [
      ...new Set(rows.map(({ tenant_id }) => tenant_id)),
    ]);
    return rows.map((row) => claimedDelivery(row, tenants.get(row.tenant_id) ?? null));
  }

  /** Writes the mark of an unrepeatable message before it goes. False if another worker has taken the row over. */
  async mark({ row }: ClaimedDelivery, { phase, session }: Judged): Promise<boolean> {
    const result: unknown = await this.dataSource.query(MARK, [
      row.launch_id,
      row.fence,
      phase,
      JSON.stringify(session),
    ]);
    return Array.isArray(result) && result[1] === 1;
  }

  /** When the next row is due, to sleep until then. */
  async nextDueAt(): Promise<Date | null> {
    const rows = z.array(z.object({ at: z.date().nullable() })).parse(await this.dataSource.query(NEXT_DUE));
    return rows[0]?.at ?? null;
  }
}
