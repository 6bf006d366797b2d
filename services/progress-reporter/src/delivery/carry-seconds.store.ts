import { prepared } from '@aicc-bridge/database';
import type { Queryable } from '@aicc-bridge/messaging';

/** Seconds of a launch that no message can have told the LMS: its own and those it took over, without what it told or gave away. */
const UNTOLD = `floor((select coalesce(sum(extract(epoch from upper(r) - lower(r))), 0) from unnest(a.clock) r))::int
      + l.carried_in - l.carried_out - coalesce((d.session->>'timeTold')::numeric, 0)::int`;

const TO_NEXT_LAUNCH = prepared(`
  with untold as (
    select l.launch_id, ${UNTOLD} as seconds
    from launches l join deliveries d using (launch_id) join activity a using (launch_id)
    where l.attempt_id = $1 and l.launch_id <> $2 and d.phase = 'over'
  ), given as (
    update launches l set carried_out = l.carried_out + u.seconds from untold u where u.launch_id = l.launch_id and u.seconds > 0
    returning u.seconds
  )
  update launches set carried_in = carried_in + (select coalesce(sum(seconds), 0) from given) where launch_id = $2`);

const TO_SUCCESSORS = prepared(`
  with untold as (
    select l.launch_id, l.superseded_by, ${UNTOLD} as seconds
    from launches l join deliveries d using (launch_id) join activity a using (launch_id)
    join launches s on s.launch_id = l.superseded_by and s.attempt_id = l.attempt_id
    join deliveries sd on sd.launch_id = s.launch_id and sd.phase <> 'over'
    where l.launch_id = any($1::uuid[]) and d.phase = 'over'
  ), given as (
    update launches l set carried_out = l.carried_out + u.seconds from untold u where u.launch_id = l.launch_id and u.seconds > 0
    returning u.superseded_by, u.seconds
  )
  update launches s set carried_in = s.carried_in + g.seconds
  from (select superseded_by, sum(seconds) as seconds from given group by 1) g where s.launch_id = g.superseded_by`);

/**
 * Session time that goes along with a later launch of the attempt (design §7, lost answers): only seconds whose final PutParam was
 * never begun. The caller holds the locks of all launches that are touched.
 */
export async function carrySecondsTo(tx: Queryable, launchId: string, attemptId: string): Promise<void> {
  await tx.query(TO_NEXT_LAUNCH, [attemptId, launchId]);
}

/** The same for sessions that end only now, because their successor is there already. */
export async function carrySecondsToSuccessors(tx: Queryable, ended: readonly string[]): Promise<void> {
  if (ended.length > 0) await tx.query(TO_SUCCESSORS, [ended]);
}
