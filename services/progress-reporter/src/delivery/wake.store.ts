import { prepared } from '@aicc-bridge/database';
import type { Queryable } from '@aicc-bridge/messaging';
import { z } from 'zod';
import { HELD_BACK_AT_MOST_MS, heldBackUntil } from './held-back.js';

/**
 * A backoff is never cut short, unless it lies further ahead than any can: then the clock was set back (F78). The newest launch of a changed
 * attempt speaks for it; completion and first progress go at once, the rest when the pace allows it. Rows are locked in the order of ids (see
 * ARCHITECTURE, lock order).
 */
const WAKE = prepared(`
  with target as (
    select launch_id, true as at_once, false as complete from unnest($1::uuid[]) as launch_id
    union all
    select newest.launch_id, a.complete, a.complete
    from (select distinct on (l.attempt_id) l.launch_id, l.attempt_id from launches l where l.attempt_id = any($2::uuid[]) order by l.attempt_id, l.started_at desc, l.launch_id desc) newest
    join attempts a using (attempt_id)
  ), merged as (
    select launch_id, bool_or(at_once) as at_once, bool_or(complete) as complete from target group by launch_id
  ), locked as (
    select d.launch_id, m.at_once, m.complete,
      case when $4::timestamptz > d.paced_until
        then least($4::timestamptz, greatest(d.paced_until, to_timestamp(((d.session->>'lastPutAt')::bigint + $5::int) / 1000.0)))
        else d.paced_until end as paced_until
    from deliveries d join merged m using (launch_id) order by d.launch_id for update of d
  )
  update deliveries d set desired_version = d.desired_version + 1, paced_until = k.paced_until,
    owes_completion = d.owes_completion or (k.complete and d.phase <> 'over' and not coalesce(d.session #>> '{acknowledged,status}' in ('completed', 'passed'), false)),
    due_at = least(d.due_at, greatest($3::timestamptz,
      case when d.backoff_until < $3::timestamptz + interval '20 minutes' then d.backoff_until end,
      case when not k.at_once and k.paced_until <= $3::timestamptz + interval '1 hour' then k.paced_until end))
  from locked k where d.launch_id = k.launch_id`);

const WAKE_TENANTS = `
  with locked as (select launch_id from deliveries where tenant_id = any($1::uuid[]) and phase <> 'over' order by launch_id for update)
  update deliveries d set desired_version = d.desired_version + 1, due_at = greatest($2::timestamptz, d.backoff_until)
  from locked k where d.launch_id = k.launch_id`;

const LANES_TAKEN_BY = `
  select o.launch_id from launches n join launches o on (o.host, o.port, o.sid_digest) = (n.host, n.port, n.sid_digest)
  where n.launch_id = any($1::uuid[]) and o.launch_id <> n.launch_id and (o.started_at, o.launch_id) < (n.started_at, n.launch_id)`;

/**
 * The lane's old binding ends when its sid comes back with another launch (design §7, reused sid). The fence rises with it: an exchange
 * that is in flight must not bring the old session back to life on a sid that is another's by now.
 */
const END_LANES = `
  with locked as (select launch_id from deliveries where launch_id = any($1::uuid[]) and phase <> 'over' order by launch_id for update)
  update deliveries d set phase = 'over', fence = d.fence + 1, due_at = $2, desired_version = d.desired_version + 1, session = jsonb_set(d.session, '{ended}', '"lane-taken"')
  from locked k where d.launch_id = k.launch_id`;

export interface WakeTargets {
  readonly launches: readonly string[];
  readonly attempts: readonly string[];
}

/**
 * Tells the delivery that something changed for these launches; in the transaction that changed it, as its last statement.
 *
 * @param waiting messages behind those that changed it
 */
export async function wakeDeliveries(
  tx: Queryable,
  { launches, attempts }: WakeTargets,
  now: Date,
  waiting = 0,
): Promise<void> {
  if (launches.length + attempts.length === 0) return;
  const heldBack = [heldBackUntil(waiting, now), HELD_BACK_AT_MOST_MS];
  await tx.query(WAKE, [[...new Set(launches)], [...new Set(attempts)], now, ...heldBack]);
}

/** A tenant's settings changed: all its open launches are looked at again. */
export async function wakeTenants(tx: Queryable, tenantIds: readonly string[], now: Date): Promise<void> {
  if (tenantIds.length > 0) await tx.query(WAKE_TENANTS, [tenantIds, now]);
}

/** Ends what other launches still had going in the lanes (host, sid) of these. */
export async function endTakenLanes(tx: Queryable, launchIds: readonly string[], now: Date): Promise<void> {
  const taken = z.array(z.object({ launch_id: z.string() })).parse(await tx.query(LANES_TAKEN_BY, [launchIds]));
  if (taken.length > 0) await tx.query(END_LANES, [taken.map(({ launch_id }) => launch_id), now]);
}
