import type { MigrationInterface, QueryRunner } from 'typeorm';

const KEY = `d.host || ':' || d.port`;
const CANDIDATE = `d.launch_id, ${KEY} as host, d.tenant_id, d.sid_digest, d.due_at, d.owes_completion from deliveries d`;
/** Due, held by nobody, at a host that has room, in a lane that nobody uses. */
const IS_FREE = `d.due_at <= due_by
      and (d.lease_until is null or d.lease_until < clock_timestamp())
      and coalesce((slots->>(${KEY}))::int, other_slots) > 0
      and not exists (
        select 1 from deliveries o
        where o.lease_until >= clock_timestamp() and (o.host, o.port, o.sid_digest) = (d.host, d.port, d.sid_digest) and o.launch_id <> d.launch_id)`;

/**
 * Claims due rows, at most `at_most`: lease and fence by the database's clock, skip locked. Of the oldest `looked_at` due rows that owe a
 * completion and as many others each host gets as many as it has free slots (`slots`, by `name:port`, else `other_slots`), shared out
 * between its tenants (F86) and each tenant's completions first (F85), and every host gets its first before one gets its second. A lane
 * (host, sid) gets one at a time. A function, since planning it each time took as long as the claim itself (ADR 0053).
 */
export class ClaimDeliveries1764000066000 implements MigrationInterface {
  name = 'ClaimDeliveries1764000066000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- by the sid alone: hosts are long and alike in their first letters, a digest differs in its first
      drop index deliveries_of_lane;
      create index deliveries_of_lane on deliveries (sid_digest);

      create function claim_deliveries(due_by timestamptz, at_most int, lease_ms int, slots jsonb, other_slots int, looked_at int)
        returns table (launch_id uuid, fence bigint, host text, port int, tenant_id uuid, more boolean) language plpgsql
        -- planned once per connection, perhaps when the table is empty, and good for what it grows to: few rows by their index
        set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
      as $body$
      #variable_conflict use_column
      begin
        return query
        with candidate as materialized (
          (select ${CANDIDATE} where d.owes_completion and ${IS_FREE} order by d.due_at limit looked_at)
          union all
          (select ${CANDIDATE} where not d.owes_completion and ${IS_FREE} order by d.due_at limit looked_at)
        ), lanes as (
          select *, row_number() over (partition by host, sid_digest order by due_at, launch_id) as of_lane from candidate
        ), tenants as (
          select *, row_number() over (partition by host, tenant_id order by owes_completion desc, due_at) as of_tenant from lanes where of_lane = 1
        ), hosts as (
          select *, row_number() over (partition by host order by of_tenant, owes_completion desc, due_at) as of_host from tenants
        ), chosen as (
          select launch_id from hosts where of_host <= coalesce((slots->>host)::int, other_slots)
          order by of_host, owes_completion desc, due_at limit at_most
        ), due as (
          select d.launch_id from deliveries d join chosen using (launch_id)
          where d.due_at <= due_by and (d.lease_until is null or d.lease_until < clock_timestamp())
          order by d.launch_id
          for update of d skip locked
        ), claimed as (
          update deliveries d set lease_until = clock_timestamp() + lease_ms * interval '1 millisecond', fence = d.fence + 1
          from due where d.launch_id = due.launch_id
          returning d.launch_id, d.fence, d.host, d.port, d.tenant_id
        )
        select *, (select count(*) >= looked_at from candidate) from claimed;
      end $body$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop function claim_deliveries;
      drop index deliveries_of_lane;
      create index deliveries_of_lane on deliveries (host, port, sid_digest)`);
  }
}
