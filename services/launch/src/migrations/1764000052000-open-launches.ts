import type { MigrationInterface, QueryRunner } from 'typeorm';

const LANE = `concat_ws('/', i.tenant_id, i.host, i.port, i.sid_digest)`;
/** Columns that a launch keeps for its 15 minutes. */
const KEPT = `handle_digest, tenant_id, course_id, launch_key, rule_id, host, port, aicc_url_sealed, aicc_sid_sealed, sid_digest, device, browser_digest, page_digest, other_course_id, frame_origin_sealed`;

/**
 * The function, for this migration and those that change it.
 *
 * @param value bytes of an item's event
 * @param kept columns of `pending_launches`, which are fields of an item too; `columns` declares further fields
 * @param known whether item `i` is opened for person `p`
 */
export const openLaunches = ({
  kept,
  columns,
  known,
  value,
}: Record<'kept' | 'columns' | 'known' | 'value', string>): string => `
  create or replace function open_launches(items jsonb) returns table (asked uuid, opened uuid) language plpgsql
    -- planned once per connection, perhaps when the tables are empty, and good for what they grow to: few rows by their index
    set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
  as $body$
  begin
    perform 1 from people where person_id in (select i.learner_id from jsonb_to_recordset(items) as i(learner_id uuid)) order by person_id for key share;
    -- each a statement of its own: what the holder of a lock has committed is seen after it
    perform pg_advisory_xact_lock(lanes.lane) from (
      select distinct hashtextextended(${LANE}, 7201005) as lane
      from jsonb_to_recordset(items) as i(tenant_id uuid, host text, port int, sid_digest text) where i.sid_digest is not null order by 1
    ) lanes;
    return query
    with item as materialized (
      select i.*, ${known} as is_known
      from jsonb_to_recordset(items) as i(launch_id uuid, learner_id uuid, at timestamptz, open_until timestamptz, event jsonb,
        handle_digest text, tenant_id uuid, course_id text, launch_key text, rule_id text, host text, port int, aicc_url_sealed text, aicc_sid_sealed text,
        sid_digest text, device text, browser_digest text, page_digest text, other_course_id text, frame_origin_sealed text${columns})
      left join people p on p.person_id = i.learner_id
    ), lane as materialized (
      -- by the sid alone: with more to go by, an empty table's plan takes another index, and keeps to it when the table is full
      select i.launch_id as asked, l.* from item i
      cross join lateral (
        select o.launch_id as open, o.tenant_id, o.host, o.port, o.learner_id, o.course_id, o.started_at from launches o
        where o.sid_digest = i.sid_digest and o.left_at is null offset 0) l
      where i.is_known and (l.tenant_id, l.host, l.port) = (i.tenant_id, i.host, i.port)
    ), found as materialized (
      select i.launch_id as asked, (
        select l.open from lane l left join outcomes o on o.launch_id = l.open
        where l.asked = i.launch_id and (l.learner_id, l.course_id) = (i.learner_id, i.course_id) and not coalesce(o.session_over, false)
        order by l.started_at desc limit 1) as open
      from item i where i.is_known
    ), anew as materialized (
      select i.* from item i join found f on f.asked = i.launch_id where f.open is null
    ), ended as (
      update launches e set left_at = i.at from anew i join lane l on l.asked = i.launch_id
      where e.launch_id = l.open and (l.learner_id, l.course_id) <> (i.learner_id, i.course_id)
    ), kept as (
      insert into pending_launches as known (${kept}, opened_at, expires_at)
      select ${kept}, i.at, i.open_until from item i where i.is_known
      on conflict (handle_digest) do update set opened_at = excluded.opened_at
    ), added as (
      insert into launches (launch_id, tenant_id, learner_id, course_id, host, port, sid_digest, rule_id, device, started_at, launch_key, other_course_id)
      select i.launch_id, i.tenant_id, i.learner_id, i.course_id, i.host, i.port, i.sid_digest, i.rule_id, i.device, i.at, i.launch_key, i.other_course_id from anew i
    ), told as (
      insert into outbox (topic, key, value, headers)
      select i.event->>'topic', i.event->>'key', ${value}, i.event->'headers' from anew i
    )
    select i.launch_id, case when i.is_known then coalesce(f.open, i.launch_id) end from item i left join found f on f.asked = i.launch_id;
  end $body$`;

const PACKED_VALUE = `decode(i.event->>'value', 'base64')`;
export const FIRST_FORM = { kept: KEPT, columns: '', known: 'p.person_id is not null', value: PACKED_VALUE };

/**
 * Opens launches that arrive at the same time in one round trip and one commit (ADR 0043); no two of them in one lane. The rows of the
 * people are held while it happens: whoever is being erased at that moment either has the launch already, and it goes too, or gets none
 * (`opened` is null). Whoever opens the same session at the same time waits for the other (design §7, reused sid): an open launch of the
 * same learner and course is resumed; with another learner or course the old binding ends.
 */
export class OpenLaunches1764000052000 implements MigrationInterface {
  name = 'OpenLaunches1764000052000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ${openLaunches(FIRST_FORM)};

      drop function open_launch_of_person;
      drop function open_launch;
      drop index launches_by_sid;
      create index launches_of_sid on launches (sid_digest) where sid_digest is not null`);
  }

  /** The functions of one launch each stay away: a service of that version brings them back with its own migrations. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index launches_of_sid;
      create index launches_by_sid on launches (tenant_id, host, port, sid_digest, learner_id, course_id) where sid_digest is not null;
      drop function open_launches`);
  }
}
