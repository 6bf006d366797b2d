import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CONNECTION_CHECK } from '@aicc-bridge/contracts';
import { newId } from '@aicc-bridge/platform';
import type { ClaimedDelivery } from '../src/delivery/claimed-delivery.js';
import { RecordStore } from '../src/delivery/record.store.js';
import type { SessionState } from '../src/delivery/session-state.js';
import { DeliveryHealthStore, PROMPTNESS } from '../src/health/delivery-health.store.js';
import { ids } from '../src/test-builders.js';
import { TraceStore } from '../src/trace/trace.store.js';
import { aLaunch, openReporterDatabase, planOf, type ReporterDatabase } from './reporter-database.js';

const NOW = new Date('2026-11-24T10:00:00Z');
const later = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1_000);
const clock = { at: NOW, now: () => clock.at };
let db: ReporterDatabase;
let records: RecordStore;
let health: DeliveryHealthStore;

beforeAll(async () => {
  db = await openReporterDatabase();
  records = new RecordStore(db.outbox, new TraceStore(), clock);
  health = new DeliveryHealthStore(db.dataSource);
});
afterAll(() => db.close());

/** A launch whose progress is due now, as a worker has claimed it. */
async function claimed(more: { tenantId?: string; courseId?: string } = {}): Promise<ClaimedDelivery> {
  const launch = aLaunch({ learnerId: newId(), ...more });
  await db.outbox.transaction((tx) => db.store.start(tx, [launch], NOW));
  const [delivery] = await db.claimDue(NOW, 1);
  if (!delivery) throw new Error('nothing was due');
  return delivery;
}

/** What an LMS that takes everything makes of it. */
async function confirm(delivery: ClaimedDelivery, at: Date): Promise<void> {
  const acknowledged = { status: 'incomplete', percent: 40, version: 1, at: at.getTime() } as const;
  await record(delivery, at, { acknowledged, trouble: null });
}

async function record(delivery: ClaimedDelivery, at: Date, more: Partial<SessionState>, dueAt: Date | null = null) {
  clock.at = at;
  const session = { ...delivery.facts.session, mode: 'normal' as const, ...more };
  const judged = { phase: 'reporting' as const, session, dueAt: dueAt?.getTime() ?? null };
  await records.record([{ delivery, judged, hold: null, trace: null }]);
}

async function figures(tenantId: string | null, now = later(60)) {
  return (await health.read(tenantId, now)).promptness;
}

test('nobody knows anything before progress was confirmed', async () => expect(await figures(null)).toEqual([]));

test('counts what was confirmed within 30 s and what took longer, organisation by organisation', async () => {
  await confirm(await claimed(), later(2));
  await confirm(await claimed(), later(29));
  await confirm(await claimed(), later(45));
  await confirm(await claimed({ tenantId: ids.otherTenant }), later(1));
  expect(await figures(ids.tenant)).toEqual([{ tenantId: ids.tenant, prompt: 2, late: 1 }]);
  expect(await figures(null)).toHaveLength(2);
});

test('a try that failed does not set back since when the progress is due', async () => {
  const before = await figures(ids.tenant);
  const first = await claimed();
  await record(first, later(10), { trouble: 'busy', failures: 1 }, later(25));
  const [again] = await db.claimDue(later(25), 1);
  if (!again) throw new Error('the second try was not due');
  await confirm(again, later(35));
  expect(await figures(ids.tenant)).toEqual(before.map((one) => ({ ...one, late: one.late + 1 })));
});

test('who lost the launch to another worker, and the test course, count nothing', async () => {
  const before = await figures(null);
  const lost = await claimed();
  await db.dataSource.query('update deliveries set fence = fence + 1, due_at = null where launch_id = $1', [
    lost.row.launch_id,
  ]);
  await confirm(lost, later(2));
  await confirm(await claimed({ courseId: CONNECTION_CHECK }), later(2));
  expect(await figures(null)).toEqual(before);
});

test('what was more than 7 days ago is no part of the figure', async () =>
  expect(await figures(null, later(8 * 86_400))).toEqual([]));

test('an organisation’s figure is read by index from a week of two hundred organisations', async () => {
  await db.dataSource.query(
    `insert into promptness (tenant_id, hour, part, prompt, late)
     select ('00000000-0000-7000-8000-' || lpad(t::text, 12, '0'))::uuid, $1::timestamptz - h * interval '1 hour', p, 50, 1
     from generate_series(1, 200) t, generate_series(1, 160) h, generate_series(0, 1) p`,
    [NOW],
  );
  await db.dataSource.query('analyze promptness');
  expect(await planOf(db, PROMPTNESS, [ids.tenant, later(-7 * 86_400)])).toContain('promptness_pkey');
  expect(await figures(null)).toHaveLength(202);
});
