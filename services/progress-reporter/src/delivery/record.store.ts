import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { prepared, returnedRows } from '@aicc-bridge/database';
import { Outbox, type Queryable } from '@aicc-bridge/messaging';
import { Clock } from '@aicc-bridge/platform';
import { z } from 'zod';
import { noteCertificates } from '../health/certificates.store.js';
import { receiptCode } from '../outcomes/receipt.js';
import { TraceStore } from '../trace/trace.store.js';
import { carrySecondsToSuccessors } from './carry-seconds.store.js';
import {
  certificateOf,
  columnsOf,
  completes,
  countsOf,
  ends,
  type FinishedDelivery,
  idsOf,
  type JudgedDelivery,
  outcomeEvent,
  outcomeFor,
  settles,
} from './finished-delivery.js';
import { countPromptness } from './promptness.store.js';

/** Locks in the order of ARCHITECTURE, before anything is written. */
const LOCK_LAUNCHES = prepared(`
  select 1 from launches
  where launch_id in (select unnest($1::uuid[]) union select superseded_by from launches where launch_id = any($1::uuid[]))
  order by launch_id for update`);

/** What the LMS acknowledged (`$1` completions, `$2` closings) is a fact of the attempt, whoever holds the launch by now. */
const ACKNOWLEDGED = prepared(`
  with locked as (
    select attempt_id from attempts
    where attempt_id in (select attempt_id from launches where launch_id = any($1::uuid[] || $2::uuid[])) order by attempt_id for update
  ), completing as (
    select distinct on (attempt_id) attempt_id, host, port, student_id from launches where launch_id = any($1::uuid[]) order by attempt_id, started_at desc
  ), settling as (
    select distinct attempt_id from launches where launch_id = any($2::uuid[])
  )
  update attempts a set
    completion_host = coalesce(c.host, a.completion_host), completion_port = coalesce(c.port, a.completion_port),
    completion_student_id = case when c.attempt_id is null then a.completion_student_id else c.student_id end,
    completion_settled = a.completion_settled or (s.attempt_id is not null and coalesce(c.host, a.completion_host) is not null)
  from locked k left join completing c using (attempt_id) left join settling s using (attempt_id)
  where a.attempt_id = k.attempt_id`);

/**
 * Only the holder of the newest fence may write; what came in between makes the row due again at once. Before the first row is written all
 * are locked in the order of ids.
 */
const recording = (rows: string): string =>
  prepared(`
  with locked as (
    select launch_id from deliveries where launch_id in (${rows}) order by launch_id for update
  )
  update deliveries d set
    phase = r.phase, session = r.session, lease_until = null, backoff_until = r.backoff_until,
    due_at = case when d.desired_version > r.seen_version then greatest($2::timestamptz, r.backoff_until) else r.due_at end,
    paced_until = case when d.desired_version > r.seen_version then greatest(r.paced_until, d.paced_until) else r.paced_until end,
    owes_completion = r.owes_completion or (d.owes_completion and d.desired_version > r.seen_version),
    outcome = r.outcome, waiting_for = r.waiting_for, rule_id = r.rule_id, verdict = r.verdict, receipt = coalesce(d.receipt, r.receipt),
    outcome_version = d.outcome_version + r.tell::int, updated_at = clock_timestamp()
  from jsonb_to_recordset($1::jsonb) as r(launch_id uuid, fence bigint, seen_version bigint, phase text, session jsonb, due_at timestamptz, paced_until timestamptz, backoff_until timestamptz, owes_completion boolean,
    outcome text, waiting_for text, rule_id text, verdict jsonb, receipt text, tell boolean)
  where d.launch_id = r.launch_id and d.fence = r.fence and (select count(*) from locked) > 0
  returning d.launch_id, d.outcome_version, d.receipt, d.due_at`);
const WRITTEN = `select (r->>'launch_id')::uuid from jsonb_array_elements($1::jsonb) r`;
const RECORD = recording(WRITTEN);
/** With the launches that wait for those that end (`$3`). */
const RECORD_ENDS = recording(`${WRITTEN} union select superseded_by from launches where launch_id = any($3::uuid[])`);

/** sid and address are kept no longer than they are needed (rule 76). */
const FORGET = prepared(
  `update launches set aicc_url_sealed = null, aicc_sid_sealed = null where launch_id = any($1::uuid[])`,
);
const WAKE_SUCCESSORS = prepared(`
  update deliveries d set due_at = greatest($2::timestamptz, d.backoff_until), desired_version = d.desired_version + 1
  from launches o where o.launch_id = any($1::uuid[]) and d.launch_id = o.superseded_by and d.phase <> 'over'`);
