import { Injectable } from '@nestjs/common';
import type { LmsState } from '@aicc-bridge/aicc';
import { prepared } from '@aicc-bridge/database';
import type { Queryable } from '@aicc-bridge/messaging';
import { Clock, newId } from '@aicc-bridge/platform';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { ProgressStore } from '../progress/progress.store.js';
import { ReadModels } from '../read-models.store.js';
import { beginsNewAttempt, type CurrentAttempt } from './assign-attempt.js';
import { carrySecondsTo } from './carry-seconds.store.js';
import { isCompletion } from './build-report.js';
import type { ClaimedDelivery } from './claimed-delivery.js';
import type { DeliveryFacts } from './delivery-facts.js';

export type OpenedSession =
  | { readonly kind: 'opened'; readonly progress: DeliveryFacts['progress'] }
  /** the Student_ID belongs to another learner: nothing is sent */
  | { readonly kind: 'identity-conflict' }
  | { readonly kind: 'lease-lost' };

/** With it the learner's other launches of the course: their untold seconds may go along. */
const LOCK_LAUNCHES = prepared(`
  select launch_id, attempt_id from launches where tenant_id = $1 and learner_id = $2 and course_id = $3 order by launch_id for update`);
/** Viewing that is being counted right now either is seen by us, or sees the attempt that we assign. */
const LOCK_ACTIVITY = prepared('select 1 from activity where launch_id = $1 for update');
const HOLD = prepared('select 1 from deliveries where launch_id = $1 and fence = $2 for update');
const BIND = prepared(
  `insert into identities (tenant_id, host, port, student_id, learner_id, bound_at) values ($1, $2, $3, $4, $5, clock_timestamp()) on conflict do nothing`,
);
const BOUND = prepared(
  'select learner_id from identities where tenant_id = $1 and host = $2 and port = $3 and student_id = $4',
);
const KNOWN_AS = prepared(
  'select student_id from identities where tenant_id = $1 and host = $2 and port = $3 and learner_id = $4 order by bound_at, student_id limit 1',
);
const CURRENT = prepared(`
  select attempt_id, number, completion_host, completion_port, completion_student_id, completion_settled from attempts
  where tenant_id = $1 and learner_id = $2 and course_id = $3 and own_student is not distinct from $4 order by number desc limit 1 for update`);
const LOCK_LEARNER = prepared(`select pg_advisory_xact_lock(hashtextextended($1, 7201003))`);
const BEGIN = prepared(`
  insert into attempts (attempt_id, tenant_id, learner_id, course_id, number, own_student)
  select $1, $2, $3, $4, coalesce(max(number), 0) + 1, $5 from attempts where tenant_id = $2 and learner_id = $3 and course_id = $4`);
/** Launches that ended before the LMS answered anything belong to the attempt that was current then (design §6). */
const ADOPT = prepared(`
  update launches l set attempt_id = $4 from deliveries d
  where d.launch_id = l.launch_id and d.phase = 'over' and l.attempt_id is null and (l.tenant_id, l.learner_id, l.course_id) = ($1, $2, $3)
    and d.session->>'ended' is distinct from 'identity'`);
const ASSIGN = prepared('update launches set attempt_id = $2, student_id = $3 where launch_id = $1');
const SETTLE = prepared(
  'update attempts set completion_settled = true where attempt_id = $1 and completion_host = $2 and completion_port = $3 and completion_student_id = $4',
);
/**
 * Their learners need no relaunch any more: the outcome says who speaks for them. Nothing is on its way for a launch that is over; a worker
 * that looks at it right now loses it, or it would write the session back as it was.
 */
const TELL_CARRIED = prepared(`
  with carried as (
    select d.launch_id from deliveries d join launches l using (launch_id)
    where l.attempt_id = $1 and l.launch_id <> $2::uuid and d.phase = 'over' and d.outcome = 'needs-relaunch' order by d.launch_id for update of d
  )
  update deliveries d set session = jsonb_set(d.session, '{carriedTo}', to_jsonb($2::uuid::text)), desired_version = d.desired_version + 1, due_at = $3,
    fence = d.fence + 1, lease_until = null
  from carried c where c.launch_id = d.launch_id`);
const PROGRESS = prepared('select percent, complete, counted from attempts where attempt_id = $1');

const Rows = z.array(z.unknown());
const LaunchRows = z.array(z.object({ launch_id: z.string(), attempt_id: z.string().nullable() }));
const StudentRows = z.array(z.object({ student_id: z.string() }));
const LearnerRows = z.array(z.object({ learner_id: z.string() }));
const ProgressRows = z.array(z.object({ percent: z.int(), complete: z.boolean(), counted: z.boolean() }));
const AttemptRow = z.object({
  attempt_id: z.string(),
  number: z.int(),
  completion_host: z.string().nullable(),
  completion_port: z.int().nullable(),
  completion_student_id: z.string().nullable(),
  completion_settled: z.boolean(),
});
const AttemptRows = z.array(AttemptRow);

/** Undoes the transaction: another worker has taken the row over. */
class LeaseLost extends Error {}

/** What the first GetParam of a launch decides (design §6): whose launch it is, and to which attempt it belongs. */
@Injectable()
export class OpenSessionStore {
  private readonly progress = new ProgressStore();

  constructor(
    private readonly dataSource: DataSource,
    private readonly readModels: ReadModels,
    private readonly clock: Clock,
  ) {}

