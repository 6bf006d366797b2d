import type { CourseState } from '@aicc-bridge/contracts';
import { prepared } from '@aicc-bridge/database';
import type { Queryable } from '@aicc-bridge/messaging';
import { z } from 'zod';
import type { CountedViewing, LaunchActivity, OneViewing, WatchedUnit } from './counted-viewing.js';
import type { Interval } from './interval-union.js';
import { type Progress, progressOf } from './progress-of.js';

const JOIN_WATCHED = prepared(`
  insert into viewing as v (launch_id, unit_id, watched)
  select launch_id, unit_id, seconds from jsonb_to_recordset($1::jsonb) as s(launch_id uuid, unit_id text, seconds int4multirange)
  order by launch_id, unit_id
  on conflict (launch_id, unit_id) do update set watched = v.watched + excluded.watched where not (v.watched @> excluded.watched)`);

/** `last_viewing_at` is when we heard of it: viewing that was buffered for an hour must not look like an hour of silence. */
const JOIN_ACTIVITY = prepared(`
  insert into activity as a (launch_id, clock, reported_percent, completed, counted, last_viewing_at, location, location_at, left_seen_at)
  select launch_id, clock, reported_percent, completed, counted, case when viewed then $2::timestamptz end, location, location_at,
    case when was_left then $2::timestamptz end
  from jsonb_to_recordset($1::jsonb) as s(launch_id uuid, clock tstzmultirange, reported_percent int, completed boolean, counted boolean, viewed boolean, was_left boolean,
    location text, location_at timestamptz)
  order by launch_id
  on conflict (launch_id) do update set
    clock = a.clock + excluded.clock,
    reported_percent = greatest(a.reported_percent, excluded.reported_percent),
    completed = a.completed or excluded.completed,
    counted = a.counted or excluded.counted,
    last_viewing_at = greatest(a.last_viewing_at, excluded.last_viewing_at),
    location = case when a.location_at is null or a.location_at < excluded.location_at or (a.location_at = excluded.location_at and a.location < excluded.location) then excluded.location else a.location end,
    location_at = greatest(a.location_at, excluded.location_at),
    left_seen_at = coalesce(a.left_seen_at, excluded.left_seen_at)`);

const JOIN_VIEWINGS = prepared(`
  insert into viewings as v (launch_id, viewing_id, last_at, ended_at)
  select launch_id, viewing_id, last_at, ended_at
  from jsonb_to_recordset($1::jsonb) as s(launch_id uuid, viewing_id text, last_at timestamptz, ended_at timestamptz)
  order by launch_id, viewing_id
  on conflict (launch_id, viewing_id) do update set last_at = greatest(v.last_at, excluded.last_at), ended_at = greatest(v.ended_at, excluded.ended_at)`);

/** Locks in the order of ids, so that two batches never wait for each other in a circle. */
const ATTEMPTS_OF = prepared(`
  select a.attempt_id, a.course_id, a.percent, a.complete, a.counted
  from attempts a
  where a.attempt_id in (select attempt_id from launches where launch_id = any($1::uuid[]) and attempt_id is not null)
  order by a.attempt_id for update`);

/** After the lock, in a statement of its own: what others wrote while we waited for it counts. Of all attempts of the launches. */
const VIEWED_OF = prepared(`
  select t.attempt_id, coalesce(w.seconds, '{}') as seconds, s.reported_percent, s.completed, s.counted
  from (select distinct attempt_id from launches where launch_id = any($1::uuid[]) and attempt_id is not null) t
  cross join lateral (
    select max(a.reported_percent) as reported_percent, bool_or(a.completed) as completed, bool_or(a.counted) as counted
    from launches l join activity a using (launch_id) where l.attempt_id = t.attempt_id) s
  cross join lateral (
    select jsonb_object_agg(u.unit_id, (select sum(upper(r) - lower(r)) from unnest(u.watched) r)) as seconds
    from (select v.unit_id, range_agg(v.watched) as watched from launches l join viewing v using (launch_id)
          where l.attempt_id = t.attempt_id group by v.unit_id) u) w`);

