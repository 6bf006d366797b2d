import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';

const COLUMNS = `
  l.launch_id as "launchId", l.tenant_id as "tenantId", l.learner_id as "learnerId", l.course_id as "courseId", l.host, l.port, l.device, l.started_at as "startedAt", l.student_id as "studentId",
  d.phase, d.outcome, d.waiting_for as "waitingFor", d.rule_id as "ruleId", d.verdict, d.receipt, d.due_at as "nextLookAt", d.session->'acknowledged' as acknowledged, d.session->'lms' as lms, d.session->>'trouble' as trouble,
  t.number as attempt, t.percent, t.complete`;

const FROM = `from launches l join deliveries d using (launch_id) left join attempts t on t.attempt_id = l.attempt_id`;

/** Keyset pages by (started_at, launch_id), newest first. */
const LIST = `
  select ${COLUMNS} ${FROM}
  where ($1::uuid is null or l.tenant_id = $1) and ($2::text is null or l.course_id = $2) and ($3::uuid is null or l.learner_id = $3) and ($4::text is null or d.outcome = $4)
    and ($5::timestamptz is null or (l.started_at, l.launch_id) < ($5, $6::uuid))
  order by l.started_at desc, l.launch_id desc limit $7`;
const ONE = `
  select ${COLUMNS}, (select coalesce(jsonb_object_agg(rule_id, n), '{}') from (select rule_id, count(*)::int as n from ignored_viewing i where i.launch_id = l.launch_id group by 1) x) as ignored
  ${FROM} where l.launch_id = $1 and ($2::uuid is null or l.tenant_id = $2)`;
const TRACE = `
  select exchange_id as "exchangeId", command, started_at as "startedAt", took_ms as "tookMs", request, http_status as "httpStatus", answer, classification, clause, detail, facts
  from exchanges where launch_id = $1 order by started_at, exchange_id limit 500`;

export interface LaunchFilter {
  readonly tenantId: string | null;
  readonly courseId?: string | undefined;
  readonly learnerId?: string | undefined;
  readonly outcome?: string | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
}

const Cursor = z.tuple([z.iso.datetime(), z.uuid()]);
const Keyed = z.looseObject({ launchId: z.string(), startedAt: z.date() });

/** Read model of the reports. */
@Injectable()
export class LaunchesStore {
  constructor(private readonly dataSource: DataSource) {}

  /** Null if `after` is no cursor. */
  async list({
    tenantId,
    courseId,
    learnerId,
    outcome,
    after,
    limit,
  }: LaunchFilter): Promise<{ launches: unknown[]; next: string | null } | null> {
    const cursor = after === undefined ? null : Cursor.safeParse(after.split('~'));
    if (cursor !== null && !cursor.success) return null;
    const [startedAt, launchId] = cursor?.data ?? [null, null];
    const rows = z
      .array(Keyed)
      .parse(
        await this.dataSource.query(LIST, [
          tenantId,
          courseId ?? null,
          learnerId ?? null,
          outcome ?? null,
          startedAt,
          launchId,
          limit,
        ]),
      );
    const last = rows.length === limit ? rows.at(-1) : undefined;
    return { launches: rows, next: last ? `${last.startedAt.toISOString()}~${last.launchId}` : null };
  }

  async one(launchId: string, tenantId: string | null): Promise<unknown> {
    const rows: unknown = await this.dataSource.query(ONE, [launchId, tenantId]);
    return Array.isArray(rows) ? (rows[0] ?? null) : null;
  }

  async trace(launchId: string): Promise<unknown> {
    return this.dataSource.query(TRACE, [launchId]);
  }
}