  async open({ row, tenant }: ClaimedDelivery, lms: LmsState): Promise<OpenedSession> {
    return this.dataSource
      .transaction((tx) => this.openIn(tx, row, tenant, lms))
      .catch((error: unknown): OpenedSession => {
        if (error instanceof LeaseLost) return { kind: 'lease-lost' };
        throw error;
      });
  }

  /**
   * Locks in the order of ARCHITECTURE: learner, launch, activity, attempt, delivery. Viewing that comes meanwhile waits for these locks, one
   * launch after the other: so what needs no answer of the statement before it goes out with it (ADR 0052).
   */
  private async openIn(
    tx: Queryable,
    row: ClaimedDelivery['row'],
    tenant: ClaimedDelivery['tenant'],
    lms: LmsState,
  ): Promise<OpenedSession> {
    // An LMS that sends no Student_ID: the learner's sign-in is all that we have.
    const studentId = lms.studentId ?? `(none) ${row.learner_id}`;
    const { attemptId: assigned, boundTo, ownStudent, courses } = await this.lookUp(tx, row, studentId);
    if (boundTo !== row.learner_id) {
      held(await tx.query(HOLD, [row.launch_id, row.fence]));
      return { kind: 'identity-conflict' };
    }
    // A launch stays in its attempt: a repeated GetParam (Not Initialized, reused sid) assigns nothing anew.
    const { attemptId, begins, adoptedBy } =
      assigned === null
        ? await this.attemptFor(tx, row, studentId, ownStudent, lms, tenant?.afterCompletion ?? 'new-attempt')
        : { attemptId: assigned, begins: false, adoptedBy: null };
    const learner = [row.tenant_id, row.learner_id, row.course_id];
    await Promise.all([
      begins && tx.query(BEGIN, [attemptId, ...learner, ownStudent]),
      adoptedBy !== null && tx.query(ADOPT, [...learner, adoptedBy]),
      tx.query(ASSIGN, [row.launch_id, attemptId, studentId]),
      carrySecondsTo(tx, row.launch_id, attemptId),
      isCompletion(lms.lessonStatus ?? undefined) && tx.query(SETTLE, [attemptId, row.host, row.port, studentId]),
      this.progress.raise(tx, [row.launch_id], (id) => courses.get(id)),
    ]);
    const [found, , leased] = await Promise.all([
      tx.query(PROGRESS, [attemptId]),
      tx.query(TELL_CARRIED, [attemptId, row.launch_id, this.clock.now()]),
      tx.query(HOLD, [row.launch_id, row.fence]),
    ]);
    held(leased);
    const [progress] = ProgressRows.parse(found);
    if (!progress) throw new Error(`attempt ${attemptId} has vanished`);
    return { kind: 'opened', progress };
  }

  /** Whose launch it is, and what it is of. One launch of a learner and course at a time decides about attempts. */
  private async lookUp(tx: Queryable, row: ClaimedDelivery['row'], studentId: string) {
    const scope = [row.tenant_id, row.host, row.port];
    const [, launches, , known, , bound, courses] = await Promise.all([
      tx.query(LOCK_LEARNER, [`${row.tenant_id}/${row.learner_id}/${row.course_id}`]),
      tx.query(LOCK_LAUNCHES, [row.tenant_id, row.learner_id, row.course_id]),
      tx.query(LOCK_ACTIVITY, [row.launch_id]),
      tx.query(KNOWN_AS, [...scope, row.learner_id]),
      tx.query(BIND, [...scope, studentId, row.learner_id]),
      tx.query(BOUND, [...scope, studentId]),
      this.readModels.coursesOf(tx, [row.course_id]),
    ]);
    const launch = LaunchRows.parse(launches).find(({ launch_id }) => launch_id === row.launch_id);
    const firstKnown = StudentRows.parse(known)[0]?.student_id ?? studentId;
    return {
      attemptId: launch?.attempt_id ?? null,
      boundTo: LearnerRows.parse(bound)[0]?.learner_id,
      ownStudent: firstKnown === studentId ? null : studentId,
      courses,
    };
  }

  /** `adoptedBy` = the attempt of those launches that ended before the LMS answered anything. */
  private async attemptFor(
    tx: Queryable,
    row: ClaimedDelivery['row'],
    studentId: string,
    ownStudent: string | null,
    lms: LmsState,
    afterCompletion: 'new-attempt' | 'send-again',
  ): Promise<{ readonly attemptId: string; readonly begins: boolean; readonly adoptedBy: string | null }> {
    const [known] = AttemptRows.parse(
      await tx.query(CURRENT, [row.tenant_id, row.learner_id, row.course_id, ownStudent]),
    );
    const fresh = beginsNewAttempt(known ? currentAttempt(known) : null, {
      host: row.host,
      port: row.port,
      studentId,
      lms,
      afterCompletion,
      predecessorOpen: row.predecessor_open,
    });
    const attemptId = known && !fresh ? known.attempt_id : newId();
    return {
      attemptId,
      begins: !known || fresh,
      // An identity that no admin has accepted takes over nothing.
      adoptedBy: ownStudent === null ? (known?.attempt_id ?? attemptId) : null,
    };
  }
}

/** @throws LeaseLost if the row is not ours any more */
function held(rows: unknown): void {
  if (Rows.parse(rows).length === 0) throw new LeaseLost();
}

function currentAttempt(row: z.infer<typeof AttemptRow>): CurrentAttempt {
  const { completion_host: host, completion_port: port, completion_student_id: studentId } = row;
  const completion = host === null || port === null || studentId === null ? null : { host, port, studentId };
  return { number: row.number, completion, completionSettled: row.completion_settled };
}
