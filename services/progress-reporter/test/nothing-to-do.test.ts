import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { HacpClient } from '@aicc-bridge/hacp-client';
import { createLog, newId, SystemClock } from '@aicc-bridge/platform';
import { until } from '@aicc-bridge/testing';
import { LmsExchange } from '../src/delivery/lms-exchange.provider.js';
import { RecordStore } from '../src/delivery/record.store.js';
import { aTenant, ids } from '../src/test-builders.js';
import { TraceStore } from '../src/trace/trace.store.js';
import { aDeliveryWorker } from './delivery-worker.js';
import { aLaunch, KEYRING, openReporterDatabase, type ReporterDatabase } from './reporter-database.js';

const LAUNCHES = 100;
const clock = new SystemClock();
let db: ReporterDatabase;
beforeAll(async () => void (db = await openReporterDatabase()));
afterAll(() => db.close());

/** Writes nothing before it may. */
class PatientRecords extends RecordStore {
  private go: () => void = () => undefined;
  private readonly may = new Promise<void>((resolve) => (this.go = resolve));
  release(): void {
    this.go();
  }
  override async record(finished: Parameters<RecordStore['record']>[0]): Promise<number> {
    await this.may;
    return super.record(finished);
  }
}

/** There is nothing to send to it. */
const lms = new LmsExchange(new HacpClient({ allowedNetworks: [] }), KEYRING, clock);

test('launches of a host for which there is nothing to send do not wait for each other’s writes', async () => {
  await db.learn('settings.tenants.v1', ids.tenant, aTenant({ aggregateVersion: 2, enabled: false }));
  const launches = Array.from({ length: LAUNCHES }, () => aLaunch({ learnerId: newId() }));
  await db.outbox.transaction((tx) => db.store.start(tx, launches, new Date()));
  const records = new PatientRecords(db.outbox, new TraceStore(), clock);
  const log = createLog('progress-reporter', 'error');
  const worker = aDeliveryWorker(db, { lms, log, pollMs: 1_000, records });
  const count = async (which: string): Promise<unknown> =>
    db.dataSource.query(`select count(*)::int as n from deliveries where ${which}`);
  worker.onApplicationBootstrap();
  try {
    await until(async () => JSON.stringify(await count('lease_until is not null')) === `[{"n":${LAUNCHES}}]`, {
      what: 'all to be looked at',
      timeoutMs: 5_000,
    });
  } finally {
    records.release();
    await worker.onModuleDestroy();
  }
  expect(await count('lease_until is null and due_at is null')).toEqual([{ n: LAUNCHES }]);
});
