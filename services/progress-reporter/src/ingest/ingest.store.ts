import { Injectable } from '@nestjs/common';
import type { CourseState, LaunchDeclined, LaunchStarted, ViewingEvent } from '@aicc-bridge/contracts';
import type { Queryable } from '@aicc-bridge/messaging';
import { z } from 'zod';
import { NEW_SESSION } from '../delivery/session-state.js';
import type { LaunchOfEvent } from './sort-viewing-event.js';

const LAUNCHES =
  'select launch_id, tenant_id, learner_id, course_id, device from launches where launch_id = any($1::uuid[])';

const KEEP_UNCLAIMED = `
  insert into unclaimed_viewing (launch_id, event_source, event_id, type, data, received_at)
  select launch_id, event_source, event_id, type, data, $2 from jsonb_to_recordset($1::jsonb) as u(launch_id uuid, event_source text, event_id text, type text, data jsonb)
  on conflict do nothing`;

const TAKE_UNCLAIMED = `
  delete from unclaimed_viewing u using launches l where l.launch_id = u.launch_id and ($1::uuid[] is null or u.launch_id = any($1::uuid[]))
  returning u.launch_id, u.event_source, u.event_id, u.type, u.data`;

const IGNORE = `
  insert into ignored_viewing (launch_id, rule_id, event_id)
  select launch_id, rule_id, event_id from jsonb_to_recordset($1::jsonb) as i(launch_id uuid, rule_id text, event_id text) on conflict do nothing`;

/** The lane's old binding ends when its sid comes back with another launch (design §7, reused sid). */
const START = `
  with given as (
    select * from jsonb_to_recordset($1::jsonb) as g(launch_id uuid, tenant_id uuid, learner_id uuid, course_id text, launch_key text, device text, host text, port int,
      sid_digest text, aicc_url_sealed text, aicc_sid_sealed text, started_at timestamptz)
  ), added as (
    insert into launches (launch_id, tenant_id, learner_id, course_id, launch_key, device, host, port, sid_digest, aicc_url_sealed, aicc_sid_sealed, started_at)
    select launch_id, tenant_id, learner_id, course_id, launch_key, device, host, port, sid_digest, aicc_url_sealed, aicc_sid_sealed, started_at from given
    on conflict (launch_id) do nothing
    returning launch_id, tenant_id, host, port, sid_digest
  ), active as (
    insert into activity (launch_id) select launch_id from added on conflict do nothing
  )
  insert into deliveries (launch_id, tenant_id, host, port, sid_digest, phase, due_at, session)
  select launch_id, tenant_id, host, port, sid_digest, 'opening', $2, $3::jsonb from added
  returning launch_id`;

const SUPERSEDE = `
  update launches o set superseded_by = n.launch_id
  from launches n
  where n.launch_id = any($1::uuid[])
    and (o.tenant_id, o.host, o.port, o.learner_id, o.course_id) = (n.tenant_id, n.host, n.port, n.learner_id, n.course_id)
    and (o.started_at, o.launch_id) < (n.started_at, n.launch_id) and o.superseded_by is null
  returning o.launch_id`;

/** Also when the newer launch came over the bus first. */
const SUPERSEDED_ALREADY = `
  update launches o set superseded_by = (
    select n.launch_id from launches n
    where (n.tenant_id, n.host, n.port, n.learner_id, n.course_id) = (o.tenant_id, o.host, o.port, o.learner_id, o.course_id) and (n.started_at, n.launch_id) > (o.started_at, o.launch_id)
    order by n.started_at, n.launch_id limit 1)
  where o.launch_id = any($1::uuid[]) and o.superseded_by is null`;

const END_LANES = `
  update deliveries d set phase = 'over', due_at = $2, desired_version = d.desired_version + 1, session = jsonb_set(d.session, '{ended}', '"lane-taken"')
  from launches o, launches n
  where n.launch_id = any($1::uuid[]) and o.launch_id = d.launch_id and o.launch_id <> n.launch_id and d.phase <> 'over'
    and (o.host, o.port, o.sid_digest) = (n.host, n.port, n.sid_digest) and (o.started_at, o.launch_id) < (n.started_at, n.launch_id)`;

/** A backoff is never cut short. */
const WAKE = `
  update deliveries d set desired_version = d.desired_version + 1, due_at = least(d.due_at, greatest($2::timestamptz, d.backoff_until))
  where d.launch_id = any($1::uuid[])`;

/** The newest launch of each attempt speaks for it; completion and first progress at once, the rest when the pace allows it. */
const WAKE_ATTEMPTS = `
  update deliveries d set desired_version = d.desired_version + 1,
    due_at = least(d.due_at, greatest($2::timestamptz, d.backoff_until, case when a.complete then null else d.paced_until end))
  from (select distinct on (l.attempt_id) l.launch_id, l.attempt_id from launches l where l.attempt_id = any($1::uuid[]) order by l.attempt_id, l.started_at desc, l.launch_id desc) newest
  join attempts a using (attempt_id)
  where d.launch_id = newest.launch_id`;

