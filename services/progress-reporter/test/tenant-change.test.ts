import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { outgoingEvent } from '@aicc-bridge/messaging';
import { newId } from '@aicc-bridge/platform';
import { tenants } from '../src/read-models.store.js';
import { aTenant, ids } from '../src/test-builders.js';
import { openReporterDatabase, type ReporterDatabase } from './reporter-database.js';

let db: ReporterDatabase;
beforeAll(async () => {
  db = await openReporterDatabase();
});
afterAll(() => db.close());

async function change(aggregateVersion: number, more: object): Promise<void> {
  const data = aTenant({ aggregateVersion, ...more });
  const facts = { topic: 'settings.tenants.v1', key: ids.tenant, type: 'settings.tenant', source: '/test' } as const;
  await tenants.apply(db.dataSource, [
    { ...outgoingEvent({ ...facts, id: newId(), time: new Date(), data }), position: '0' },
  ]);
}

test('a claim that comes after a change of the tenant sees the change, else nobody would wake the launch again', async () => {
  await change(2, { enabled: false });
  expect((await db.tenants.of([ids.tenant]))(ids.tenant).state?.enabled).toBe(false);
  await change(3, { enabled: true });
  expect((await db.tenants.of([ids.tenant]))(ids.tenant).state?.enabled).toBe(true);
});

test('a tenant that was not known a moment ago is known once its event has come', async () => {
  expect((await db.tenants.of([ids.otherTenant]))(ids.otherTenant).state).toBeNull();
  const data = aTenant({ tenantId: ids.otherTenant });
  const facts = {
    topic: 'settings.tenants.v1',
    key: ids.otherTenant,
    type: 'settings.tenant',
    source: '/test',
  } as const;
  await tenants.apply(db.dataSource, [
    { ...outgoingEvent({ ...facts, id: newId(), time: new Date(), data }), position: '0' },
  ]);
  expect((await db.tenants.of([ids.otherTenant]))(ids.otherTenant).state?.enabled).toBe(true);
});
