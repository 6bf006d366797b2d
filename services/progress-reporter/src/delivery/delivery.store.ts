import { Injectable } from '@nestjs/common';
import { prepared, returnedRows } from '@aicc-bridge/database';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { type ClaimedDelivery, claimedDelivery, ClaimedRow } from './claimed-delivery.js';
import type { ClaimRoom } from './host-gates.js';
import type { Judged } from './judge-exchange.js';
import { TenantCache } from './tenant-cache.provider.js';

const CLAIM = prepared('select * from claim_due($1, $2, $3, $4, $5, $6)');

/** A statement of its own, after the claim: what was committed while the claim took its locks is seen here, at the latest. */
const FACTS = prepared(`
  select d.launch_id, d.tenant_id, l.learner_id, l.course_id, d.host, d.port, d.phase, d.fence, d.desired_version, d.due_at, d.paced_until, d.session, d.outcome, d.waiting_for, d.rule_id, d.receipt, d.outcome_version,
    l.device, l.aicc_url_sealed, l.aicc_sid_sealed, l.started_at, l.attempt_id, l.superseded_by,
    t.percent, t.complete, t.counted as attempt_counted,
    a.presence_at, a.left_seen_at, a.last_viewing_at, a.location,
    (select coalesce(sum(extract(epoch from upper(r) - lower(r))), 0) from unnest(a.clock) r) + l.carried_in - l.carried_out as session_seconds,
    v.open_viewings, v.ended_viewings,
    exists (select 1 from launches p join deliveries pd using (launch_id) where p.superseded_by = d.launch_id and pd.phase <> 'over') as predecessor_open,
    exists (
      select 1 from deliveries o
      where o.lease_until >= clock_timestamp() and (o.host, o.port, o.sid_digest) = (d.host, d.port, d.sid_digest) and o.launch_id <> d.launch_id) as lane_taken
  from unnest($1::uuid[], $2::bigint[]) as c(launch_id, fence)
  join deliveries d using (launch_id, fence)
  join launches l using (launch_id)
  left join activity a using (launch_id)
  left join attempts t on t.attempt_id = l.attempt_id
  cross join lateral (
    select count(*) filter (where ended_at is null) as open_viewings, count(ended_at) as ended_viewings from viewings where launch_id = d.launch_id
  ) v`);

/** Two workers that claimed two launches of one lane at the same moment both see it here, and both step back. */
const STEP_BACK = `
  update deliveries d set lease_until = null, due_at = d.due_at + random() * interval '200 milliseconds'
  from unnest($1::uuid[], $2::bigint[]) as c(launch_id, fence) where (d.launch_id, d.fence) = (c.launch_id, c.fence)`;

const MARK = prepared(`
  with locked as (
    select d.launch_id, m.phase, m.session
    from jsonb_to_recordset($1::jsonb) as m(launch_id uuid, fence bigint, phase text, session jsonb) join deliveries d using (launch_id, fence)
    order by d.launch_id for update of d
  )
  update deliveries d set phase = k.phase, session = k.session from locked k where d.launch_id = k.launch_id returning d.launch_id`);
const NEXT_DUE = prepared(`
  select least(
    (select min(due_at) from deliveries where due_at is not null and owes_completion and (lease_until is null or lease_until < clock_timestamp())),
    (select min(due_at) from deliveries where due_at is not null and not owes_completion and (lease_until is null or lease_until < clock_timestamp()))
  ) as at`);

/** Due rows that a claim looks at, at least; else as many as it may take. More of one host it asks for by its tenants. */
const LEAST_SEEN = 64;

const Claims = z.array(
  z.object({
    launch_id: z.string(),
    fence: z.string(),
    host: z.string(),
    port: z.int(),
    tenant_id: z.string(),
    more: z.boolean(),
  }),
);

const Ids = z.array(z.object({ launch_id: z.string() }));

/** An unrepeatable message that is about to go. */
export interface Mark {
  readonly delivery: ClaimedDelivery;
  readonly begun: Judged;
}

/** A row that this worker has leased; what is in it has not been read yet. `more`: others may be due that were not looked at. */
export type Claim = z.infer<typeof Claims>[number];

/** Due rows, leases and fences. SQL and nothing else. */
@Injectable()
export class DeliveryStore {
  constructor(
    private readonly dataSource: DataSource,
    private readonly tenants: TenantCache,
  ) {}

  /** Claims at most `limit` due rows for this worker (function `claim_due`). */
  async claim(now: Date, limit: number, leaseMs: number, room: ClaimRoom): Promise<readonly Claim[]> {
    const seen = Math.max(limit, LEAST_SEEN);
    const parameters = [now, limit, leaseMs, JSON.stringify(room.slots), room.otherwise, seen];
    return Claims.parse(await this.dataSource.query(CLAIM, parameters));
  }

  /** What is known of claimed rows. One that another worker took over, or whose lane is taken, is not among them. */
  async load(claims: readonly Claim[]): Promise<readonly ClaimedDelivery[]> {
    const tenantIds = [...new Set(claims.map(({ tenant_id }) => tenant_id))];
    const connection = this.dataSource.createQueryRunner();
    const facts: Promise<unknown> = connection.query(FACTS, [
      claims.map(({ launch_id }) => launch_id),
      claims.map(({ fence }) => fence),
    ]);
    // After the facts: who sees a wake-up by a changed tenant must see that change, or holds the launch and nobody wakes it again.
    const [found, tenantOf] = await Promise.all([facts, this.tenants.of(tenantIds, connection)]).finally(() =>
      connection.release(),
    );
    const rows = z.array(ClaimedRow).parse(found);
    const taken = rows.filter(({ lane_taken }) => lane_taken);
    if (taken.length > 0)
      await this.dataSource.query(STEP_BACK, [
        taken.map(({ launch_id }) => launch_id),
        taken.map(({ fence }) => fence),
      ]);
    return rows.filter(({ lane_taken }) => !lane_taken).map((row) => claimedDelivery(row, tenantOf(row.tenant_id)));
  }

  /** Writes the marks of unrepeatable messages before they go. False for those whose row another worker has taken over. */
  async mark(marks: readonly Mark[]): Promise<readonly boolean[]> {
    const rows = marks.map(({ delivery: { row }, begun: { phase, session } }) => ({
      launch_id: row.launch_id,
      fence: row.fence,
      phase,
      session,
    }));
    const result: unknown = await this.dataSource.query(MARK, [JSON.stringify(rows)]);
    const held = new Set(Ids.parse(returnedRows(result)).map(({ launch_id }) => launch_id));
    return rows.map(({ launch_id }) => held.has(launch_id));
  }

  /** When the next row is due, to sleep until then. */
  async nextDueAt(): Promise<Date | null> {
    const rows = z.array(z.object({ at: z.date().nullable() })).parse(await this.dataSource.query(NEXT_DUE));
    return rows[0]?.at ?? null;
  }
}