const WAKE_TENANTS = `update deliveries set desired_version = desired_version + 1, due_at = greatest($2::timestamptz, backoff_until) where tenant_id = any($1::uuid[]) and phase <> 'over'`;

const PRESENCE = `
  insert into activity as a (launch_id, presence_at)
  select launch_id, max(at) from jsonb_to_recordset($1::jsonb) as p(launch_id uuid, at timestamptz) group by launch_id order by launch_id
  on conflict (launch_id) do update set presence_at = greatest(a.presence_at, excluded.presence_at)`;

const LEFT = `
  insert into activity as a (launch_id, left_at, left_seen_at)
  select launch_id, max(at), $2 from jsonb_to_recordset($1::jsonb) as p(launch_id uuid, at timestamptz) group by launch_id order by launch_id
  on conflict (launch_id) do update set left_at = greatest(a.left_at, excluded.left_at), left_seen_at = coalesce(a.left_seen_at, excluded.left_seen_at)`;

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
});
const UnclaimedRow = z.object({
  launch_id: z.string(),
  event_source: z.string(),
  event_id: z.string(),
  type: z.string(),
  data: z.unknown(),
});

export type UnclaimedEvent = z.infer<typeof UnclaimedRow>;
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
        },
      ]),
    );
  }

  async keepUnclaimed(
    tx: Queryable,
    events: readonly {
      readonly launchId: string;
      readonly source: string;
      readonly id: string;
      readonly event: ViewingEvent;
    }[],
    now: Date,
  ): Promise<void> {
    if (events.length === 0) return;
    const rows = events.map(({ launchId, source, id, event }) => ({
      launch_id: launchId,
      event_source: source,
      event_id: id,
      type: event.type,
      data: event.data,
    }));
    await tx.query(KEEP_UNCLAIMED, [JSON.stringify(rows), now]);
  }

  /** Events whose launch is known by now; of the given launches, or of any. */
  async takeUnclaimed(tx: Queryable, launchIds: readonly string[] | null): Promise<readonly UnclaimedEvent[]> {
    const result: unknown = await tx.query(TAKE_UNCLAIMED, [launchIds]);
    return z.array(UnclaimedRow).parse(Array.isArray(result) && Array.isArray(result[0]) ? result[0] : result);
  }

  async ignore(
    tx: Queryable,
    rows: readonly { readonly launch_id: string; readonly rule_id: string; readonly event_id: string }[],
  ): Promise<void> {
    if (rows.length > 0) await tx.query(IGNORE, [JSON.stringify(rows)]);
  }

  /** Starts launches; repeats change nothing. Old sessions of the same learner and course are superseded. */
  async start(tx: Queryable, launches: readonly StartedLaunch[], now: Date): Promise<readonly string[]> {
    if (launches.length === 0) return [];
    const rows = launches.map((launch) => ({
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
    }));
    const started = (
      (await tx.query(START, [JSON.stringify(rows), now, JSON.stringify(NEW_SESSION)])) as { launch_id: string }[]
    ).map(({ launch_id }) => launch_id);
    if (started.length === 0) return [];
    const result: unknown = await tx.query(SUPERSEDE, [started]);
    const superseded = z
      .array(z.object({ launch_id: z.string() }))
      .parse(Array.isArray(result) && Array.isArray(result[0]) ? result[0] : result);
    await tx.query(SUPERSEDED_ALREADY, [started]);
    await tx.query(END_LANES, [started, now]);
    await this.wake(
      tx,
      superseded.map(({ launch_id }) => launch_id),
      now,
    );
    return started;
  }

  async present(tx: Queryable, signs: readonly { readonly launchId: string; readonly at: string }[]): Promise<void> {
    if (signs.length > 0)
      await tx.query(PRESENCE, [JSON.stringify(signs.map(({ launchId, at }) => ({ launch_id: launchId, at })))]);
  }

  async leave(
    tx: Queryable,
    signs: readonly { readonly launchId: string; readonly at: string }[],
    now: Date,
  ): Promise<void> {
    if (signs.length === 0) return;
    await tx.query(LEFT, [JSON.stringify(signs.map(({ launchId, at }) => ({ launch_id: launchId, at }))), now]);
    await this.wake(
      tx,
      signs.map(({ launchId }) => launchId),
      now,
    );
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

  async wake(tx: Queryable, launchIds: readonly string[], now: Date): Promise<void> {
    if (launchIds.length > 0) await tx.query(WAKE, [launchIds, now]);
  }

  async wakeAttempts(tx: Queryable, attemptIds: readonly string[], now: Date): Promise<void> {
    if (attemptIds.length > 0) await tx.query(WAKE_ATTEMPTS, [attemptIds, now]);
  }

  async wakeTenants(tx: Queryable, tenantIds: readonly string[], now: Date): Promise<void> {
    if (tenantIds.length > 0) await tx.query(WAKE_TENANTS, [tenantIds, now]);
  }
}

export type CourseLookup = (courseId: string) => CourseState | undefined;
