import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { InProcessBus, Outbox } from '@aicc-bridge/messaging';
import { newId } from '@aicc-bridge/platform';
import { z } from 'zod';
import { AuditStore } from '../src/audit/audit.store.js';
import { replaceHosts, ReplaceHosts } from '../src/tenants/change-tenant.js';
import { TenantsStore } from '../src/tenants/tenants.store.js';
import { openSettingsDatabase, type SettingsDatabase } from './settings-database.js';

const clock = { now: () => new Date() };
const who = { kind: 'person', id: 'p', role: 'publisher-admin', tenantId: null, tokenId: 'j' } as const;
let db: SettingsDatabase;
let tenants: TenantsStore;

beforeAll(async () => {
  db = await openSettingsDatabase();
  const { dataSource } = db;
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const audit = new AuditStore(dataSource, clock);
  tenants = new TenantsStore(dataSource, new Outbox(dataSource), audit, clock, new InProcessBus(silent));
}, 60_000);
afterAll(() => db?.close());

async function tenantWith(hosts: z.input<typeof ReplaceHosts>['hosts']): Promise<string> {
  const created = await tenants.create({ name: newId() }, who);
  if ('kind' in created) throw new Error('the name is taken');
  await tenants.change(created.tenantId, who, 'hosts.replaced', (tenant) =>
    replaceHosts(tenant, ReplaceHosts.parse({ hosts })),
  );
  return created.tenantId;
}

const usesOf = async (tenantId: string): Promise<unknown> =>
  (await tenants.one(tenantId))?.hosts.map(({ name, usedFor }) => [name, usedFor]);

test('what a host is used for is kept, is production unless said otherwise, and stays out of what is published', async () => {
  const tenantId = await tenantWith([{ host: 'lms.example.org' }, { host: 'test.example.org', usedFor: 'test' }]);
  expect(await usesOf(tenantId)).toEqual([
    ['lms.example.org', 'production'],
    ['test.example.org', 'test'],
  ]);
  const told = await db.dataSource.query<{ value: Buffer }[]>('select value from outbox where key = $1', [tenantId]);
  expect(told).toHaveLength(2);
  const published = told.map(({ value }) => value.toString('utf8')).join('');
  expect(published).toContain('test.example.org');
  expect(published).not.toContain('usedFor');
});

test('a host from before the field is production', async () => {
  const tenantId = await tenantWith([{ host: 'old.example.org', usedFor: 'test' }]);
  await db.dataSource.query(`update tenants set state = state #- '{hosts,0,usedFor}' where tenant_id = $1`, [tenantId]);
  expect(await usesOf(tenantId)).toEqual([['old.example.org', 'production']]);
});
