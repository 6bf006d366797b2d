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
const Watched = z.array(z.object({ unitId: z.string(), intervals: z.array(z.tuple([z.number(), z.number()])) }));
const Ignored = z.array(z.object({ ruleId: z.string(), events: z.number() }));
const at = z.date().nullable();
const Activity = z.object({ lastViewingAt: at, presenceAt: at, leftAt: at, viewings: z.number() });

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
