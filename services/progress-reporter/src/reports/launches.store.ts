import { Injectable } from '@nestjs/common';
import { type Outcome, Verdict } from '@aicc-bridge/contracts';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { ReadModels } from '../read-models.store.js';

const COLUMNS = `
  l.launch_id as "launchId", l.tenant_id as "tenantId", l.learner_id as "learnerId", l.course_id as "courseId", l.host, l.port, l.device, l.started_at as "startedAt", l.student_id as "studentId",
  d.phase, d.outcome, d.waiting_for as "waitingFor", d.rule_id as "ruleId", d.verdict, d.receipt, d.due_at as "nextLookAt", d.session->'acknowledged' as acknowledged, d.session->'lms' as lms, d.session->>'trouble' as trouble,
  t.number as attempt, t.percent, t.complete`;
const FROM = `from launches l join deliveries d using (launch_id) left join attempts t on t.attempt_id = l.attempt_id`;

/** A launch that was refused or not reported has no delivery: the same columns, as far as they are known. */
const DECLINED_COLUMNS = `
  c.launch_id, c.tenant_id, c.learner_id, c.course_id, c.host, null::int, null::text, c.at, null::text,
  'over', c.kind, null::text, c.rule_id, null::jsonb, null::text, null::timestamptz, null::jsonb, null::jsonb, null::text,
  null::int, null::int, null::boolean`;

/** Keyset pages by (time, launch id), newest first; refused and not-reported ones among the others, so that one list tells all. */
const LIST = `
  select * from (
    (select ${COLUMNS} ${FROM}
     where ($1::uuid is null or l.tenant_id = $1) and ($2::text is null or l.course_id = $2) and ($3::uuid is null or l.learner_id = $3) and ($4::text is null or d.outcome = $4)
       and ($5::timestamptz is null or (l.started_at, l.launch_id) < ($5, $6::uuid)) and ($8::text is null or l.host = $8)
       and ($9::timestamptz is null or l.started_at >= $9) and ($10::timestamptz is null or l.started_at < $10) and ($11::text is null or d.rule_id = $11)
     order by l.started_at desc, l.launch_id desc limit $7)
    union all
    (select ${DECLINED_COLUMNS} from declined_launches c
     where ($1::uuid is null or c.tenant_id = $1) and ($2::text is null or c.course_id = $2) and ($3::uuid is null or c.learner_id = $3)
       and ($4::text is null or $4 = c.kind)
       and ($5::timestamptz is null or (c.at, c.launch_id) < ($5, $6::uuid)) and ($8::text is null or c.host = $8)
       and ($9::timestamptz is null or c.at >= $9) and ($10::timestamptz is null or c.at < $10) and ($11::text is null or c.rule_id = $11)
     order by c.at desc, c.launch_id desc limit $7)
  ) page order by "startedAt" desc, "launchId" desc limit $7`;

const ONE = `
  select ${COLUMNS}, (select coalesce(jsonb_object_agg(rule_id, n), '{}') from (select rule_id, count(*)::int as n from ignored_viewing i where i.launch_id = l.launch_id group by 1) x) as ignored
  ${FROM} where l.launch_id = $1 and ($2::uuid is null or l.tenant_id = $2)
  union all
  select ${DECLINED_COLUMNS}, '{}'::jsonb from declined_launches c where c.launch_id = $1 and ($2::uuid is null or c.tenant_id = $2)`;
const TRACE = `
  select exchange_id as "exchangeId", command, started_at as "startedAt", took_ms as "tookMs", request, http_status as "httpStatus", answer, classification, clause, detail, facts
  from exchanges where launch_id = $1 order by started_at, exchange_id limit 500`;

/** Both by index; newest last, so that a watcher sees them in their order. */
const CHANGED = `
  select * from (
    (select ${COLUMNS} ${FROM} where d.updated_at > $1 order by d.updated_at desc limit 500)
    union all
    (select ${DECLINED_COLUMNS} from declined_launches c where c.at > $1 order by c.at desc limit 500)
  ) changed order by "startedAt", "launchId"`;

const instant = z.date();
const Standing = z.looseObject({ status: z.string(), percent: z.number().nullable() });