const RECEIPTS = prepared(`
  insert into receipts (tenant_id, day, code, launch_id)
  select tenant_id, $2::date, code, launch_id from jsonb_to_recordset($1::jsonb) as r(tenant_id uuid, code text, launch_id uuid) order by tenant_id, code
  on conflict do nothing returning launch_id, code`);
/** So many codes are tried for a launch; with 32^4 of them per tenant and day the first nearly always is free. */
const RECEIPT_TRIES = 10;

const Receipts = z.array(z.object({ launch_id: z.string(), code: z.string() }));
const Recorded = z.array(
  z.object({
    launch_id: z.string(),
    outcome_version: z.int(),
    receipt: z.string().nullable(),
    due_at: z.date().nullable(),
  }),
);

/**
 * Writes what came of claimed deliveries, many in one transaction, and tells the outcomes that changed. Statements of one `Promise.all` run
 * one after the other, in the order in which they stand there: the connection is one.
 */
@Injectable()
export class RecordStore {
  constructor(
    private readonly outbox: Outbox,
    private readonly trace: TraceStore,
    private readonly clock: Clock,
  ) {}

  /** Returns when there is more to do because of it, epoch ms; Infinity = nothing that we know of. */
  async record(finished: readonly FinishedDelivery[]): Promise<number> {
    return this.outbox.transaction(async (tx, add) => {
      const now = this.clock.now();
      const judged = finished.map((one) => outcomeFor(one, now.getTime()));
      const ended = idsOf(finished.filter(ends));
      const [, , receipts] = await Promise.all([
        ended.length > 0 && tx.query(LOCK_LAUNCHES, [ended]),
        this.acknowledge(tx, finished),
        this.receiptsFor(tx, judged, now),
      ]);
      const rows = judged.map((one) => ({ ...one, columns: columnsOf(one, receipts) }));
      const written = [JSON.stringify(rows.map(({ columns }) => columns)), now];
      const result: unknown = await (ended.length === 0
        ? tx.query(RECORD, written)
        : tx.query(RECORD_ENDS, [...written, ended]));
      const recorded = new Map(Recorded.parse(returnedRows(result)).map((row) => [row.launch_id, row]));
      const held = rows.filter(({ one }) => recorded.has(one.delivery.row.launch_id));
      const told = held.filter(({ columns }) => columns.tell);
      await this.follow(
        tx,
        held.map(({ one }) => one),
        now,
      );
      await Promise.all([
        this.trace.add(
          tx,
          finished.flatMap(({ trace }) => trace ?? []),
        ),
        add(
          told.map(({ one, after, outcome }) =>
            outcomeEvent(one, after, outcome, recorded.get(one.delivery.row.launch_id), now),
          ),
        ),
        noteCertificates(tx, finished.flatMap(certificateOf)),
        countPromptness(tx, countsOf(held), now),
      ]);
      // Whoever waited for a launch that is over may go at once.
      if (finished.some(({ judged }) => judged.phase === 'over')) return now.getTime();
      return Math.min(...[...recorded.values()].map((row) => row.due_at?.getTime() ?? Infinity));
    });
  }

  /** A code for each launch whose completion is confirmed and has none; unique per tenant and day. */
  private async receiptsFor(tx: Queryable, judged: readonly JudgedDelivery[], now: Date): Promise<Map<string, string>> {
    let wanted = judged
      .filter(
        ({ one, after, outcome }) =>
          outcome.outcome === 'confirmed' && after.progress.complete && one.delivery.row.receipt === null,
      )
      .map(({ one }) => one.delivery.row);
    const given = new Map<string, string>();
    for (let tried = 0; wanted.length > 0 && tried < RECEIPT_TRIES; tried += 1) {
      const rows = wanted.map(({ tenant_id, launch_id }) => ({ tenant_id, launch_id, code: receiptCode(randomInt) }));
      const added = Receipts.parse(await tx.query(RECEIPTS, [JSON.stringify(rows), now]));
      for (const { launch_id, code } of added) given.set(launch_id, code);
      wanted = wanted.filter(({ launch_id }) => !given.has(launch_id));
    }
    return given;
  }

  private async acknowledge(tx: Queryable, finished: readonly FinishedDelivery[]): Promise<void> {
    const [completed, settled] = [idsOf(finished.filter(completes)), idsOf(finished.filter(settles))];
    if (completed.length + settled.length > 0) await tx.query(ACKNOWLEDGED, [completed, settled]);
  }

  private async follow(tx: Queryable, held: readonly FinishedDelivery[], now: Date): Promise<void> {
    const ended = idsOf(held.filter(ends));
    if (ended.length === 0) return;
    await tx.query(FORGET, [ended]);
    const superseded = held.filter((one) => ends(one) && one.delivery.row.superseded_by !== null);
    await carrySecondsToSuccessors(tx, idsOf(superseded));
    await tx.query(WAKE_SUCCESSORS, [ended, now]);
  }
}
