import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '@aicc-bridge/platform';
import { aLaunch, openReporterDatabase, type ReporterDatabase } from './reporter-database.js';

const AT_ONCE = 500;
let db: ReporterDatabase;
beforeAll(async () => {
  db = await openReporterDatabase();
});
afterAll(() => db.close());

/** Rows of `launches` that were read to start so many at once, each of a learner of its own, all at one LMS. */
async function readForStarting(count: number): Promise<number> {
  const launches = Array.from({ length: count }, () => aLaunch({ learnerId: newId() }));
  return db.dataSource.transaction(async (tx) => {
    const { superseded } = await db.store.start(tx, launches, new Date());
    expect(superseded).toEqual([]);
    const rows = await tx.query<{ read: number }[]>(
      `select (seq_tup_read + idx_tup_fetch)::int as read from pg_stat_xact_user_tables where relname = 'launches'`,
    );
    return rows[0]?.read ?? 0;
  });
}

test('many launches that start at once cost each the same, also in a database that nobody has analysed yet', async () => {
  await readForStarting(AT_ONCE);
  await readForStarting(AT_ONCE);
  expect(await readForStarting(AT_ONCE)).toBeLessThan(AT_ONCE * 20);
});
