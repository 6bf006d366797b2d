import { Injectable } from '@nestjs/common';
import type { LaunchDeclined, LaunchStarted } from '@aicc-bridge/contracts';
import { prepared, returnedRows } from '@aicc-bridge/database';
import type { Queryable } from '@aicc-bridge/messaging';
import { z } from 'zod';
import { NEW_SESSION } from '../delivery/session-state.js';
import { begunAt, JOIN_HOURS, type LaunchOfLearner, type LooseEvent } from './join-by-learner.js';
import type { LaunchOfEvent } from './sort-viewing-event.js';
import type { IdentifiedEvent } from './viewing-ingest.store.js';

const LAUNCHES = prepared(`
  select l.launch_id, l.tenant_id, l.learner_id, l.course_id, l.device, l.attempt_id is null and d.phase = 'over' as ended_unopened
  from launches l join deliveries d using (launch_id) where l.launch_id = any($1::uuid[])`);

const LAUNCHES_OF_LEARNERS = `
  select distinct l.launch_id, l.tenant_id, l.learner_id, l.course_id, l.started_at
  from jsonb_to_recordset($1::jsonb) as e(tenant_id uuid, learner_id uuid, at timestamptz)
  join launches l on (l.tenant_id, l.learner_id) = (e.tenant_id, e.learner_id) and l.started_at between e.at - interval '${JOIN_HOURS} hours' and e.at`;

const KEEP_UNCLAIMED = `
  insert into unclaimed_viewing (launch_id, event_source, event_id, type, data, received_at)
  select launch_id, event_source, event_id, type, data, $2 from jsonb_to_recordset($1::jsonb) as u(launch_id uuid, event_source text, event_id text, type text, data jsonb)
  on conflict do nothing`;

/** Asked for each batch: nearly always nothing waits. */
const WAITS = prepared('select exists (select 1 from unclaimed_viewing where launch_id = any($1::uuid[])) as waits');

const TAKE_UNCLAIMED = `
  with ready as (
    select u.launch_id, u.event_source, u.event_id from unclaimed_viewing u join launches l using (launch_id)
    join read_model c on (c.topic, c.key) = ('catalog.courses.v1', l.course_id)
    join read_model t on (t.topic, t.key) = ('settings.tenants.v1', l.tenant_id::text)
    where $1::uuid[] is null or u.launch_id = any($1::uuid[])
    order by u.launch_id, u.event_source, u.event_id for update of u
  )
  delete from unclaimed_viewing u using ready r where (u.launch_id, u.event_source, u.event_id) = (r.launch_id, r.event_source, r.event_id)
  returning u.launch_id, u.event_source, u.event_id, u.type, u.data`;

const IGNORE = `
  insert into ignored_viewing (launch_id, rule_id, event_id)
  select launch_id, rule_id, event_id from jsonb_to_recordset($1::jsonb) as i(launch_id uuid, rule_id text, event_id text) on conflict do nothing`;

/** Two launches of one learner and course that start at once must see each other; the first lock of all (ARCHITECTURE, lock order). */
const LOCK_LEARNERS = prepared(`
  select pg_advisory_xact_lock(key) from (
    select distinct hashtextextended(tenant_id || '/' || learner_id || '/' || course_id, 7201003) as key
    from jsonb_to_recordset($1::jsonb) as g(tenant_id uuid, learner_id uuid, course_id text) order by 1) as keys`);

const START = prepared(`
  with given as (
    select * from jsonb_to_recordset($1::jsonb) as g(launch_id uuid, tenant_id uuid, learner_id uuid, course_id text, launch_key text, device text, host text, port int,
      sid_digest text, aicc_url_sealed text, aicc_sid_sealed text, started_at timestamptz)
  ), added as (
    insert into launches (launch_id, tenant_id, learner_id, course_id, launch_key, device, host, port, sid_digest, aicc_url_sealed, aicc_sid_sealed, started_at)
    select launch_id, tenant_id, learner_id, course_id, launch_key, device, host, port, sid_digest, aicc_url_sealed, aicc_sid_sealed, started_at from given
    on conflict (launch_id) do nothing
    returning launch_id, tenant_id, host, port, sid_digest, started_at
  ), active as (
    insert into activity (launch_id) select launch_id from added on conflict do nothing
  )
  insert into deliveries (launch_id, tenant_id, host, port, sid_digest, started_at, phase, due_at, session)
  select launch_id, tenant_id, host, port, sid_digest, started_at, 'opening', $2, $3::jsonb from added
  returning launch_id`);

