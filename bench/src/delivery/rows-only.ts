import { randomUUID } from 'node:crypto';
import { BatchWriter } from '@aicc-bridge/platform';
import pg from 'pg';

/**
 * The floor under any design of `delivery`: the rows that each delivery owes – claimed with a lease, outcome, trace, event in an outbox –
 * in large batches, and the post. Nothing is guarded, unsealed, classified or decided; no attempt, receipt or count.
 */
const SCHEMA = `
  drop table if exists due, trace, events;
  create table due (
    launch_id uuid primary key, tenant_id uuid not null, host text not null, due_at timestamptz, lease_until timestamptz,
    fence bigint not null default 0, session jsonb not null, outcome text not null default 'sending'
  ) with (fillfactor = 60);
  create index due_by_time on due (due_at) where due_at is not null;
  create table trace (
    exchange_id uuid primary key, launch_id uuid not null, started_at timestamptz not null, took_ms int not null, request text not null,
    http_status int not null, answer text not null, classification text not null
  );
  create index trace_of_launch on trace (launch_id, started_at);
  create table events (id bigint generated always as identity primary key, topic text not null, key text not null, value bytea not null)`;

const FILL = `
  insert into due (launch_id, tenant_id, host, due_at, session)
  select gen_random_uuid(), gen_random_uuid(), 'lms-' || n % 200, now(), $2::jsonb from generate_series(1, $1::int) n`;

const CLAIM = `
  update due d set lease_until = clock_timestamp() + interval '20 s', fence = fence + 1
  from (select launch_id from due where due_at <= now() and lease_until is null order by due_at limit $1 for update skip locked) c
  where d.launch_id = c.launch_id returning d.launch_id, d.host, d.session, d.fence`;
const RECORD = `
  update due d set session = r.session, outcome = r.outcome, due_at = null, lease_until = null
  from jsonb_to_recordset($1::jsonb) as r(launch_id uuid, fence bigint, session jsonb, outcome text) where d.launch_id = r.launch_id and d.fence = r.fence`;
const TRACE = `
  insert into trace select * from jsonb_to_recordset($1::jsonb)
  as r(exchange_id uuid, launch_id uuid, started_at timestamptz, took_ms int, request text, http_status int, answer text, classification text)`;
const EVENTS = `
  insert into events (topic, key, value) select 'delivery.outcomes.v1', r.key, convert_to(r.value, 'UTF8')
  from jsonb_to_recordset($1::jsonb) as r(key text, value text)`;

interface Claimed {
  readonly launch_id: string;
  readonly fence: string;
}

interface Order {
  readonly databaseUrl: string;
  readonly jobs: number;
  readonly body: string;
}

/** ms that it takes; `post` resolves with the answer's text. */
export async function rowsOnly(order: Order, connections: number, post: () => Promise<string>): Promise<number> {
  const pool = new pg.Pool({ connectionString: order.databaseUrl, max: 4 });
  await pool.query(SCHEMA);
  await pool.query(FILL, [order.jobs, JSON.stringify(session('incomplete'))]);
  await pool.query('analyze due');
  const outcomes = new BatchWriter<Done>((batch) => record(pool, batch).then(() => batch.map(() => undefined)), {
    parallel: 2,
    size: 500,
    gatherMs: 10,
  });
  const written: Promise<void>[] = [];
  const queue = claims(pool, order.jobs);
  const begun = performance.now();
  const worker = async (): Promise<void> => {
    for (let one = await queue(); one !== null; one = await queue()) {
      const at = Date.now();
      const answer = await post();
      written.push(outcomes.add({ claimed: one, at, answer, request: order.body }));
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
  await Promise.all(written);
  const ms = performance.now() - begun;
  await pool.end();
  return ms;
}

/** Hands out claimed rows one by one; the next five hundred are claimed while the last are being posted. */
function claims(pool: pg.Pool, jobs: number): () => Promise<Claimed | null> {
  const ready: Claimed[] = [];
  let left = jobs;
  let asking: Promise<void> | null = null;
  const more = async (): Promise<void> => {
    const { rows } = await pool.query<Claimed>({ name: 'claim', text: CLAIM, values: [500] });
    ready.push(...rows);
    asking = null;
  };
  return async () => {
    if (left === 0) return null;
    left -= 1;
    if (ready.length < 250) asking ??= more();
    for (;;) {
      const one = ready.shift();
      if (one) return one;
      await (asking ??= more());
    }
  };
}

interface Done {
  readonly claimed: Claimed;
  readonly at: number;
  readonly request: string;
  readonly answer: string;
}

async function record(pool: pg.Pool, batch: readonly Done[]): Promise<void> {
  const client = await pool.connect();
  const outcomes = batch.map(({ claimed }) => ({
    launch_id: claimed.launch_id,
    fence: claimed.fence,
    session: session('completed'),
    outcome: 'confirmed',
  }));
  const traces = batch.map(({ claimed, at, request, answer }) => ({
    exchange_id: randomUUID(),
    launch_id: claimed.launch_id,
    started_at: new Date(at),
    took_ms: Date.now() - at,
    request,
    http_status: 200,
    answer,
    classification: 'confirmed',
  }));
  const events = outcomes.map(({ launch_id, outcome }) => ({
    key: launch_id,
    value: JSON.stringify({
      specversion: '1.0',
      id: randomUUID(),
      type: 'delivery.outcome.v1',
      data: { launch_id, outcome },
    }),
  }));
  await client.query('begin');
  await client.query({ name: 'record', text: RECORD, values: [JSON.stringify(outcomes)] });
  await client.query({ name: 'trace', text: TRACE, values: [JSON.stringify(traces)] });
  await client.query({ name: 'events', text: EVENTS, values: [JSON.stringify(events)] });
  await client.query('commit');
  client.release();
}

function session(status: string): object {
  return {
    mode: 'normal',
    lms: { status: 'incomplete', percent: 40 },
    acknowledged: { status, percent: 100 },
    failures: 0,
  };
}