const RAISE = prepared(`
  update attempts a set percent = n.percent, complete = n.complete, counted = n.counted
  from jsonb_to_recordset($1::jsonb) as n(attempt_id uuid, percent int, complete boolean, counted boolean)
  where a.attempt_id = n.attempt_id`);

const AttemptRow = z.object({
  attempt_id: z.string(),
  course_id: z.string(),
  percent: z.int(),
  complete: z.boolean(),
  counted: z.boolean(),
});
const ViewedRow = z.object({
  attempt_id: z.string(),
  seconds: z.record(z.string(), z.number()),
  reported_percent: z.int().nullable(),
  completed: z.boolean().nullable(),
  counted: z.boolean().nullable(),
});

/** Interval unions and the progress that follows from them: a handful of statements for a batch of any size (design §6). */
export class ProgressStore {
  async join(tx: Queryable, { watched, activity, viewings }: CountedViewing, now: Date): Promise<void> {
    await Promise.all([
      watched.length > 0 && tx.query(JOIN_WATCHED, [JSON.stringify(watched.map(watchedRow))]),
      activity.length > 0 && tx.query(JOIN_ACTIVITY, [JSON.stringify(activity.map(activityRow)), now]),
      viewings.length > 0 && tx.query(JOIN_VIEWINGS, [JSON.stringify(viewings.map(viewingRow))]),
    ]);
  }

  /** Computes the progress of the launches' attempts anew and keeps it if it rose. Returns the attempts that changed. */
  async raise(
    tx: Queryable,
    launchIds: readonly string[],
    courseOf: (courseId: string) => CourseState | undefined,
  ): Promise<readonly string[]> {
    const [locked, rows] = await Promise.all([tx.query(ATTEMPTS_OF, [launchIds]), tx.query(VIEWED_OF, [launchIds])]);
    const attempts = z.array(AttemptRow).parse(locked);
    const viewed = new Map(
      z
        .array(ViewedRow)
        .parse(rows)
        .map((row) => [row.attempt_id, row]),
    );
    const raised = attempts.flatMap((attempt) => {
      const course = courseOf(attempt.course_id);
      const seen = viewed.get(attempt.attempt_id);
      // Nothing was counted for an unknown course either: its viewing waits for the course.
      if (!course || !seen) return [];
      const before: Progress = { percent: attempt.percent, complete: attempt.complete };
      const progress = progressOf(
        {
          secondsByUnit: new Map(Object.entries(seen.seconds)),
          reportedPercent: seen.reported_percent ?? 0,
          completed: seen.completed ?? false,
        },
        course,
        before,
      );
      const counted = attempt.counted || (seen.counted ?? false);
      const same =
        progress.percent === before.percent && progress.complete === before.complete && counted === attempt.counted;
      return same ? [] : [{ attempt_id: attempt.attempt_id, ...progress, counted }];
    });
    if (raised.length > 0) await tx.query(RAISE, [JSON.stringify(raised)]);
    return raised.map(({ attempt_id }) => attempt_id);
  }
}

function watchedRow({ launchId, unitId, seconds }: WatchedUnit): object {
  return { launch_id: launchId, unit_id: unitId, seconds: multirange(seconds, String) };
}

function activityRow({ launchId, clock, location, reportedPercent, left, ...rest }: LaunchActivity): object {
  return {
    ...rest,
    launch_id: launchId,
    clock: multirange(clock, instant),
    reported_percent: reportedPercent,
    was_left: left,
    location: location?.text ?? null,
    location_at: location === null ? null : instant(location.at),
  };
}

function viewingRow({ launchId, viewingId, lastAt, endedAt }: OneViewing): object {
  return {
    launch_id: launchId,
    viewing_id: viewingId,
    last_at: instant(lastAt),
    ended_at: endedAt === null ? null : instant(endedAt),
  };
}

/** PostgreSQL's text for a multirange, as jsonb_to_recordset reads it. */
function multirange(intervals: readonly Interval[], bound: (at: number) => string): string {
  return `{${intervals.map(([from, to]) => `[${bound(from)},${bound(to)})`).join(',')}}`;
}

function instant(at: number): string {
  return new Date(at).toISOString();
}
