import { Injectable } from '@nestjs/common';
import { CONNECTION_CHECK } from '@aicc-bridge/contracts';
import { DataSource } from 'typeorm';
import { z } from 'zod';

/** Open work and the last day's results, by tenant and host. Both branches are small: open rows, and rows of one day by index; no aggregate wants an order and none reads the session of a row that is over, so that a day of a hundred thousand launches is counted in one pass. What is tried with the test course is no learner's work. */
const HOSTS = `
  select d.tenant_id as "tenantId", d.host, d.port,
    count(*) filter (where d.phase <> 'over')::int as open,
    count(*) filter (where d.outcome = 'waiting')::int as waiting,
    count(*) filter (where d.outcome = 'sending')::int as sending,
    count(*) filter (where d.outcome = 'confirmed')::int as confirmed,
    count(*) filter (where d.outcome = 'needs-relaunch' and d.session->>'carriedTo' is null)::int as "needsRelaunch",
    count(*) filter (where d.outcome = 'refused')::int as refused,
    min(to_timestamp((d.session->>'firstFailureAt')::double precision / 1000)) filter (where d.phase <> 'over') as "failingSince",
    max(d.updated_at) filter (where d.outcome = 'confirmed') as "lastConfirmedAt",
    (max(array[to_char(d.updated_at at time zone 'UTC', 'YYYYMMDDHH24MISSUS'), d.verdict->>'cause']) filter (where d.verdict is not null))[2] as "lastCause"
  from deliveries d
  where (d.updated_at > $2 or d.phase <> 'over') and ($1::uuid is null or d.tenant_id = $1)
    and d.launch_id not in (select launch_id from launches where course_id = '${CONNECTION_CHECK}')
  group by 1, 2, 3 order by waiting desc, "needsRelaunch" desc, host limit 1000`;

/** Event → acknowledgement, for what was acknowledged in the last hour. */
const SPEED = `
  select count(*)::int as exchanges, count(*) filter (where classification = 'confirmed')::int as confirmed,
    percentile_cont(0.5) within group (order by took_ms)::int as "medianMs", percentile_cont(0.99) within group (order by took_ms)::int as "p99Ms"
  from exchanges where started_at > $2 and ($1::uuid is null or tenant_id = $1)
    and launch_id not in (select launch_id from launches where course_id = '${CONNECTION_CHECK}')`;
/** The certificate that each host showed last; within its newest launches, since a kept connection shows none. */
const CERTIFICATES = `
  select h.host, h.port, c."validTo", c.issuer, c."seenAt"
  from jsonb_to_recordset($1::jsonb) as h(host text, port int)
  cross join lateral (
    select e.facts->'peer'->'tls'->>'validTo' as "validTo", e.facts->'peer'->'tls'->>'issuer' as issuer, e.started_at as "seenAt"
    from (select launch_id, started_at from launches where host = h.host and port = h.port and started_at > $2 order by started_at desc limit 20) l
    join exchanges e on e.launch_id = l.launch_id and e.started_at > $2
    where e.facts->'peer'->'tls'->>'validTo' is not null
    order by e.started_at desc limit 1
  ) c`;
const WAITING = `
  select (select count(*)::int from unclaimed_viewing) as "unclaimedEvents",
    (select min(due_at) from deliveries where due_at <= $1) as "oldestDueAt"`;

const at = z.date().nullable();
export const HostHealth = z.object({
  tenantId: z.string(),
  host: z.string(),
  port: z.number(),
  open: z.number(),
  waiting: z.number(),
  sending: z.number(),
  confirmed: z.number(),
  needsRelaunch: z.number(),
  refused: z.number(),
  failingSince: at,
  lastConfirmedAt: at,
  lastCause: z.string().nullable(),
});
export type HostHealth = z.infer<typeof HostHealth>;
const Certificate = z.object({
  host: z.string(),
  port: z.number(),
  /** as the host's TLS library wrote it, read leniently */
  validTo: z.string().transform((text) => {
    const at = new Date(text);
    return Number.isNaN(at.getTime()) ? null : at;
  }),
  issuer: z.string().nullable(),
  seenAt: z.date(),
});
/** When the certificate that a host showed last ends. */
export type Certificate = z.infer<typeof Certificate>;
const Speed = z.object({
  exchanges: z.number(),
  confirmed: z.number(),
  medianMs: z.number().nullable(),
  p99Ms: z.number().nullable(),
});
const Waiting = z.object({ unclaimedEvents: z.number(), oldestDueAt: at });

const DAY_MS = 86_400_000;
/** Traces are kept 30 days; a host that nobody used for a week has nothing to warn of. */
const CERTIFICATE_DAYS = 7;
const HOUR_MS = 3_600_000;

@Injectable()
export class DeliveryHealthStore {
  constructor(private readonly dataSource: DataSource) {}

  async read(tenantId: string | null, now: Date) {
    const since = (ms: number): Date => new Date(now.getTime() - ms);
    const [hosts, speed, waiting] = await Promise.all([
      this.dataSource.query<unknown[]>(HOSTS, [tenantId, since(DAY_MS)]),
      this.dataSource.query<unknown[]>(SPEED, [tenantId, since(HOUR_MS)]),
      this.dataSource.query<unknown[]>(WAITING, [now]),
    ]);
    const known = z.array(HostHealth).parse(hosts);
    return {
      hosts: known,
      certificates: await this.certificates(known, since(CERTIFICATE_DAYS * DAY_MS)),
      lastHour: Speed.parse(speed[0]),
      ...Waiting.parse(waiting[0]),
    };
  }

  private async certificates(hosts: readonly HostHealth[], since: Date): Promise<readonly Certificate[]> {
    const asked = new Map(hosts.map(({ host, port }) => [`${host}:${port}`, { host, port }]));
    const rows: unknown = await this.dataSource.query(CERTIFICATES, [JSON.stringify([...asked.values()]), since]);
    return z.array(Certificate).parse(rows);
  }
}
