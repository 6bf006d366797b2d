import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';

/** Open work and the last day's results, by tenant and host. Both branches are small: open rows, and rows of one day by index. */
const HOSTS = `
  select d.tenant_id as "tenantId", d.host, d.port,
    count(*) filter (where d.phase <> 'over')::int as open,
    count(*) filter (where d.outcome = 'waiting')::int as waiting,
    count(*) filter (where d.outcome = 'sending')::int as sending,
    count(*) filter (where d.outcome = 'confirmed')::int as confirmed,
    count(*) filter (where d.outcome = 'needs-relaunch' and d.session->>'carriedTo' is null)::int as "needsRelaunch",
    count(*) filter (where d.outcome = 'refused')::int as refused,
    min(to_timestamp((d.session->>'firstFailureAt')::double precision / 1000)) filter (where d.phase <> 'over') as "failingSince",
    max(to_timestamp((d.session->'acknowledged'->>'at')::double precision / 1000)) as "lastConfirmedAt",
    (array_agg(d.verdict->>'cause' order by d.updated_at desc) filter (where d.verdict is not null))[1] as "lastCause"
  from deliveries d
  where (d.updated_at > $2 or d.phase <> 'over') and ($1::uuid is null or d.tenant_id = $1)
  group by 1, 2, 3 order by waiting desc, "needsRelaunch" desc, host limit 1000`;

/** Event → acknowledgement, for what was acknowledged in the last hour. */
const SPEED = `
  select count(*)::int as exchanges, count(*) filter (where classification = 'confirmed')::int as confirmed,
    percentile_cont(0.5) within group (order by took_ms)::int as "medianMs", percentile_cont(0.99) within group (order by took_ms)::int as "p99Ms"
  from exchanges where started_at > $2 and ($1::uuid is null or tenant_id = $1)`;
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
const Speed = z.object({
  exchanges: z.number(),
  confirmed: z.number(),
  medianMs: z.number().nullable(),
  p99Ms: z.number().nullable(),
});
const Waiting = z.object({ unclaimedEvents: z.number(), oldestDueAt: at });

const DAY_MS = 86_400_000;
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
    return {
      hosts: z.array(HostHealth).parse(hosts),
      lastHour: Speed.parse(speed[0]),
      ...Waiting.parse(waiting[0]),
    };
  }
}
