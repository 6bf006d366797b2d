import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { outgoingEvent } from '@aicc-bridge/messaging';
import { newId } from '@aicc-bridge/platform';
import { tenants } from '../src/read-models.store.js';
import { DeliveryStore } from '../src/delivery/delivery.store.js';
import { wakeTenants } from '../src/delivery/wake.store.js';
import { aTenant, ids } from '../src/test-builders.js';
import { aLaunch, openReporterDatabase, type ReporterDatabase } from './reporter-database.js';

const NOW = new Date();
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

test('a change between the claim and the reading of what was claimed is seen with its wake-up, never the wake-up alone', async () => {
  await change(4, { enabled: false });
  const launch = aLaunch({ learnerId: newId() });
  await db.outbox.transaction((tx) => db.store.start(tx, [launch], NOW));
  await db.tenants.of([ids.tenant]);
  const asked: string[] = [];
  const watched = new Proxy(db.dataSource, {
    get(dataSource, name) {
      if (name !== 'createQueryRunner') return Reflect.get(dataSource, name) as unknown;
      return () => {
        const connection = dataSource.createQueryRunner();
        const query = connection.query.bind(connection);
        return Object.assign(connection, {
          query: (sql: string, parameters: unknown[]) => {
            if (sql.includes('lane_taken')) asked.push('facts');
            if (sql.includes('aggregate_version from read_model')) asked.push('tenants');
            return query(sql, parameters) as Promise<unknown>;
          },
        });
      };
    },
  });
  const deliveries = new DeliveryStore(watched, db.tenants);
  const [claim] = await deliveries.claim(NOW, 1, 60_000, { slots: {}, otherwise: 8 });
  await change(5, { enabled: true });
  await db.outbox.transaction((tx) => wakeTenants(tx, [ids.tenant], NOW));
  const [delivery] = claim ? await deliveries.load([claim]) : [];
  expect(delivery).toMatchObject({ facts: { desiredVersion: 2, tenant: { enabled: true } } });
  // On one connection, which answers in order: a change that comes between the two is seen by the later one alone.
  expect(asked).toEqual(['facts', 'tenants']);
});
