import { Injectable } from '@nestjs/common';
import type { ReplayVerdict } from '@aicc-bridge/contracts';
import { returnedRows } from '@aicc-bridge/database';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { replayVerdict } from './replay-verdict.js';

/** At most so many launches are replayed by one call; the answer says if there are more. */
export const MOST_REPLAYED = 10_000;

const CANDIDATES = `
  select l.launch_id, d.phase, d.outcome, coalesce((d.session->>'failures')::int, 0) > 0 as tried, coalesce(d.lease_until >= clock_timestamp(), false) as leased, coalesce(t.counted, a.counted, false) as counted
  from launches l join deliveries d using (launch_id) left join attempts t on t.attempt_id = l.attempt_id left join activity a using (launch_id)
  where ($1::uuid is null or l.tenant_id = $1) and ($2::uuid[] is null or l.launch_id = any($2::uuid[])) and ($3::text is null or d.outcome = $3) and ($4::text is null or l.host = $4)
    and ($5::timestamptz is null or l.started_at >= $5) and ($6::timestamptz is null or l.started_at < $6)
  order by l.started_at desc, l.launch_id desc limit $7`;

/** The session begins anew with GetParam: what the LMS has is asked, not assumed. What may have arrived stays marked so. */
const REPLAY = `
  with free as (
    select launch_id from deliveries where launch_id = any($1::uuid[]) and phase <> 'over' and (lease_until is null or lease_until < clock_timestamp()) order by launch_id for update
  )
  update deliveries d set phase = 'opening', due_at = $2, backoff_until = null, desired_version = d.desired_version + 1,
    session = d.session || '{"acknowledged": null, "lms": null, "failures": 0, "firstFailureAt": null, "ambiguous": 0, "wantedAt": null, "reinitialized": false, "trouble": null}'::jsonb
  from free where d.launch_id = free.launch_id
  returning d.launch_id`;

const Candidates = z.array(
  z.object({
    launch_id: z.string(),
    phase: z.string(),
    outcome: z.string(),
    tried: z.boolean(),
    leased: z.boolean(),
    counted: z.boolean(),
  }),
);
const Replayed = z.array(z.object({ launch_id: z.string() }));

export interface ReplayFilter {
  readonly tenantId: string | null;
  readonly launchIds?: readonly string[] | undefined;
  readonly outcome?: string | undefined;
  readonly host?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export interface JudgedLaunch {
  readonly launchId: string;
  readonly verdict: ReplayVerdict;
  readonly outcome: string;
  /** nothing is under way: it was asked and sent, or the LMS was tried and did not take it */
  readonly settled: boolean;
}

@Injectable()
export class ReplaysStore {
  constructor(private readonly dataSource: DataSource) {}

  async judge(filter: ReplayFilter): Promise<{ readonly launches: readonly JudgedLaunch[]; readonly more: boolean }> {
    const { tenantId, launchIds, outcome, host, from, to } = filter;
    const rows = Candidates.parse(
      await this.dataSource.query(CANDIDATES, [
        tenantId,
        launchIds ?? null,
        outcome ?? null,
        host ?? null,
        from ?? null,
        to ?? null,
        MOST_REPLAYED + 1,
      ]),
    );
    const launches = rows.slice(0, MOST_REPLAYED).map(({ launch_id, tried, ...candidate }) => ({
      launchId: launch_id,
      verdict: replayVerdict(candidate),
      outcome: candidate.outcome,
      settled: !candidate.leased && (candidate.phase !== 'opening' || tried) && candidate.outcome !== 'sending',
    }));
    return { launches, more: rows.length > MOST_REPLAYED };
  }

  /** Returns the launches that are asked and sent again; one that an exchange has begun for in the meantime is left to it. */
  async replay(launchIds: readonly string[], now: Date): Promise<readonly string[]> {
    if (launchIds.length === 0) return [];
    const result: unknown = await this.dataSource.query(REPLAY, [launchIds, now]);
    return Replayed.parse(returnedRows(result)).map(({ launch_id }) => launch_id);
  }
}
