import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Peer } from '@aicc-bridge/hacp-client';
import { newId } from '@aicc-bridge/platform';
import { RecordStore } from '../src/delivery/record.store.js';
import { DeliveryHealthStore, type HostHealth } from '../src/health/delivery-health.store.js';
import { ids } from '../src/test-builders.js';
import { TraceStore } from '../src/trace/trace.store.js';
import { aLaunch, aTrace, openReporterDatabase, type ReporterDatabase } from './reporter-database.js';

let db: ReporterDatabase;
let records: RecordStore;
beforeAll(async () => {
  db = await openReporterDatabase();
  records = new RecordStore(db.outbox, new TraceStore(), { now: () => new Date() });
});
afterAll(() => db.close());

const MINUTE_MS = 60_000;
const minutesAgo = (minutes: number): Date => new Date(Date.now() - minutes * MINUTE_MS);

function tls(validTo: string): Peer {
  return { address: '192.0.2.1', tls: { protocol: 'TLSv1.3', cipher: 'AES', issuer: 'Example CA', validTo } };
}

/** Exchanges with a host, one after the other, in one write if they are given together. */
async function exchanged(host: string, ...seen: readonly (readonly [minutesAgo: number, peer: Peer | null])[]) {
  const launches = seen.map(() => aLaunch({ host, learnerId: newId(), startedAt: minutesAgo(60).toISOString() }));
  await db.outbox.transaction((tx) => db.store.start(tx, launches, minutesAgo(60)));
  const claimed = await db.claimDue(new Date(), 10);
  const finished = claimed.flatMap((delivery, n) => {
    const [minutes, peer] = seen[n] ?? [0, null];
    const { session, phase } = delivery.facts;
    const facts = { timings: null, peer };
    const trace = aTrace(delivery.row.launch_id, { startedAt: minutesAgo(minutes), facts });
    return [{ delivery, judged: { phase, session, dueAt: null }, hold: null, trace }];
  });
  expect(finished).toHaveLength(seen.length);
  await records.record(finished);
}

async function shownBy(host: string): Promise<HostHealth['certificate']> {
  const { hosts } = await new DeliveryHealthStore(db.dataSource).read(ids.tenant, new Date());
  return hosts.find((one) => one.host === host)?.certificate ?? null;
}

test('health names the certificate that a host showed last, also if its newest connection was a kept one', async () => {
  await exchanged('tls.example.org', [30, tls('Dec  1 10:00:00 2026 GMT')]);
  await exchanged('tls.example.org', [20, tls('Mar  1 10:00:00 2027 GMT')], [25, tls('Dec  1 10:00:00 2026 GMT')]);
  await exchanged('tls.example.org', [10, null]);
  expect(await shownBy('tls.example.org')).toMatchObject({
    issuer: 'Example CA',
    validTo: new Date('2027-03-01T10:00:00Z'),
  });
});

test('what was seen earlier and is recorded later takes nothing back', async () => {
  await exchanged('order.example.org', [5, tls('Mar  1 10:00:00 2027 GMT')]);
  await exchanged('order.example.org', [15, tls('Dec  1 10:00:00 2026 GMT')]);
  expect((await shownBy('order.example.org'))?.validTo).toEqual(new Date('2027-03-01T10:00:00Z'));
});

test('the same certificate again writes nothing within the hour', async () => {
  const rows = async (): Promise<unknown> =>
    db.dataSource.query(`select xmin::text, seen_at from certificates where host = 'same.example.org'`);
  await exchanged('same.example.org', [90, tls('Mar  1 10:00:00 2027 GMT')]);
  const first = await rows();
  await exchanged('same.example.org', [40, tls('Mar  1 10:00:00 2027 GMT')]);
  expect(await rows()).toEqual(first);
  await exchanged('same.example.org', [20, tls('Mar  1 10:00:00 2027 GMT')]);
  expect((await shownBy('same.example.org'))?.seenAt?.getTime()).toBeGreaterThan(minutesAgo(25).getTime());
});

test('a host on http, or one whose certificate cannot be read, has none to warn of', async () => {
  await exchanged('plain.example.org', [5, { address: '192.0.2.1', tls: null }]);
  expect(await shownBy('plain.example.org')).toBeNull();
  await exchanged('odd.example.org', [5, tls('some day')]);
  expect(await shownBy('odd.example.org')).toMatchObject({ validTo: null });
});
