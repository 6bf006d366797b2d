import { Injectable } from '@nestjs/common';
import { CONNECTION_CHECK, Verdict } from '@aicc-bridge/contracts';
import { DataSource } from 'typeorm';
import { z } from 'zod';

/** More hosts than this nobody reads in one table. */
export const MOST_HOSTS = 300;
/** A certificate that ends sooner than this puts its host in front. */
const WARN_DAYS = 30;

/** Open work and the last day's results, by tenant and host, and the sums of all hosts. Both branches are small: open rows, and rows of one day by index; no aggregate wants an order and none reads the session of a row that is over, so that a day of a hundred thousand launches is counted in one pass. What is tried with the test course is no learner's work. */
const HOSTS = `
  with hosts as materialized (
    select d.tenant_id as "tenantId", d.host, d.port,
      count(*) filter (where d.phase <> 'over')::int as open,
      count(*) filter (where d.outcome = 'waiting')::int as waiting,
      count(*) filter (where d.outcome = 'sending')::int as sending,
      count(*) filter (where d.outcome = 'confirmed')::int as confirmed,
      count(*) filter (where d.outcome = 'needs-relaunch' and d.session->>'carriedTo' is null)::int as "needsRelaunch",
      count(*) filter (where d.outcome = 'refused')::int as refused,
      min(to_timestamp((d.session->>'firstFailureAt')::double precision / 1000)) filter (where d.phase <> 'over') as "failingSince",
      max(d.updated_at) filter (where d.outcome = 'confirmed') as "lastConfirmedAt",
      (max(array[to_char(d.updated_at at time zone 'UTC', 'YYYYMMDDHH24MISSUS'), d.verdict::text]) filter (where d.verdict is not null))[2]::jsonb as "lastVerdict"
    from deliveries d
    where (d.updated_at > $2 or d.phase <> 'over') and ($1::uuid is null or d.tenant_id = $1)
      and d.launch_id not in (select launch_id from launches where course_id = '${CONNECTION_CHECK}')
    group by 1, 2, 3
  ), first as (
    select h.*, case when c.host is not null then jsonb_build_object('validTo', c.valid_to, 'issuer', c.issuer, 'seenAt', c.seen_at) end as certificate
    from hosts h left join certificates c on (c.host, c.port) = (h.host, h.port) and c.seen_at > $3
    order by waiting > 0 desc, coalesce(c.valid_to < $4, false) desc, waiting desc, "needsRelaunch" desc, h.host limit $5
  )
  select (select coalesce(jsonb_agg(first), '[]') from first) as hosts, to_jsonb(total) as totals
  from (
    select count(*)::int as hosts, (count(*) filter (where waiting > 0))::int as "hostsWaiting", coalesce(sum(open), 0) as open, coalesce(sum(waiting), 0) as waiting,
      coalesce(sum(sending), 0) as sending, coalesce(sum(confirmed), 0) as confirmed, coalesce(sum("needsRelaunch"), 0) as "needsRelaunch", coalesce(sum(refused), 0) as refused,
      min("failingSince") filter (where waiting > 0) as "failingSince"
    from hosts
  ) total`;

/** Event → acknowledgement, for what was acknowledged in the last hour. */
const SPEED = `
  select count(*)::int as exchanges, count(*) filter (where classification = 'confirmed')::int as confirmed,
    percentile_cont(0.5) within group (order by took_ms)::int as "medianMs", percentile_cont(0.99) within group (order by took_ms)::int as "p99Ms"
  from exchanges where started_at > $2 and ($1::uuid is null or tenant_id = $1)
    and launch_id not in (select launch_id from launches where course_id = '${CONNECTION_CHECK}')`;
const WAITING = `
  select (select count(*)::int from unclaimed_viewing) as "unclaimedEvents",
    least(
      (select min(due_at) from deliveries where due_at <= $1 and owes_completion),
      (select min(due_at) from deliveries where due_at <= $1 and not owes_completion)) as "oldestDueAt"`;

/** Progress of the last 7 days, by tenant: counters of hours, added up. */
export const PROMPTNESS = `
  select tenant_id as "tenantId", sum(prompt)::int as prompt, sum(late)::int as late
  from promptness where hour > $2 and ($1::uuid is null or tenant_id = $1) group by 1`;

const at = z.date().nullable();
/** As PostgreSQL writes a time in JSON. */
const told = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .nullable();
/** What a host showed when a connection was made to it; `validTo` null = its words cannot be read as a date. */
const Certificate = z.object({ validTo: told, issuer: z.string(), seenAt: told });
/** How many launches came to what. */
const launches = {
  open: z.number(),
  waiting: z.number(),
  sending: z.number(),
  confirmed: z.number(),
  needsRelaunch: z.number(),
  refused: z.number(),
};
const HostHealth = z.object({
  tenantId: z.string(),
  host: z.string(),
  port: z.number(),
  ...launches,
  failingSince: told,
  lastConfirmedAt: told,
  lastVerdict: Verdict.nullable(),
  /** the one that it showed last; null over http */
  certificate: Certificate.nullable(),
});
/** Over all hosts, also those that are not listed. */
const Totals = z.object({
  hosts: z.number(),
  hostsWaiting: z.number(),
  ...launches,
  /** the oldest failure that launches still wait for */
  failingSince: told,
});
const Hosts = z.object({ hosts: z.array(HostHealth), totals: Totals });
/** `lastCause` is the sentence of `lastVerdict`: the name that readers of the API have known longer. */
export type HostHealth = z.infer<typeof HostHealth> & { readonly lastCause: string | null };
const Speed = z.object({
  exchanges: z.number(),
  confirmed: z.number(),
  medianMs: z.number().nullable(),
  p99Ms: z.number().nullable(),
});
const Promptness = z.object({
  tenantId: z.string(),
  /** confirmed within 30 s after it was due */
  prompt: z.number(),
  /** confirmed later, or lost with its session */
  late: z.number(),
});
const Waiting = z.object({ unclaimedEvents: z.number(), oldestDueAt: at });

const DAY_MS = 86_400_000;
/** A host that nobody used for a week has nothing to warn of. */
const CERTIFICATE_DAYS = 7;
const PROMPTNESS_DAYS = 7;
const HOUR_MS = 3_600_000;

@Injectable()
export class DeliveryHealthStore {
  constructor(private readonly dataSource: DataSource) {}

  async read(tenantId: string | null, now: Date) {
    const since = (ms: number): Date => new Date(now.getTime() - ms);
    const soon = new Date(now.getTime() + WARN_DAYS * DAY_MS);
    const [hosts, speed, promptness, waiting] = await Promise.all([
      this.dataSource.query<unknown[]>(HOSTS, [
        tenantId,
        since(DAY_MS),
        since(CERTIFICATE_DAYS * DAY_MS),
        soon,
        MOST_HOSTS,
      ]),
      this.dataSource.query<unknown[]>(SPEED, [tenantId, since(HOUR_MS)]),
      this.dataSource.query<unknown[]>(PROMPTNESS, [tenantId, since(PROMPTNESS_DAYS * DAY_MS)]),
      this.dataSource.query<unknown[]>(WAITING, [now]),
    ]);
    const known = Hosts.parse(hosts[0]);
    return {
      hosts: known.hosts.map((host): HostHealth => ({ ...host, lastCause: host.lastVerdict?.cause ?? null })),
      totals: known.totals,
      lastHour: Speed.parse(speed[0]),
      promptness: z.array(Promptness).parse(promptness),
      ...Waiting.parse(waiting[0]),
    };
  }
}
