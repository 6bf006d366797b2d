import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createLog } from '@aicc-bridge/platform';
import { until } from '@aicc-bridge/testing';
import { DeliveryBell } from '../src/delivery/delivery-bell.js';
import { RecordStore } from '../src/delivery/record.store.js';
import { TraceStore } from '../src/trace/trace.store.js';
import { aDeliveryWorker, anOpening, ScriptedLms } from './delivery-worker.js';
import { aLaunch, openReporterDatabase, type ReporterDatabase } from './reporter-database.js';

/** longer than the test waits */
const POLL_MS = 60_000;

let db: ReporterDatabase;
beforeAll(async () => void (db = await openReporterDatabase()));
afterAll(() => db.close());

/** A database that takes no outcome until it is back. */
class AwayRecords extends RecordStore {
  away = true;
  failed = 0;
  override async record(finished: Parameters<RecordStore['record']>[0]): Promise<number> {
    if (!this.away) return super.record(finished);
    this.failed += 1;
    throw new Error('away');
  }
}

test('who is rung for while an outcome cannot be written goes at once, not with the next poll', async () => {
  const asked: string[] = [];
  const lms = new ScriptedLms(async ({ row }) => {
    asked.push(row.launch_id);
    return anOpening(row.launch_id, row.learner_id);
  });
  const clock = { now: () => new Date() };
  const records = new AwayRecords(db.outbox, new TraceStore(), clock);
  const bell = new DeliveryBell();
  const log = createLog('progress-reporter', 'error');
  const worker = aDeliveryWorker(db, { lms, log, pollMs: POLL_MS, records, bell });
  const [first, second] = [aLaunch(), aLaunch()];
  await db.outbox.transaction((tx) => db.store.start(tx, [first], new Date()));
  worker.onApplicationBootstrap();
  try {
    await until(() => records.failed > 1, { what: 'outcomes that are not written', timeoutMs: 15_000 });
    await db.outbox.transaction((tx) => db.store.start(tx, [second], new Date()));
    bell.ring();
    await until(() => asked.includes(second.launchId), { what: 'the second launch to go', timeoutMs: 15_000 });
  } finally {
    records.away = false;
    await worker.onModuleDestroy();
  }
  expect(asked).toEqual([first.launchId, second.launchId]);
});
