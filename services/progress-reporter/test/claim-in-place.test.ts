import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '@aicc-bridge/platform';
import { aLaunch, openReporterDatabase, type ReporterDatabase } from './reporter-database.js';

let db: ReporterDatabase;
beforeAll(async () => {
  db = await openReporterDatabase();
});
afterAll(() => db.close());

/** What an index names, in its columns or its condition, costs a new entry in each of them when it changes. */
test('a claim writes no entry of any index: none names what it changes', async () => {
  const launches = Array.from({ length: 20 }, () => aLaunch({ learnerId: newId() }));
  const now = new Date();
  await db.outbox.transaction((tx) => db.store.start(tx, launches, now));
  const [written] = await db.dataSource.transaction(async (tx) => {
    await tx.query(`select * from claim_due($1, 8, 15000, '{}', 8, 64)`, [now]);
    return tx.query<{ rows: number; in_place: number }[]>(`
      select pg_stat_get_xact_tuples_updated('deliveries'::regclass)::int as rows,
        pg_stat_get_xact_tuples_hot_updated('deliveries'::regclass)::int as in_place`);
  });
  expect(written?.rows).toBe(8);
  // One whose page has become full has to move.
  expect(written?.in_place).toBeGreaterThan(4);
});
