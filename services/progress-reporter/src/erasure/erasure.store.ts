import { Injectable } from '@nestjs/common';
import { returnedRows } from '@aicc-bridge/database';
import type { Queryable } from '@aicc-bridge/messaging';
import { z } from 'zod';
import { ERASURE_LOCK, type LearnerKey } from './erased-learners.store.js';

const ALONE = `select pg_advisory_xact_lock(${ERASURE_LOCK})`;
const REMEMBER =
  'insert into erased_learners (tenant_id, learner_id, erased_at) values ($1, $2, $3) on conflict do nothing';
const LAUNCHES = `
  select launch_id, attempt_id, course_id from launches where tenant_id = $1 and learner_id = $2 order by launch_id for update`;

/** Locks in the order of ARCHITECTURE. */
const LOCKS = [
  'select 1 from activity where launch_id = any($1::uuid[]) order by launch_id for update',
  `select 1 from attempts where attempt_id in (select attempt_id from launches where launch_id = any($1::uuid[])) order by attempt_id for update`,
  'select 1 from deliveries where launch_id = any($1::uuid[]) order by launch_id for update',
];

/**
 * What nobody has told the LMS for good expires; a figure that was confirmed, refused or never reported stays one. The fence rises, so an
 * exchange that is on the wire now writes nothing of it.
 */
const EXPIRE = `
  update deliveries d set phase = 'over', due_at = null, lease_until = null, fence = d.fence + 1, desired_version = d.desired_version + 1,
    session = d.session || '{"ended": "erased", "lms": null, "carriedTo": null, "trouble": null, "troubleAt": null, "troubleDetail": null}'::jsonb,
    outcome = 'expired', waiting_for = null, rule_id = 'erased', verdict = null, outcome_version = d.outcome_version + 1, updated_at = clock_timestamp()
  where launch_id = any($1::uuid[]) and outcome in ('sending', 'waiting', 'needs-relaunch')
  returning launch_id, outcome_version, desired_version, receipt`;
const FORGET_SESSIONS = `
  update deliveries set phase = 'over', due_at = null, lease_until = null, fence = fence + 1, verdict = null, sid_digest = 'erased ' || launch_id,
    session = session || jsonb_build_object('carriedTo', null, 'troubleDetail', null, 'ended', coalesce(session->>'ended', 'session-over'))
  where launch_id = any($1::uuid[])`;
/** Nobody's launch: a learner id that no other launch has, so that nothing shows whose launches belonged together. */
const FORGET_LAUNCHES = `
  update launches set learner_id = gen_random_uuid(), student_id = null, attempt_id = null, superseded_by = null, sid_digest = 'erased ' || launch_id,
    aicc_url_sealed = null, aicc_sid_sealed = null, erased_at = $2
  where launch_id = any($1::uuid[])`;
const FORGET_ACTIVITY = `
  update activity set clock = '{}', reported_percent = 0, completed = false, counted = false, presence_at = null, left_at = null, left_seen_at = null,
    last_viewing_at = null, location = null, location_at = null
  where launch_id = any($1::uuid[])`;
const FORGET_TRACE = `
  update exchanges set request = '', answer = null, detail = null, facts = '{}'::jsonb where launch_id = any($1::uuid[])`;
const OF_LAUNCHES = [
  FORGET_SESSIONS,
  FORGET_ACTIVITY,
  FORGET_TRACE,
  'delete from viewing where launch_id = any($1::uuid[])',
  'delete from viewings where launch_id = any($1::uuid[])',
  'delete from ignored_viewing where launch_id = any($1::uuid[])',
];
const OF_LEARNER = [
  'delete from attempts where tenant_id = $1 and learner_id = $2',
  'delete from identities where tenant_id = $1 and learner_id = $2',
  'update declined_launches set learner_id = null where tenant_id = $1 and learner_id = $2',
  `delete from unclaimed_viewing where data->>'tenantId' = $1::uuid::text and data->>'learnerId' = $2::uuid::text`,
];

const Launches = z.array(z.object({ launch_id: z.string(), attempt_id: z.string().nullable(), course_id: z.string() }));
const Expired = z.array(
  z.object({
    launch_id: z.string(),
    outcome_version: z.number(),
    desired_version: z.coerce.number(),
    receipt: z.string().nullable(),
  }),
);

/** A launch that will never be told to its LMS any more. */
export interface ExpiredLaunch {
  readonly launchId: string;
  readonly courseId: string;
  readonly outcomeVersion: number;
  readonly desiredVersion: number;
  readonly receipt: string | null;
}

/** Deletes what is held of a learner, or makes it nobody's (design §5). SQL and nothing else. */
@Injectable()
export class ErasureStore {
  /** Safe to repeat: the second time finds nothing. */
  async erase(tx: Queryable, { tenantId, learnerId }: LearnerKey, now: Date): Promise<readonly ExpiredLaunch[]> {
    await tx.query(ALONE);
    await tx.query(REMEMBER, [tenantId, learnerId, now]);
    const launches = Launches.parse(await tx.query(LAUNCHES, [tenantId, learnerId]));
    const ids = launches.map(({ launch_id }) => launch_id);
    for (const lock of LOCKS) await tx.query(lock, [ids]);
    const expired = Expired.parse(returnedRows(await tx.query(EXPIRE, [ids])));
    for (const statement of OF_LAUNCHES) await tx.query(statement, [ids]);
    await tx.query(FORGET_LAUNCHES, [ids, now]);
    for (const statement of OF_LEARNER) await tx.query(statement, [tenantId, learnerId]);
    const courses = new Map(launches.map(({ launch_id, course_id }) => [launch_id, course_id]));
    return expired.map((row) => ({
      launchId: row.launch_id,
      courseId: courses.get(row.launch_id) ?? '',
      outcomeVersion: row.outcome_version,
      desiredVersion: row.desired_version,
      receipt: row.receipt,
    }));
  }
}
