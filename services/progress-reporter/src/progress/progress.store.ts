import type { CourseState } from '@aicc-bridge/contracts';
import { type Queryable } from '@aicc-bridge/messaging';
import type { CountedViewing } from './counted-viewing.js';
import { type Progress, progressOf } from './progress-of.js';

const JOIN_WATCHED = `
  insert into viewing as v (launch_id, unit_id, watched)
  select launch_id, unit_id, range_agg(int4range(from_s, to_s))
  from jsonb_to_recordset($1::jsonb) as s(launch_id uuid, unit_id text, from_s int, to_s int)
  group by launch_id, unit_id order by launch_id, unit_id
  on conflict (launch_id, unit_id) do update set watched = v.watched + excluded.watched where not (v.watched @> excluded.watched)`;

/** Wall-clock intervals; an empty one still marks the launch. */
const JOIN_CLOCK = `
  insert into activity as a (launch_id, clock)
  select launch_id, coalesce(range_agg(tstzrange(started_at, ended_at)), '{}')
  from jsonb_to_recordset($1::jsonb) as s(launch_id uuid, started_at timestamptz, ended_at timestamptz)
  group by launch_id order by launch_id
  on conflict (launch_id) do update set clock = a.clock + excluded.clock where not (a.clock @> excluded.clock)`;

/** `last_viewing_at` is when we heard of it: viewing that was buffered for an hour must not look like an hour of silence. */
const JOIN_SIGNS = `
  insert into activity as a (launch_id, reported_percent, completed, counted, last_viewing_at, location, location_at)
  select launch_id, max(reported_percent), bool_or(completed), bool_or(counted), $2::timestamptz,
         (array_agg(location order by at desc, location desc) filter (where location is not null))[1], max(at) filter (where location is not null)
  from jsonb_to_recordset($1::jsonb) as s(launch_id uuid, reported_percent int, completed boolean, counted boolean, at timestamptz, location text)
  group by launch_id order by launch_id
  on conflict (launch_id) do update set
    reported_percent = greatest(a.reported_percent, excluded.reported_percent),
    completed = a.completed or excluded.completed,
    counted = a.counted or excluded.counted,
    last_viewing_at = greatest(a.last_viewing_at, excluded.last_viewing_at),
    location = case when a.location_at is null or a.location_at < excluded.location_at or (a.location_at = excluded.location_at and a.location < excluded.location) then excluded.location else a.location end,
    location_at = greatest(a.location_at, excluded.location_at)`;

const JOIN_LEFTS = `
  update activity a set left_seen_at = coalesce(a.left_seen_at, $2)
  from (select distinct launch_id from jsonb_to_recordset($1::jsonb) as s(launch_id uuid)) s where a.launch_id = s.launch_id`;

const JOIN_VIEWINGS = `
  insert into viewings as v (launch_id, viewing_id, last_at, ended_at)
  select launch_id, viewing_id, max(at), max(at) filter (where ended)
  from jsonb_to_recordset($1::jsonb) as s(launch_id uuid, viewing_id text, at timestamptz, ended boolean)
  group by launch_id, viewing_id order by launch_id, viewing_id
  on conflict (launch_id, viewing_id) do update set last_at = greatest(v.last_at, excluded.last_at), ended_at = greatest(v.ended_at, excluded.ended_at)`;

/** Locks in the order of ids, so that two batches never wait for each other in a circle. */
const ATTEMPTS_OF = `
  select a.attempt_id, a.course_id, a.percent, a.complete, a.counted
  from attempts a
  where a.attempt_id in (select attempt_id from launches where launch_id = any($1::uuid[]) and attempt_id is not null)
  order by a.attempt_id for update`;

const WATCHED_OF = `
  select l.attempt_id, v.unit_id, sum(upper(r) - lower(r))::int as seconds
  from (select l.attempt_id, v.unit_id, range_agg(v.watched) as watched
        from launches l join viewing v using (launch_id) where l.attempt_id = any($1::uuid[]) group by 1, 2) as v
  cross join lateral (select v.attempt_id) as l
  cross join lateral unnest(v.watched) as r
  group by 1, 2`;

