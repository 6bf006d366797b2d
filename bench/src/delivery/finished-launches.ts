import type pg from 'pg';

const CHUNK = 200_000;

/** The same id for the same text, in the form of a version 7. */
function uuidOf(sql: string): string {
  return `overlay(overlay(md5((${sql})::text) placing '7' from 13) placing 'a' from 17)::uuid`;
}

/** What is kept of a launch that was confirmed and closed long ago. Ids in the order of time, as in life. */
const FILL = `
  with n as (
    select uuidv7(($3::int - n) * interval '-1 second') as launch_id, uuidv7(($3::int - n) * interval '-1 second') as attempt_id,
      ${uuidOf('n % 1000')} as tenant_id, ${uuidOf("'p' || n % 200000")} as learner_id, 'course-' || n % 20000 as course_id,
      'lms-' || n % 1000 || '.example' as host, md5('s' || n) as digest, now() - ($3::int - n) * interval '1 second' as at
    from generate_series($1::int, $2::int) as n
  ), l as (
    insert into launches (launch_id, tenant_id, learner_id, course_id, launch_key, device, host, port, sid_digest, started_at, attempt_id, student_id)
    select launch_id, tenant_id, learner_id, course_id, 'k', 'desktop', host, 443, digest, at, attempt_id, digest from n
  ), a as (
    insert into attempts (attempt_id, tenant_id, learner_id, course_id, number, percent, complete, counted, completion_settled)
    select attempt_id, tenant_id, learner_id, course_id, extract(epoch from at)::int, 100, true, true, true from n
  ), v as (
    insert into activity (launch_id, clock, counted, completed, last_viewing_at, location)
    select launch_id, tstzmultirange(tstzrange(at, at + interval '90 s')), true, true, at, 'u1@100' from n
  ), w as (
    insert into viewing (launch_id, unit_id, watched) select launch_id, 'u1', '{[0,100)}' from n
  ), x as (
    insert into viewings (launch_id, viewing_id, last_at, ended_at) select launch_id, 'v', at, at from n
  )
  insert into deliveries (launch_id, tenant_id, host, port, sid_digest, started_at, phase, session, outcome, updated_at)
  select launch_id, tenant_id, host, 443, digest, at, 'over', '{"ended": "exited", "exit": "acknowledged"}', 'confirmed', at from n`;

/** `total` = how many there are afterwards; they end now and go back a second each. */
export async function fillWithFinished(db: pg.Client, count: number, total: number): Promise<void> {
  await db.query('set statement_timeout = 0; set synchronous_commit = off');
  for (let from = 0; from < count; from += CHUNK)
    await db.query(FILL, [from + 1, Math.min(count, from + CHUNK), total]);
  await db.query('vacuum analyze launches, deliveries, attempts, activity, viewing, viewings');
}