/**
 * Whichever came over the bus first: an older launch of the same learner and course is superseded by the next one. A learner has a few
 * launches, a tenant and an LMS have thousands: the learner's are read, whatever the planner thinks of a table that nobody has analysed
 * yet. So `host` and `port` are no columns of an index here.
 */
const SUPERSEDE = prepared(`
  with started as materialized (
    select distinct tenant_id, learner_id, course_id, host, port from launches where launch_id = any($1::uuid[])
  ), next as materialized (
    select o.launch_id, o.superseded_by,
      lead(o.launch_id) over (partition by o.tenant_id, o.learner_id, o.course_id, o.host, o.port order by o.started_at, o.launch_id) as by
    from started s join launches o on (o.tenant_id, o.learner_id, o.course_id, o.host || '', o.port + 0) = (s.tenant_id, s.learner_id, s.course_id, s.host, s.port)
  ), locked as materialized (
    select launch_id from launches where launch_id in (select launch_id from next where superseded_by is null and by is not null) order by launch_id for update
  )
  update launches o set superseded_by = next.by from locked join next using (launch_id) where o.launch_id = locked.launch_id
  returning o.launch_id`);

/** Every change of a launch's viewing takes this lock first, so that none is overlooked when the launch joins its attempt. */
const LOCK_ACTIVITY = prepared(
  'select 1 from activity where launch_id = any($1::uuid[]) order by launch_id for update',
);

const PRESENCE = prepared(`
  insert into activity as a (launch_id, presence_at)
  select launch_id, max(at) from jsonb_to_recordset($1::jsonb) as p(launch_id uuid, at timestamptz) group by launch_id order by launch_id
  on conflict (launch_id) do update set presence_at = greatest(a.presence_at, excluded.presence_at)`);

const LEFT = `
  insert into activity as a (launch_id, left_at)
  select launch_id, max(at) from jsonb_to_recordset($1::jsonb) as p(launch_id uuid, at timestamptz) group by launch_id order by launch_id
  on conflict (launch_id) do update set left_at = greatest(a.left_at, excluded.left_at)`;

const DECLINED = `
  insert into declined_launches (launch_id, kind, rule_id, tenant_id, launch_key, course_id, learner_id, host, at)
  select launch_id, kind, rule_id, tenant_id, launch_key, course_id, learner_id, host, at
  from jsonb_to_recordset($1::jsonb) as d(launch_id uuid, kind text, rule_id text, tenant_id uuid, launch_key text, course_id text, learner_id uuid, host text, at timestamptz)
  on conflict do nothing`;

const LaunchRow = z.object({
  launch_id: z.string(),
  tenant_id: z.string(),
  learner_id: z.string(),
  course_id: z.string(),
  device: z.enum(['desktop', 'mobile']),
  ended_unopened: z.boolean(),
});
export const UnclaimedRow = z.object({
  launch_id: z.string(),
  event_source: z.string(),
  event_id: z.string(),
  type: z.string(),
  data: z.unknown(),
});

const Waits = z.array(z.object({ waits: z.boolean() }));

const LearnerLaunches = z.array(
  z.object({
    launch_id: z.string(),
    tenant_id: z.string(),
    learner_id: z.string(),
    course_id: z.string(),
    started_at: z.date(),
  }),
);

export type UnclaimedRow = z.infer<typeof UnclaimedRow>;
export interface LaunchSign {
  readonly launchId: string;
  /** ISO instant */
  readonly at: string;
}
export interface StartedLaunch extends LaunchStarted {
  readonly sidDigest: string;
}

/** Rows of launches, activity and unclaimed viewing. SQL and nothing else. */
@Injectable()
export class IngestStore {
  async launchesOf(tx: Queryable, ids: readonly string[]): Promise<Map<string, LaunchOfEvent>> {
    const rows = z.array(LaunchRow).parse(await tx.query(LAUNCHES, [ids]));
    return new Map(
      rows.map((row) => [
        row.launch_id,
        {
          launchId: row.launch_id,
          tenantId: row.tenant_id,
          learnerId: row.learner_id,
          courseId: row.course_id,
          device: row.device,
          endedUnopened: row.ended_unopened,
        },
      ]),
    );
  }

