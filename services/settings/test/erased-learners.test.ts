import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Outbox, outgoingEvent } from '@aicc-bridge/messaging';
import { newId } from '@aicc-bridge/platform';
import { AuditStore } from '../src/audit/audit.store.js';
import { ErasedLearnersConsumer } from '../src/audit/erased-learners.consumer.js';
import { openSettingsDatabase, type SettingsDatabase } from './settings-database.js';

const NOW = new Date('2026-11-25T10:00:00Z');
const clock = { now: () => NOW };
const tenantId = '0193b2a0-0000-7000-8000-00000000000a';
let db: SettingsDatabase;
let audit: AuditStore;
let consumer: ErasedLearnersConsumer;

beforeAll(async () => {
  db = await openSettingsDatabase();
  const { dataSource } = db;
  audit = new AuditStore(dataSource, clock);
  consumer = new ErasedLearnersConsumer(new Outbox(dataSource), audit, clock);
}, 60_000);
afterAll(() => db?.close());

function message(id: string, data: unknown) {
  const facts = { topic: 'learner.erased.v1', key: 'x', type: 'learner.erased', source: '/test' } as const;
  return { ...outgoingEvent({ ...facts, id, time: NOW, data }), position: '0' };
}

test('an erasure stands in the audit trail once, with who asked for it, however often it is told', async () => {
  const [learnerId, admin] = [newId(), newId()];
  const erased = message(newId(), { tenantId, learnerId, by: `person:${admin}`, at: NOW.toISOString() });
  for (const messages of [[erased, erased], [erased]]) await consumer.onBatch({ topic: 'learner.erased.v1', messages });
  expect(await audit.list(tenantId, null, 10)).toMatchObject([
    { who: `person:${admin}`, action: 'learner.erased', detail: { learnerId } },
  ]);
  expect(await audit.ofPerson(tenantId, admin)).toHaveLength(1);
});

test('an event that cannot be read is put aside and holds nothing up', async () => {
  const learnerId = newId();
  const bad = message('not-a-uuid', { tenantId, learnerId: newId(), at: NOW.toISOString() });
  const good = message(newId(), { tenantId, learnerId, at: NOW.toISOString() });
  await consumer.onBatch({ topic: 'learner.erased.v1', messages: [bad, good] });
  const entries = JSON.stringify(await audit.list(tenantId, null, 10));
  expect(entries).toContain(learnerId);
  const parked = await db.dataSource.query<unknown[]>(`select 1 from outbox where topic = 'viewing.rejected.v1'`);
  expect(parked).toHaveLength(1);
});
