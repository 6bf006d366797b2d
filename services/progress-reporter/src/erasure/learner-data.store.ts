import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { LearnerKey } from './erased-learners.store.js';

const COUNT = `
  with mine as (select launch_id from launches where tenant_id = $1 and learner_id = $2)
  select (select count(*)::int from mine) as launches,
    (select count(*)::int from mine join deliveries using (launch_id) where outcome in ('sending', 'waiting', 'needs-relaunch')) as "notYetConfirmed",
    (select count(*)::int from attempts where tenant_id = $1 and learner_id = $2) as attempts,
    (select count(*)::int from identities where tenant_id = $1 and learner_id = $2) as "lmsIdentities",
    (select coalesce(sum(upper(r) - lower(r)), 0)::int from mine join viewing v using (launch_id) cross join lateral unnest(v.watched) as r) as "watchedSeconds",
    (select count(*)::int from mine join exchanges using (launch_id)) as exchanges`;
const Held = z.object({
  launches: z.number(),
  /** deliveries that would expire */
  notYetConfirmed: z.number(),
  attempts: z.number(),
  lmsIdentities: z.number(),
  /** media seconds */
  watchedSeconds: z.number(),
  /** messages to the LMS and its answers */
  exchanges: z.number(),
});
export type HeldOfLearner = z.infer<typeof Held>;

/** No sid and no address of a session is among them: they are keys, not data about a person. */
const PARTS = {
  launches: `
    select l.launch_id as "launchId", l.course_id as "courseId", l.host, l.port, l.device, l.student_id as "studentId", l.started_at as "startedAt", d.outcome, d.rule_id as "ruleId", d.receipt,
      d.session->'acknowledged' as acknowledged, d.session->'lms' as lms
    from launches l join deliveries d using (launch_id) where l.tenant_id = $1 and l.learner_id = $2 order by l.started_at`,
  notReported: `
    select launch_id as "launchId", rule_id as "ruleId", course_id as "courseId", host, at from declined_launches where tenant_id = $1 and learner_id = $2 order by at`,
  attempts: `
    select attempt_id as "attemptId", course_id as "courseId", number, percent, complete from attempts where tenant_id = $1 and learner_id = $2 order by course_id, number`,
  identities: `
    select host, port, student_id as "studentId", bound_at as "boundAt" from identities where tenant_id = $1 and learner_id = $2 order by bound_at`,
  viewing: `
    select l.launch_id as "launchId", l.course_id as "courseId", v.unit_id as "unitId", lower(r) as "fromSecond", upper(r) as "toSecond"
    from launches l join viewing v using (launch_id) cross join lateral unnest(v.watched) as r where l.tenant_id = $1 and l.learner_id = $2 order by l.started_at, v.unit_id, 4`,
  messages: `
    select e.launch_id as "launchId", e.started_at as "sentAt", e.command, e.request, e.http_status as "httpStatus", e.answer, e.classification
    from launches l join exchanges e using (launch_id) where l.tenant_id = $1 and l.learner_id = $2 order by e.started_at`,
} as const;

/** What the progress-reporter holds of one learner. */
@Injectable()
export class LearnerDataStore {
  constructor(private readonly dataSource: DataSource) {}

  async count({ tenantId, learnerId }: LearnerKey): Promise<HeldOfLearner> {
    const [row] = z.array(Held).parse(await this.dataSource.query(COUNT, [tenantId, learnerId]));
    if (row === undefined) throw new Error('a count has no row');
    return row;
  }

  async all({ tenantId, learnerId }: LearnerKey): Promise<Record<keyof typeof PARTS, unknown>> {
    const of = (sql: string): Promise<unknown> => this.dataSource.query(sql, [tenantId, learnerId]);
    const [launches, notReported, attempts, identities, viewing, messages] = await Promise.all([
      of(PARTS.launches),
      of(PARTS.notReported),
      of(PARTS.attempts),
      of(PARTS.identities),
      of(PARTS.viewing),
      of(PARTS.messages),
    ]);
    return { launches, notReported, attempts, identities, viewing, messages };
  }
}
