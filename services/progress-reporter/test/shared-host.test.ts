import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '@aicc-bridge/platform';
import { aLaunch, openReporterDatabase, type ReporterDatabase } from './reporter-database.js';

/** More than any claim looks at. */
const FLOOD = 3_000;
const NOW = new Date();
const earlier = (seconds: number): Date => new Date(NOW.getTime() - seconds * 1_000);
let db: ReporterDatabase;
beforeAll(async () => {
  db = await openReporterDatabase();
});
afterAll(() => db.close());

/** Due since `at`, on one host that they all share. */
async function due(tenantId: string, count: number, at: Date): Promise<readonly string[]> {
  const launches = Array.from({ length: count }, () => aLaunch({ tenantId, learnerId: newId() }));
  await db.outbox.transaction((tx) => db.store.start(tx, launches, at));
  return launches.map(({ launchId }) => launchId);
}

test('F86: a tenant whose launches are due later than thousands of another’s gets its share of their host', async () => {
  const [flooding, other] = [newId(), newId()];
  await due(flooding, FLOOD, earlier(60));
  const others = await due(other, 2, earlier(1));
  const owed = await due(flooding, 1, earlier(2));
  await db.dataSource.query('update deliveries set owes_completion = true where launch_id = any($1)', [owed]);
  const claimed = await db.claim(NOW, 256);
  expect(claimed).toHaveLength(8);
  expect(claimed.map(({ launch_id }) => launch_id)).toEqual(expect.arrayContaining([...others, ...owed]));
});
