import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createLog, newId } from '@aicc-bridge/platform';
import { until } from '@aicc-bridge/testing';
import { aDeliveryWorker, anOpening, ScriptedLms } from './delivery-worker.js';
import { aLaunch, openReporterDatabase, type ReporterDatabase } from './reporter-database.js';

const LAUNCHES = 200;
/** longer than the test waits */
const POLL_MS = 20_000;

let db: ReporterDatabase;
beforeAll(async () => void (db = await openReporterDatabase()));
afterAll(() => db.close());

/** Of eight answers one comes a little earlier: the others' slots become free while the claim for the first one is on its way. */
function unevenLms(): ScriptedLms {
  let asked = 0;
  return new ScriptedLms(async ({ row }) => {
    asked += 1;
    await new Promise((resolve) => setTimeout(resolve, asked % 8 === 1 ? 20 : 22));
    return anOpening(row.launch_id, row.learner_id);
  });
}

test('what waits for a slot of its host goes when one is free, not when the next poll comes', async () => {
  const launches = Array.from({ length: LAUNCHES }, () => aLaunch({ learnerId: newId() }));
  await db.outbox.transaction((tx) => db.store.start(tx, launches, new Date()));
  const log = createLog('progress-reporter', 'error');
  const worker = aDeliveryWorker(db, { lms: unevenLms(), log, pollMs: POLL_MS });
  const opened = async (): Promise<boolean> => {
    const rows = await db.dataSource.query<{ n: number }[]>(
      `select count(*)::int as n from deliveries where phase = 'reporting'`,
    );
    return rows[0]?.n === LAUNCHES;
  };
  worker.onApplicationBootstrap();
  try {
    await until(opened, { what: 'all to be asked for', timeoutMs: 15_000 });
  } finally {
    await worker.onModuleDestroy();
  }
  expect(await opened()).toBe(true);
});
