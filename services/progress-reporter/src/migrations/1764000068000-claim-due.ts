import type { MigrationInterface, QueryRunner } from 'typeorm';

const KEY = `d.host || ':' || d.port`;
const CANDIDATE = `d.launch_id, d.host as name, d.port, ${KEY} as host, d.tenant_id, d.sid_digest, d.due_at, d.owes_completion from deliveries d`;
const free = (host: string): string => `coalesce((slots->>(${host}))::int, other_slots)`;
const IS_DUE = `d.due_at <= due_by and (d.lease_until is null or d.lease_until < clock_timestamp())`;
const LANE_IS_FREE = `not exists (
        select 1 from deliveries o
        where o.lease_until >= clock_timestamp() and (o.host, o.port, o.sid_digest) = (d.host, d.port, d.sid_digest) and o.launch_id <> d.launch_id)`;
const IS_FREE = `${IS_DUE} and ${free(KEY)} > 0 and ${LANE_IS_FREE}`;
/**
 * What always holds, said so that the index by host serves these questions alone: while next to nothing is due the planner takes it for as good
 * as those by time, also for "the oldest of all" (F46), and keeps to that when there are thousands. Of a column that never changes: one that
 * a claim changes would cost each claimed row an entry in every index.
 */
const BY_HOST = 'due_at is not null and port > 0';
/** Compared so that no index by time alone fits: with many due it would be read anew for each tenant. */
const ownRows = (owes: 'd.owes_completion >= true' | 'd.owes_completion <= false'): string =>
  `(select ${CANDIDATE}
            where (d.host, d.port, d.tenant_id) = (t.name, t.port, t.tenant_id) and ${BY_HOST} and ${owes} and ${IS_DUE} and ${LANE_IS_FREE}
            order by d.owes_completion, d.due_at limit t.free)`;
const nextTenant = (of: string, more: string): string =>
  `cross join lateral (
            select d.tenant_id from deliveries d
            where (d.host, d.port) = (${of}.name, ${of}.port) and ${BY_HOST} ${more} order by d.tenant_id limit 1) d`;

/**
 * As `claim_deliveries`, which stays for copies of the version before. That one shared a host out between the tenants that it saw among the
 * oldest due rows: a flood of one tenant that was longer hid the others (F86). Where more is seen of a host than it has room for, each of
 * its tenants is asked for its own oldest rows, by one step of the index for each. Ids go on as arrays: where they were joined, the planner at
 * times read the whole table in their order.
 */
export class ClaimDue1764000068000 implements MigrationInterface {
  name = 'ClaimDue1764000068000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index deliveries_due_of_host on deliveries (host, port, tenant_id, owes_completion, due_at) where ${BY_HOST};

      create function claim_due(due_by timestamptz, at_most int, lease_ms int, slots jsonb, other_slots int, looked_at int)
        returns table (launch_id uuid, fence bigint, host text, port int, tenant_id uuid, more boolean) language plpgsql
        -- planned once per connection, perhaps when the table is empty, and good for what it grows to: few rows by their index
        set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
      as $body$
      #variable_conflict use_column
      begin
        return query
        with recursive seen as materialized (
          (select ${CANDIDATE} where d.owes_completion and ${IS_FREE} order by d.due_at limit looked_at)
          union all
          (select ${CANDIDATE} where not d.owes_completion and ${IS_FREE} order by d.due_at limit looked_at)
        ), crowded as materialized (
          select s.name, s.port, ${free('s.host')} as free from seen s where (select count(*) >= looked_at from seen)
          group by s.name, s.port, s.host having count(*) > ${free('s.host')}
        ), tenant as (
          select c.name, c.port, c.free, d.tenant_id from crowded c ${nextTenant('c', '')}
          union all
          select t.name, t.port, t.free, d.tenant_id from tenant t ${nextTenant('t', 'and d.tenant_id > t.tenant_id')}
        ), own as materialized (
          select o.* from tenant t cross join lateral (${ownRows('d.owes_completion >= true')} union all ${ownRows('d.owes_completion <= false')}) o
        ), candidate as (
          select * from seen union all select * from own where not exists (select 1 from seen where seen.launch_id = own.launch_id)
        ), lanes as (
          select *, row_number() over (partition by host, sid_digest order by due_at, launch_id) as of_lane from candidate
        ), tenants as (
          select *, row_number() over (partition by host, tenant_id order by owes_completion desc, due_at) as of_tenant from lanes where of_lane = 1
        ), hosts as (
          select *, row_number() over (partition by host order by of_tenant, owes_completion desc, due_at) as of_host from tenants
        ), chosen as (
          select launch_id from hosts where of_host <= ${free('host')}
          order by of_host, owes_completion desc, due_at limit at_most
        ), due as (
          select d.launch_id from deliveries d where d.launch_id = any(array(select launch_id from chosen)) and ${IS_DUE}
          order by d.launch_id
          for update skip locked
        ), claimed as (
          update deliveries d set lease_until = clock_timestamp() + lease_ms * interval '1 millisecond', fence = d.fence + 1
          where d.launch_id = any(array(select launch_id from due))
          returning d.launch_id, d.fence, d.host, d.port, d.tenant_id
        )
        select *, (select count(*) >= looked_at from seen) from claimed;
      end $body$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop function claim_due; drop index deliveries_due_of_host');
  }
}
