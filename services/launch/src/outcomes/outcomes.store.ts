import { Injectable } from '@nestjs/common';
import { DeliveryOutcome } from '@aicc-bridge/contracts';
import type { Queryable } from '@aicc-bridge/messaging';
import { DataSource } from 'typeorm';
import { z } from 'zod';

/** The channel on which a copy of launch tells all copies that outcomes were stored. */
export const OUTCOMES_CHANNEL = 'launch_outcomes';

/** A launch is stored before it is told, so an unknown one was erased: nothing of it comes back. */
const KEEP = `
  with given as (
    select * from jsonb_to_recordset($1::jsonb) as n(launch_id uuid, version int, session_over boolean, state jsonb)
  ), known as (
    select launch_id from launches where launch_id in (select launch_id from given) order by launch_id for key share
  )
  insert into outcomes as o (launch_id, aggregate_version, session_over, state)
  select distinct on (launch_id) launch_id, version, session_over, state from given join known using (launch_id)
  order by launch_id, version desc
  on conflict (launch_id) do update set aggregate_version = excluded.aggregate_version, session_over = excluded.session_over, state = excluded.state
    where o.aggregate_version < excluded.aggregate_version`;

@Injectable()
export class OutcomesStore {
  constructor(private readonly dataSource: DataSource) {}

  /** The higher version of a launch wins. */
  async keep(tx: Queryable, states: readonly DeliveryOutcome[]): Promise<void> {
    if (states.length === 0) return;
    await tx.query(KEEP, [
      JSON.stringify(
        states.map((state) => ({
          launch_id: state.launchId,
          version: state.aggregateVersion,
          session_over: state.sessionOver,
          state,
        })),
      ),
    ]);
    // One ring for the batch, heard by every copy when the transaction commits.
    await tx.query(`notify ${OUTCOMES_CHANNEL}`);
  }

  async of(launchId: string): Promise<DeliveryOutcome | null> {
    const rows: unknown = await this.dataSource.query('select state from outcomes where launch_id = $1', [launchId]);
    return z.array(z.object({ state: DeliveryOutcome })).parse(rows)[0]?.state ?? null;
  }
}