const SIGNS_OF = `
  select l.attempt_id, max(a.reported_percent) as reported_percent, bool_or(a.completed) as completed, bool_or(a.counted) as counted
  from launches l join activity a using (launch_id) where l.attempt_id = any($1::uuid[]) group by 1`;

const RAISE = `
  update attempts a set percent = n.percent, complete = n.complete, counted = n.counted
  from jsonb_to_recordset($1::jsonb) as n(attempt_id uuid, percent int, complete boolean, counted boolean)
  where a.attempt_id = n.attempt_id`;

type AttemptRow = {
  readonly attempt_id: string;
  readonly course_id: string;
  readonly percent: number;
  readonly complete: boolean;
  readonly counted: boolean;
};

/** Interval unions and the progress that follows from them: a handful of statements for a batch of any size (design §6). */
export class ProgressStore {
  async join(tx: Queryable, { segments, signs, viewings, lefts }: CountedViewing, now: Date): Promise<void> {
    const watched = segments.filter(({ from, to }) => to > from);
    if (watched.length > 0) {
      await tx.query(JOIN_WATCHED, [
        JSON.stringify(
          watched.map(({ launchId, unitId, from, to }) => ({
            launch_id: launchId,
            unit_id: unitId,
            from_s: from,
            to_s: to,
          })),
        ),
      ]);
      await tx.query(JOIN_CLOCK, [
        JSON.stringify(
          watched.map(({ launchId, startedAt, endedAt }) => ({
            launch_id: launchId,
            started_at: startedAt,
            ended_at: endedAt,
          })),
        ),
      ]);
    }
    if (signs.length > 0) {
      const rows = signs.map(({ launchId, reportedPercent, ...rest }) => ({
        launch_id: launchId,
        reported_percent: reportedPercent,
        ...rest,
      }));
      await tx.query(JOIN_SIGNS, [JSON.stringify(rows), now]);
    }
    if (lefts.length > 0)
      await tx.query(JOIN_LEFTS, [JSON.stringify(lefts.map(({ launchId }) => ({ launch_id: launchId }))), now]);
    if (viewings.length > 0) {
      await tx.query(JOIN_VIEWINGS, [
        JSON.stringify(
          viewings.map(({ launchId, viewingId, ...rest }) => ({ launch_id: launchId, viewing_id: viewingId, ...rest })),
        ),
      ]);
    }
  }

  /** Computes the progress of the launches' attempts anew and keeps it if it rose. Returns the attempts that changed. */
  async raise(
    tx: Queryable,
    launchIds: readonly string[],
    courseOf: (courseId: string) => CourseState | undefined,
  ): Promise<readonly string[]> {
    const attempts = (await tx.query(ATTEMPTS_OF, [launchIds])) as AttemptRow[];
    if (attempts.length === 0) return [];
    const ids = attempts.map(({ attempt_id }) => attempt_id);
    const seconds = (await tx.query(WATCHED_OF, [ids])) as { attempt_id: string; unit_id: string; seconds: number }[];
    const signs = (await tx.query(SIGNS_OF, [ids])) as {
      attempt_id: string;
      reported_percent: number;
      completed: boolean;
      counted: boolean;
    }[];
    const raised = attempts.flatMap((attempt) => {
      const sign = signs.find(({ attempt_id }) => attempt_id === attempt.attempt_id);
      const secondsByUnit = new Map(
        seconds.filter(({ attempt_id }) => attempt_id === attempt.attempt_id).map((row) => [row.unit_id, row.seconds]),
      );
      const before: Progress = { percent: attempt.percent, complete: attempt.complete };
      const course = courseOf(attempt.course_id);
      // Nothing was counted for it yet either: its viewing waits for the course.
      if (!course) return [];
      const watched = {
        secondsByUnit,
        reportedPercent: sign?.reported_percent ?? 0,
        completed: sign?.completed ?? false,
      };
      const progress = progressOf(watched, course, before);
      const counted = attempt.counted || (sign?.counted ?? false);
      const same =
        progress.percent === before.percent && progress.complete === before.complete && counted === attempt.counted;
      return same ? [] : [{ attempt_id: attempt.attempt_id, ...progress, counted }];
    });
    if (raised.length > 0) await tx.query(RAISE, [JSON.stringify(raised)]);
    return raised.map(({ attempt_id }) => attempt_id);
  }
}
