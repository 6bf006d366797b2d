import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { HacpClient } from '@aicc-bridge/hacp-client';
import { createLog, newId } from '@aicc-bridge/platform';
import { until } from '@aicc-bridge/testing';
import type { ClaimedDelivery } from '../src/delivery/claimed-delivery.js';
import { DeliveryBell } from '../src/delivery/delivery-bell.js';
import { DeliveryStore } from '../src/delivery/delivery.store.js';
import { DeliverySettings, DeliveryWorker } from '../src/delivery/delivery.worker.js';
import { HostGates } from '../src/delivery/host-gates.js';
import { type Exchanged, LmsExchange } from '../src/delivery/lms-exchange.provider.js';
import { OpenSessionStore } from '../src/delivery/open-session.store.js';
import { RecordStore } from '../src/delivery/record.store.js';
import { TenantCache } from '../src/delivery/tenant-cache.provider.js';
import { DEFAULT_DURATIONS } from '../src/durations.js';
import { TraceStore } from '../src/trace/trace.store.js';
import { aLaunch, aTrace, KEYRING, openReporterDatabase, type ReporterDatabase } from './reporter-database.js';

const LAUNCHES = 200;
/** longer than the test waits */
const POLL_MS = 20_000;
const clock = { now: () => new Date() };

let db: ReporterDatabase;
beforeAll(async () => void (db = await openReporterDatabase()));
afterAll(() => db.close());

/** Of eight answers one comes a little earlier: the others' slots become free while the claim for the first one is on its way. */
class UnevenLms extends LmsExchange {
  private asked = 0;

  override async send({ row }: ClaimedDelivery): Promise<Exchanged> {
    this.asked += 1;
    await new Promise((resolve) => setTimeout(resolve, this.asked % 8 === 1 ? 20 : 22));
    const aiccData = `[Core]\r\nStudent_ID=${row.learner_id}\r\nLesson_Status=n,a\r\n`;
    return { result: { kind: 'confirmed', aiccData }, trace: aTrace(row.launch_id, { command: 'GetParam' }) };
  }
}

test('what waits for a slot of its host goes when one is free, not when the next poll comes', async () => {
  const launches = Array.from({ length: LAUNCHES }, () => aLaunch({ learnerId: newId() }));
  await db.outbox.transaction((tx) => db.store.start(tx, launches, new Date()));
  const client = new HacpClient({ allowedNetworks: [] });
  const worker = new DeliveryWorker(
    new DeliveryStore(db.dataSource, new TenantCache(db.dataSource, db.readModels, client)),
    new RecordStore(db.outbox, new TraceStore(), clock),
    new OpenSessionStore(db.dataSource, db.readModels, clock),
    new UnevenLms(client, KEYRING, clock),
    new HostGates(),
    new DeliverySettings(DEFAULT_DURATIONS, 1_000, 256, POLL_MS),
    clock,
    createLog('progress-reporter', 'error'),
    new DeliveryBell(),
  );
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
