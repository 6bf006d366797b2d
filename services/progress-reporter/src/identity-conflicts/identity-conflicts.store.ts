import { Injectable } from '@nestjs/common';
import { returnedRows } from '@aicc-bridge/database';
import { DataSource, type EntityManager } from 'typeorm';
import { z } from 'zod';
import { wakeDeliveries } from '../delivery/wake.store.js';
import { ProgressStore } from '../progress/progress.store.js';
import { ReadModels } from '../read-models.store.js';

/** A learner whom the LMS knew under another Student_ID before: reported, but nothing is carried over until somebody accepts. */
export const SECOND_IDS = `
  select t.attempt_id as "attemptId", t.tenant_id as "tenantId", t.learner_id as "learnerId", t.course_id as "courseId", t.own_student as "studentId", t.percent
  from attempts t where t.own_student is not null and ($1::uuid is null or t.tenant_id = $1) order by t.attempt_id desc limit 200`;
/** A Student_ID that belongs to another learner: nothing was sent. */
const TAKEN_IDS = `
  select l.launch_id as "launchId", l.tenant_id as "tenantId", l.learner_id as "learnerId", l.course_id as "courseId", l.host, l.started_at as "startedAt"
  from deliveries d join launches l using (launch_id)
  where d.outcome = 'refused' and d.rule_id = 'identity' and ($1::uuid is null or d.tenant_id = $1) order by l.started_at desc limit 200`;

const LOCK_LEARNERS = `
  select pg_advisory_xact_lock(key) from (
    select distinct hashtextextended(tenant_id || '/' || learner_id || '/' || course_id, 7201003) as key from attempts where attempt_id = any($1::uuid[]) order by 1) as keys`;
/** The learner's own current attempt at the course, if there is one: the accepted one joins it. */
const TARGETS = `
  select s.attempt_id as source, s.course_id,
    (select t.attempt_id from attempts t where (t.tenant_id, t.learner_id, t.course_id) = (s.tenant_id, s.learner_id, s.course_id) and t.own_student is null order by t.number desc limit 1) as target
  from attempts s where s.attempt_id = any($1::uuid[]) and s.own_student is not null and ($2::uuid is null or s.tenant_id = $2) order by s.attempt_id for update`;
const LOCK_LAUNCHES = 'select launch_id from launches where attempt_id = any($1::uuid[]) order by launch_id for update';
const MOVE = 'update launches set attempt_id = $2 where attempt_id = $1 returning launch_id';
const KEEP_HIGHEST = `
  update attempts t set percent = greatest(t.percent, s.percent), complete = t.complete or s.complete, counted = t.counted or s.counted
  from attempts s where s.attempt_id = $1 and t.attempt_id = $2`;
const DROP = 'delete from attempts where attempt_id = $1';
const OWN = 'update attempts set own_student = null where attempt_id = $1';

const SecondIds = z.array(
  z.object({
    attemptId: z.string(),
    tenantId: z.string(),
    learnerId: z.string(),
    courseId: z.string(),
    studentId: z.string(),
    percent: z.number(),
  }),
);
const TakenIds = z.array(
  z.object({
    launchId: z.string(),
    tenantId: z.string(),
    learnerId: z.string(),
    courseId: z.string(),
    host: z.string(),
    startedAt: z.date(),
  }),
);
const Targets = z.array(z.object({ source: z.string(), course_id: z.string(), target: z.string().nullable() }));
const LaunchIds = z.array(z.object({ launch_id: z.string() }));

@Injectable()
export class IdentityConflictsStore {
  private readonly progress = new ProgressStore();

  constructor(
    private readonly dataSource: DataSource,
    private readonly readModels: ReadModels,
  ) {}

  async list(
    tenantId: string | null,
  ): Promise<{ secondStudentIds: z.infer<typeof SecondIds>; takenStudentIds: z.infer<typeof TakenIds> }> {
    const [second, taken] = await Promise.all([
      this.dataSource.query<unknown>(SECOND_IDS, [tenantId]),
      this.dataSource.query<unknown>(TAKEN_IDS, [tenantId]),
    ]);
    return { secondStudentIds: SecondIds.parse(second), takenStudentIds: TakenIds.parse(taken) };
  }

  /** "It is the same person": what was watched under both Student_IDs is one attempt from now on. Returns how many were accepted. */
  async accept(attemptIds: readonly string[], tenantId: string | null, now: Date): Promise<number> {
    return this.dataSource.transaction(async (tx) => {
      await tx.query(LOCK_LEARNERS, [attemptIds]);
      const moves = Targets.parse(await tx.query(TARGETS, [attemptIds, tenantId]));
      await tx.query(LOCK_LAUNCHES, [moves.map(({ source }) => source)]);
      for (const { source, target } of moves) await this.join(tx, source, target);
      const joined = moves.flatMap(({ target }) => target ?? []);
      const changed = LaunchIds.parse(await tx.query(LOCK_LAUNCHES, [joined])).map(({ launch_id }) => launch_id);
      const courses = await this.readModels.coursesOf(tx, [...new Set(moves.map(({ course_id }) => course_id))]);
      await this.progress.raise(tx, changed, (id) => courses.get(id));
      await wakeDeliveries(tx, { launches: [], attempts: joined }, now);
      return moves.length;
    });
  }

  private async join(tx: EntityManager, source: string, target: string | null): Promise<void> {
    if (target === null) {
      await tx.query(OWN, [source]);
      return;
    }
    LaunchIds.parse(returnedRows(await tx.query(MOVE, [source, target])));
    await tx.query(KEEP_HIGHEST, [source, target]);
    await tx.query(DROP, [source]);
  }
}
