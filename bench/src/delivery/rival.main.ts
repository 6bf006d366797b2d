import { Logger, run, WorkerPreset } from 'graphile-worker';
import PgBoss from 'pg-boss';
import pg from 'pg';
import { z } from 'zod';
import { barePost, CONNECTIONS } from './bare-post.js';
import { rowsOnly } from './rows-only.js';

/**
 * What a job queue does with the same work: one POST per job, no guard, no classification, no trace, no outbox. The jobs are there before
 * the time begins. One queue per process.
 */
const Order = z.object({ databaseUrl: z.string(), port: z.number(), jobs: z.number(), body: z.string() });
type Order = z.infer<typeof Order>;

const QUEUES = {
  'graphile-worker': graphileWorker,
  'pg-boss': pgBoss,
  'rows-only': (order: Order) => rowsOnly(order, CONNECTIONS, () => post(order)),
} as const;
const Name = z.enum(['graphile-worker', 'pg-boss', 'rows-only']);

process.on('message', (message) => {
  void QUEUES[Name.parse(process.env['RIVAL'])](Order.parse(message)).then((ms) => process.send?.({ ms }));
});
process.on('disconnect', () => process.exit(0));
process.send?.({ ready: true });

let connected: ReturnType<typeof barePost> | null = null;

function post({ port, body }: Order): Promise<string> {
  connected ??= barePost(port);
  return connected(body);
}

/** Tuned as its documentation says for many short jobs: a local queue of 500, completions in batches. */
async function graphileWorker(order: Order): Promise<number> {
  const { databaseUrl: connectionString, jobs } = order;
  const done = countdown(jobs);
  const preset = {
    extends: [WorkerPreset],
    // It says every job otherwise, which costs it a third of its rate.
    worker: {
      logger: new Logger(() => () => undefined),
      connectionString,
      concurrentJobs: CONNECTIONS,
      localQueue: { size: 500 },
      completeJobBatchDelay: 0,
    },
  };
  const taskList = { post: () => post(order).then(() => done.one()) };
  const runner = await run({ preset, taskList: { post: async () => undefined }, noHandleSignals: true });
  await runner.stop();
  const db = new pg.Client({ connectionString });
  await db.connect();
  await db.query(
    `select graphile_worker.add_jobs(array_agg(('post', '{}', null, null, null, null, null, null)::graphile_worker.job_spec))
     from generate_series(1, $1)`,
    [jobs],
  );
  const begun = performance.now();
  const working = await run({ preset, taskList, noHandleSignals: true });
  await done.all;
  const left = async (): Promise<number> => {
    const { rows } = await db.query<{ n: number }>('select count(*)::int as n from graphile_worker.jobs');
    return rows[0]?.n ?? 0;
  };
  while ((await left()) > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  const ms = performance.now() - begun;
  await working.stop();
  await db.end();
  return ms;
}

async function pgBoss(order: Order): Promise<number> {
  const boss = new PgBoss({ connectionString: order.databaseUrl, max: 20 });
  boss.on('error', () => undefined);
  await boss.start();
  await boss.createQueue('post');
  for (let from = 0; from < order.jobs; from += 1_000)
    await boss.insert(Array.from({ length: Math.min(1_000, order.jobs - from) }, () => ({ name: 'post', data: {} })));
  const done = countdown(order.jobs);
  const begun = performance.now();
  await boss.work('post', { batchSize: 500, pollingIntervalSeconds: 0.5 }, async (batch) => {
    await Promise.all(batch.map(() => post(order)));
    for (const _job of batch) done.one();
  });
  await done.all;
  const ms = performance.now() - begun;
  await boss.stop({ graceful: true, wait: true });
  return ms;
}

function countdown(count: number): { readonly one: () => void; readonly all: Promise<void> } {
  let left = count;
  let finish = (): void => undefined;
  const all = new Promise<void>((resolve) => (finish = resolve));
  const one = (): void => {
    left -= 1;
    if (left === 0) finish();
  };
  return { one, all };
}