/** A launch as the reports show it: what the LMS has, what we have, and what became of it. */
export const LaunchReport = z.object({
  launchId: z.string(),
  tenantId: z.string().nullable(),
  learnerId: z.string().nullable(),
  courseId: z.string().nullable(),
  /** as the catalogue has it now */
  courseTitle: z.string().nullable().default(null),
  host: z.string().nullable(),
  port: z.number().nullable(),
  device: z.string().nullable(),
  startedAt: instant,
  studentId: z.string().nullable(),
  phase: z.string(),
  outcome: z.string(),
  waitingFor: z.string().nullable(),
  ruleId: z.string().nullable(),
  verdict: Verdict.nullable(),
  receipt: z.string().nullable(),
  nextLookAt: instant.nullable(),
  /** what the LMS confirmed with `error=0` */
  acknowledged: Standing.nullable(),
  /** what its last GetParam said */
  lms: Standing.nullable(),
  trouble: z.string().nullable(),
  attempt: z.number().nullable(),
  /** what we have, percent 0–100 */
  percent: z.number().nullable(),
  complete: z.boolean().nullable(),
});
export type LaunchReport = z.infer<typeof LaunchReport>;

export const LaunchDetail = LaunchReport.extend({
  /** viewing events that did not count, by rule id */
  ignored: z.record(z.string(), z.number()),
});
export type LaunchDetail = z.infer<typeof LaunchDetail>;

export const ExchangeReport = z.object({
  exchangeId: z.string(),
  command: z.string(),
  startedAt: instant,
  tookMs: z.number(),
  /** the form that was sent, sid masked */
  request: z.string(),
  httpStatus: z.number().nullable(),
  answer: z.string().nullable(),
  classification: z.string(),
  clause: z.string().nullable(),
  detail: z.string().nullable(),
  facts: z.unknown(),
});
export type ExchangeReport = z.infer<typeof ExchangeReport>;

export interface LaunchFilter {
  readonly tenantId: string | null;
  readonly courseId?: string | undefined;
  readonly learnerId?: string | undefined;
  readonly outcome?: Outcome | undefined;
  readonly host?: string | undefined;
  readonly ruleId?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
}

const Cursor = z.tuple([z.iso.datetime(), z.uuid()]);

/** Read model of the reports. */
@Injectable()
export class LaunchesStore {
  constructor(
    private readonly dataSource: DataSource,
    private readonly readModels: ReadModels,
  ) {}

  /** Null if `after` is no cursor. */
  async list(filter: LaunchFilter): Promise<{ launches: LaunchReport[]; next: string | null } | null> {
    const cursor = filter.after === undefined ? null : Cursor.safeParse(filter.after.split('~'));
    if (cursor !== null && !cursor.success) return null;
    const [startedAt, launchId] = cursor?.data ?? [null, null];
    const rows = z
      .array(LaunchReport)
      .parse(
        await this.dataSource.query(LIST, [
          filter.tenantId,
          filter.courseId ?? null,
          filter.learnerId ?? null,
          filter.outcome ?? null,
          startedAt,
          launchId,
          filter.limit,
          filter.host ?? null,
          filter.from ?? null,
          filter.to ?? null,
          filter.ruleId ?? null,
        ]),
      );
    const last = rows.length === filter.limit ? rows.at(-1) : undefined;
    return {
      launches: await this.withTitles(rows),
      next: last ? `${last.startedAt.toISOString()}~${last.launchId}` : null,
    };
  }

  /** Null if there is no such launch, or not for this tenant. */
  async one(launchId: string, tenantId: string | null): Promise<LaunchDetail | null> {
    const [row] = z.array(LaunchDetail).parse(await this.dataSource.query(ONE, [launchId, tenantId]));
    return row ? ((await this.withTitles([row]))[0] ?? null) : null;
  }

  private async withTitles<Report extends LaunchReport>(rows: readonly Report[]): Promise<Report[]> {
    const ids = [...new Set(rows.flatMap(({ courseId }) => courseId ?? []))];
    const courses = await this.readModels.coursesOf(this.dataSource, ids);
    return rows.map((row) => ({ ...row, courseTitle: courses.get(row.courseId ?? '')?.title ?? null }));
  }

  /** Launches whose delivery changed since then, and those that were declined. At most 1,000. */
  async changedSince(since: Date): Promise<readonly LaunchReport[]> {
    return z.array(LaunchReport).parse(await this.dataSource.query(CHANGED, [since]));
  }

  async trace(launchId: string): Promise<ExchangeReport[]> {
    return z.array(ExchangeReport).parse(await this.dataSource.query(TRACE, [launchId]));
  }
}