  /** Launches that these events may belong to, which name none. */
  async launchesOfLearners(tx: Queryable, events: readonly LooseEvent[]): Promise<readonly LaunchOfLearner[]> {
    const rows = events.map((event) => ({
      tenant_id: event.data.tenantId,
      learner_id: event.data.learnerId,
      at: begunAt(event),
    }));
    return LearnerLaunches.parse(await tx.query(LAUNCHES_OF_LEARNERS, [JSON.stringify(rows)])).map((row) => ({
      launchId: row.launch_id,
      tenantId: row.tenant_id,
      learnerId: row.learner_id,
      courseId: row.course_id,
      startedAt: row.started_at,
    }));
  }

  async keepUnclaimed(
    tx: Queryable,
    waits: readonly { readonly given: IdentifiedEvent; readonly launchId: string }[],
    now: Date,
  ): Promise<void> {
    if (waits.length === 0) return;
    const rows = waits.map(({ launchId, given: { source, id, event } }) => ({
      launch_id: launchId,
      event_source: source,
      event_id: id,
      type: event.type,
      data: event.data,
    }));
    await tx.query(KEEP_UNCLAIMED, [JSON.stringify(rows), now]);
  }

  /** Events whose launch, course and tenant are known by now; of the given launches, or of any. */
  async takeUnclaimed(tx: Queryable, launchIds: readonly string[] | null): Promise<readonly UnclaimedRow[]> {
    const [asked] = launchIds === null ? [] : Waits.parse(await tx.query(WAITS, [launchIds]));
    if (asked?.waits === false) return [];
    return z.array(UnclaimedRow).parse(returnedRows(await tx.query(TAKE_UNCLAIMED, [launchIds])));
  }

  async ignore(
    tx: Queryable,
    rows: readonly { readonly launch_id: string; readonly rule_id: string; readonly event_id: string }[],
  ): Promise<void> {
    if (rows.length > 0) await tx.query(IGNORE, [JSON.stringify(rows)]);
  }

  /** Starts launches; repeats change nothing. Returns the new ones, and the older ones of the same learners and courses that they supersede. */
  async start(
    tx: Queryable,
    launches: readonly StartedLaunch[],
    now: Date,
  ): Promise<{ readonly started: readonly string[]; readonly superseded: readonly string[] }> {
    if (launches.length === 0) return { started: [], superseded: [] };
    const rows = JSON.stringify(
      launches.map((launch) => ({
        launch_id: launch.launchId,
        tenant_id: launch.tenantId,
        learner_id: launch.learnerId,
        course_id: launch.courseId,
        launch_key: launch.launchKey,
        device: launch.device,
        host: launch.host,
        port: launch.port,
        sid_digest: launch.sidDigest,
        aicc_url_sealed: launch.aiccUrlSealed,
        aicc_sid_sealed: launch.aiccSidSealed,
        started_at: launch.startedAt,
      })),
    );
    await tx.query(LOCK_LEARNERS, [rows]);
    const started = idsOf(await tx.query(START, [rows, now, JSON.stringify(NEW_SESSION)]));
    if (started.length === 0) return { started, superseded: [] };
    return { started, superseded: idsOf(await tx.query(SUPERSEDE, [started])) };
  }

  async lockActivity(tx: Queryable, launchIds: readonly string[]): Promise<void> {
    if (launchIds.length > 0) await tx.query(LOCK_ACTIVITY, [launchIds]);
  }

  async present(tx: Queryable, signs: readonly LaunchSign[]): Promise<void> {
    if (signs.length > 0) await tx.query(PRESENCE, [JSON.stringify(signs.map(signRow))]);
  }

  /** Kept for the reports; closing waits for `viewing.left.v1`, which comes behind the last viewing (ADR 0007). */
  async leave(tx: Queryable, signs: readonly LaunchSign[]): Promise<void> {
    if (signs.length > 0) await tx.query(LEFT, [JSON.stringify(signs.map(signRow))]);
  }

  async decline(tx: Queryable, declined: readonly (LaunchDeclined & { readonly kind: string })[]): Promise<void> {
    if (declined.length === 0) return;
    const rows = declined.map((d) => ({
      launch_id: d.launchId,
      kind: d.kind,
      rule_id: d.ruleId,
      tenant_id: d.tenantId,
      launch_key: d.launchKey,
      course_id: d.courseId,
      learner_id: d.learnerId,
      host: d.host,
      at: d.at,
    }));
    await tx.query(DECLINED, [JSON.stringify(rows)]);
  }
}

function signRow({ launchId, at }: LaunchSign): { launch_id: string; at: string } {
  return { launch_id: launchId, at };
}

const Ids = z.array(z.object({ launch_id: z.string() }));
function idsOf(result: unknown): string[] {
  return Ids.parse(returnedRows(result)).map(({ launch_id }) => launch_id);
}
