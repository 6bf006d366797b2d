import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createLog, newId } from '@aicc-bridge/platform';
import { until } from '@aicc-bridge/testing';
import { aDeliveryWorker, anOpening, ScriptedLms } from './delivery-worker.js';
import { aLaunch, openReporterDatabase, type ReporterDatabase } from './reporter-database.js';

const LAUNCHES = 40;
/** longer than the test waits */
const POLL_MS = 60_000;

let db: ReporterDatabase;
beforeAll(async () => void (db = await openReporterDatabase()));
afterAll(() => db.close());

test('what becomes due between a claim that found nothing and the question for the next goes at once, not with the next poll', async () => {
  const launches = Array.from({ length: LAUNCHES }, () => aLaunch({ learnerId: newId() }));
  await db.outbox.transaction((tx) => db.store.start(tx, launches, new Date()));
  // Each a little after the millisecond at which the worker wakes for it: its claim comes too early.
  await db.dataSource.query(
    `update deliveries d set due_at = date_trunc('milliseconds', clock_timestamp()) + interval '500.9 milliseconds' + o.n * interval '40 milliseconds'
     from (select launch_id, row_number() over () as n from deliveries) o where o.launch_id = d.launch_id`,
  );
  const asked = new Set<string>();
  const lms = new ScriptedLms(async ({ row }) => {
    asked.add(row.launch_id);
    return anOpening(row.launch_id, row.learner_id);
  });
  const worker = aDeliveryWorker(db, { lms, log: createLog('progress-reporter', 'error'), pollMs: POLL_MS });
  worker.onApplicationBootstrap();
  try {
    await until(() => asked.size === LAUNCHES, { what: 'all to be asked for', timeoutMs: 15_000 });
  } finally {
    await worker.onModuleDestroy();
  }
  expect(asked.size).toBe(LAUNCHES);
});
