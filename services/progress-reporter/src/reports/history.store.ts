import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { MOST_COUNTED } from './report-figures.store.js';

/** More small charts than this nobody reads on one page. */
export const MOST_TENANTS = 60;
/** So many of the newest launches are looked at to find who is active. */
const NEWEST = 5_000;

/** Whose day is shown where not all can be: those with the most trouble, then those with the newest launches. */
export const CHOSEN = `
  select tenant_id as "tenantId" from (
    (select tenant_id, 1 as trouble, started_at as at from deliveries
     where started_at >= $1 and outcome <> 'confirmed' and (rule_id is not null or verdict is not null) and outcome in ('needs-relaunch', 'refused')
     order by started_at desc limit $2)
    union all
    (select tenant_id, 1, at from declined_launches where at >= $1 and tenant_id is not null and kind = 'refused' order by at desc limit $2)
    union all
    (select tenant_id, 0, started_at from launches where started_at >= $1 order by started_at desc limit $3)
  ) day group by tenant_id order by sum(trouble) desc, max(at) desc limit $4`;

/** What the last day's launches came to, hour by hour, of these tenants. */
export const HOURS = `
  select tenant_id as "tenantId", date_trunc('hour', at) as hour,
    count(*) filter (where outcome = 'confirmed')::int as confirmed,
    count(*) filter (where outcome in ('waiting', 'sending'))::int as waiting,
    count(*) filter (where outcome in ('needs-relaunch', 'refused'))::int as trouble,
    count(*) filter (where outcome in ('not-reported', 'expired'))::int as other
  from (
    select tenant_id, started_at as at, outcome from deliveries where started_at >= $2 and tenant_id = any($1::uuid[])
    union all
    select tenant_id, at, kind from declined_launches where at >= $2 and tenant_id = any($1::uuid[])
  ) day group by 1, 2 order by 1, 2`;

/** Why launches of the week are not confirmed: the sentence of the cause, and the rule where there is one. Rows of one sentence have one id, or none if they are old. */
export const VERDICTS = `
  select rule_id as "ruleId", verdict->>'cause' as cause, max(verdict->>'causeId') as "causeId", max((verdict->'values')::text)::jsonb as values, count(*)::int as launches from (
    (select rule_id, verdict from deliveries
     where started_at >= $2 and ($1::uuid is null or tenant_id = $1) and outcome <> 'confirmed' and (rule_id is not null or verdict is not null)
     order by started_at desc limit $3)
    union all
    (select rule_id, null::jsonb from declined_launches
     where at >= $2 and ($1::uuid is null or tenant_id = $1) order by at desc limit $3)
  ) week group by 1, 2 order by launches desc limit 8`;

const Chosen = z.array(z.object({ tenantId: z.string() }));
const Hours = z.array(
  z.object({
    tenantId: z.string(),
    hour: z.date(),
    confirmed: z.number(),
    waiting: z.number(),
    /** needs a relaunch, or refused */
    trouble: z.number(),
    other: z.number(),
  }),
);
const Verdicts = z.array(
  z.object({
    ruleId: z.string().nullable(),
    cause: z.string().nullable(),
    causeId: z.string().nullable(),
    values: z.record(z.string(), z.string()).nullable(),
    launches: z.number(),
  }),
);

const HOUR_MS = 3_600_000;

export interface LaunchHistory {
  /** of the last 24 hours */
  readonly hours: z.infer<typeof Hours>;
  /** more tenants had launches than `hours` tells of: it is those with the most trouble, then the newest launches */
  readonly more: boolean;
  /** of the last 7 days, the most frequent first */
  readonly verdicts: z.infer<typeof Verdicts>;
}

/** What became of the launches of a day, and what kept those of a week from being confirmed. */
@Injectable()
export class HistoryStore {
  constructor(private readonly dataSource: DataSource) {}

  async read(tenantId: string | null, now: Date): Promise<LaunchHistory> {
    const day = new Date(now.getTime() - 24 * HOUR_MS);
    const week = new Date(now.getTime() - 7 * 24 * HOUR_MS);
    const [{ hours, more }, verdicts] = await Promise.all([
      this.day(tenantId, day),
      this.dataSource.query<unknown>(VERDICTS, [tenantId, week, MOST_COUNTED]),
    ]);
    return { hours, more, verdicts: Verdicts.parse(verdicts) };
  }

  private async day(tenantId: string | null, since: Date): Promise<Pick<LaunchHistory, 'hours' | 'more'>> {
    const tenants = tenantId === null ? await this.chosen(since) : [tenantId];
    const rows: unknown = await this.dataSource.query(HOURS, [tenants.slice(0, MOST_TENANTS), since]);
    return { hours: Hours.parse(rows), more: tenants.length > MOST_TENANTS };
  }

  private async chosen(since: Date): Promise<readonly string[]> {
    const rows: unknown = await this.dataSource.query(CHOSEN, [since, MOST_COUNTED, NEWEST, MOST_TENANTS + 1]);
    return Chosen.parse(rows).map(({ tenantId }) => tenantId);
  }
}
