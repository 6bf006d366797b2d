import { Writable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createLog } from '@aicc-bridge/platform';
import { until } from '@aicc-bridge/testing';
import { aDeliveryWorker, anOpening, ScriptedLms } from './delivery-worker.js';
import { aLaunch, openReporterDatabase, type ReporterDatabase } from './reporter-database.js';

let db: ReporterDatabase;
beforeAll(async () => void (db = await openReporterDatabase(200)));
afterAll(() => db.close());

test('a launch whose row somebody else holds is put off: a warning that heals itself, not an error with a stack', async () => {
  const launch = aLaunch();
  await db.outbox.transaction((tx) => db.store.start(tx, [launch], new Date()));
  const lines: string[] = [];
  const out = new Writable({ write: (chunk, _encoding, done) => (lines.push(String(chunk)), done()) });
  const lms = new ScriptedLms(async ({ row }) => anOpening(row.launch_id, row.learner_id));
  const worker = aDeliveryWorker(db, { lms, log: createLog('progress-reporter', 'warn', out), pollMs: 1_000 });
  const holder = db.dataSource.createQueryRunner();
  await holder.startTransaction();
  await holder.query('select 1 from activity where launch_id = $1 for update', [launch.launchId]);
  worker.onApplicationBootstrap();
  try {
    await until(() => lines.length > 0, { what: 'a line about it', timeoutMs: 15_000 });
  } finally {
    await holder.rollbackTransaction();
    await holder.release();
    await worker.onModuleDestroy();
  }
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    expect.objectContaining({ level: 'warn', msg: 'delivery.put-off', launchId: launch.launchId }),
  ]);
  expect(lines.join('')).not.toContain('stack');
});
