import { Injectable } from '@nestjs/common';
import { OUTCOMES, type Outcome } from '@aicc-bridge/contracts';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { LaunchFilter } from './launches.store.js';

/** Figures of a list are counted over this many of its newest launches, so that they cost the same however many there are. */
export const MOST_COUNTED = 20_000;

/** The list's own filters but the outcome, counted by outcome. */
const COUNTS = `
  select outcome, count(*)::int as n from (
    (select d.outcome from launches l join deliveries d using (launch_id)
     where ($1::uuid is null or l.tenant_id = $1) and ($2::text is null or l.course_id = $2) and ($3::uuid is null or l.learner_id = $3) and ($4::text is null or l.host = $4)
       and ($5::timestamptz is null or l.started_at >= $5) and ($6::timestamptz is null or l.started_at < $6) and ($7::text is null or d.rule_id = $7)
     order by l.started_at desc, l.launch_id desc limit $8)
    union all
    (select c.kind from declined_launches c
     where ($1::uuid is null or c.tenant_id = $1) and ($2::text is null or c.course_id = $2) and ($3::uuid is null or c.learner_id = $3) and ($4::text is null or c.host = $4)
       and ($5::timestamptz is null or c.at >= $5) and ($6::timestamptz is null or c.at < $6) and ($7::text is null or c.rule_id = $7)
     order by c.at desc, c.launch_id desc limit $8)
  ) newest group by outcome`;

/** What the last day's launches came to, hour by hour and tenant by tenant. */
const HOURS = `
  select tenant_id as "tenantId", date_trunc('hour', at) as hour,
    count(*) filter (where outcome = 'confirmed')::int as confirmed,
    count(*) filter (where outcome in ('waiting', 'sending'))::int as waiting,
    count(*) filter (where outcome in ('needs-relaunch', 'refused'))::int as trouble,
    count(*) filter (where outcome in ('not-reported', 'expired'))::int as other
  from (
    (select l.tenant_id, l.started_at as at, d.outcome from launches l join deliveries d using (launch_id)
     where l.started_at >= $2 and ($1::uuid is null or l.tenant_id = $1) order by l.started_at desc limit $3)
    union all
    (select c.tenant_id, c.at, c.kind from declined_launches c
     where c.at >= $2 and c.tenant_id is not null and ($1::uuid is null or c.tenant_id = $1) order by c.at desc limit $3)
  ) day group by 1, 2 order by 1, 2`;

/** Why launches of the week are not confirmed: the sentence of the cause, and the rule where there is one. */
const VERDICTS = `
  select rule_id as "ruleId", cause, count(*)::int as launches from (
    (select d.rule_id, d.verdict->>'cause' as cause from launches l join deliveries d using (launch_id)
     where l.started_at >= $2 and ($1::uuid is null or l.tenant_id = $1) and d.outcome <> 'confirmed' and (d.rule_id is not null or d.verdict is not null)
     order by l.started_at desc limit $3)
    union all
    (select c.rule_id, null from declined_launches c
     where c.at >= $2 and ($1::uuid is null or c.tenant_id = $1) order by c.at desc limit $3)
  ) week group by 1, 2 order by 3 desc limit 8`;

/** Of a launch: what counted, unit by unit, and what did not. */
const WATCHED = `
  select v.unit_id as "unitId", (select coalesce(jsonb_agg(jsonb_build_array(lower(r), upper(r)) order by lower(r)), '[]') from unnest(v.watched) r) as intervals
  from viewing v where v.launch_id = $1 order by v.unit_id`;
const IGNORED = `
  select rule_id as "ruleId", count(*)::int as events from ignored_viewing where launch_id = $1 group by 1 order by 2 desc`;
const ACTIVITY = `
  select last_viewing_at as "lastViewingAt", presence_at as "presenceAt", left_at as "leftAt",
    (select count(*)::int from viewings w where w.launch_id = a.launch_id) as viewings
  from activity a where launch_id = $1`;

const Counts = z.array(z.object({ outcome: z.enum(OUTCOMES), n: z.number() }));
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
  z.object({ ruleId: z.string().nullable(), cause: z.string().nullable(), launches: z.number() }),
);
const Watched = z.array(z.object({ unitId: z.string(), intervals: z.array(z.tuple([z.number(), z.number()])) }));
const Ignored = z.array(z.object({ ruleId: z.string(), events: z.number() }));
const at = z.date().nullable();
const Activity = z.object({ lastViewingAt: at, presenceAt: at, leftAt: at, viewings: z.number() });

const HOUR_MS = 3_600_000;

export interface OutcomeCounts {
  readonly counts: Readonly<Record<Outcome, number>>;
  readonly total: number;
  /** there are more launches than are counted: these are the newest ones' figures */
  readonly more: boolean;
}

/** Sums over the read model of the reports. */
@Injectable()
export class ReportFiguresStore {
  constructor(private readonly dataSource: DataSource) {}

  async counts(filter: Omit<LaunchFilter, 'limit' | 'after' | 'outcome'>): Promise<OutcomeCounts> {
    const { tenantId, courseId, learnerId, host, from, to, ruleId } = filter;
    const parameters = [tenantId, courseId, learnerId, host, from, to, ruleId, MOST_COUNTED + 1];
    const rows = Counts.parse(
      await this.dataSource.query(
        COUNTS,
        parameters.map((one) => one ?? null),
      ),
    );
    const total = rows.reduce((sum, { n }) => sum + n, 0);
    const counts = Object.fromEntries(
      OUTCOMES.map((outcome) => [outcome, rows.find((row) => row.outcome === outcome)?.n ?? 0]),
    ) as Record<Outcome, number>;
    return { counts, total, more: total > MOST_COUNTED };
  }

  /** The last 24 hours by hour and tenant, and the causes of the last 7 days. */
  async history(
    tenantId: string | null,
    now: Date,
  ): Promise<{
    hours: z.infer<typeof Hours>;
    verdicts: z.infer<typeof Verdicts>;
  }> {
    const day = new Date(now.getTime() - 24 * HOUR_MS);
    const week = new Date(now.getTime() - 7 * 24 * HOUR_MS);
    const [hours, verdicts] = await Promise.all([
      this.dataSource.query<unknown>(HOURS, [tenantId, day, MOST_COUNTED]),
      this.dataSource.query<unknown>(VERDICTS, [tenantId, week, MOST_COUNTED]),
    ]);
    return {
      hours: Hours.parse(hours),
      verdicts: Verdicts.parse(verdicts),
    };
  }

  async viewing(launchId: string): Promise<{
    watched: z.infer<typeof Watched>;
    ignored: z.infer<typeof Ignored>;
    activity: z.infer<typeof Activity> | null;
  }> {
    const [watched, ignored, activity] = await Promise.all([
      this.dataSource.query<unknown>(WATCHED, [launchId]),
      this.dataSource.query<unknown>(IGNORED, [launchId]),
      this.dataSource.query<unknown[]>(ACTIVITY, [launchId]),
    ]);
    return {
      watched: Watched.parse(watched),
      ignored: Ignored.parse(ignored),
      activity: activity[0] === undefined ? null : Activity.parse(activity[0]),
    };
  }
}
