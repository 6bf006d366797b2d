import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '@aicc-bridge/platform';
import { HostSuggestionsController } from '../src/host-suggestions/host-suggestions.controller.js';
import { aTenant, ids } from '../src/test-builders.js';
import { openReporterDatabase, type ReporterDatabase, type SessionFacts } from './reporter-database.js';

const clock = { now: () => new Date() };
const PORTAL = 'https://portal.acme.example';
let db: ReporterDatabase;
beforeAll(async () => {
  db = await openReporterDatabase();
});
afterAll(() => db?.close());

const hear = (...told: readonly SessionFacts[]): Promise<void> => db.hear('launch.frame-refused', told, new Date());

const refused = (origin: string, minutesAgo = 1) => ({
  launchId: newId(),
  tenantId: ids.tenant,
  origin,
  at: new Date(Date.now() - minutesAgo * 60_000).toISOString(),
});

async function frames(tenantId: string = ids.tenant): Promise<readonly { origin: string; launches: number }[]> {
  const controller = new HostSuggestionsController(db.dataSource, db.readModels, clock);
  const admin = { kind: 'person', id: 'p', role: 'tenant-admin', tenantId, tokenId: 'j' } as const;
  const answer = await controller.list({ days: 7 }, admin);
  expect(answer.suggestions).toEqual([]);
  return answer.frames.map(({ origin, launches }) => ({ origin, launches }));
}

async function putAside(): Promise<unknown> {
  return db.dataSource.query(`select 1 from outbox where topic = 'viewing.rejected.v1'`);
}

test('refused frames become a suggestion with their count; a repeat and what is older than asked for count nothing', async () => {
  const twice = refused(PORTAL);
  await hear(twice, refused(PORTAL), refused(PORTAL, 8 * 24 * 60));
  await hear(twice);
  expect(await frames()).toEqual([{ origin: PORTAL, launches: 2 }]);
  expect(await frames(newId())).toEqual([]);
  expect(await putAside()).toEqual([]);
});

test('a refused frame is no launch: it is in no report', async () => {
  const [count] = await db.dataSource.query<{ n: number }[]>('select count(*)::int as n from declined_launches');
  expect(count).toEqual({ n: 0 });
});

test('what may show courses by now is suggested no more, be it a frame host or, without any, an LMS host', async () => {
  // The builders' tenant lists lms.example.org:443 and no frame hosts.
  await hear(refused('https://lms.example.org'));
  expect(await frames()).toEqual([{ origin: PORTAL, launches: 2 }]);
  await db.learn('settings.tenants.v1', ids.tenant, aTenant({ aggregateVersion: 9, frameHosts: [PORTAL] }));
  expect(await frames()).toEqual([{ origin: 'https://lms.example.org', launches: 1 }]);
});

test('an event that cannot be read is put aside, and the next one is taken', async () => {
  await hear({ ...refused(PORTAL), origin: 'javascript:alert(1)' }, refused('https://next.acme.example'));
  expect((await frames()).map(({ origin }) => origin)).toContain('https://next.acme.example');
  expect(await putAside()).toHaveLength(1);
});
