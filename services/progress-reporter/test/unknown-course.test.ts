import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '@aicc-bridge/platform';
import { aCourse, aTenant, ids } from '../src/test-builders.js';
import { aLaunch, left, openReporterDatabase, type ReporterDatabase, watchedIn } from './reporter-database.js';

/** The topics are read side by side: viewing may be here before the course and the tenant that it is judged by (F4, F79). */
const NOW = new Date();
let db: ReporterDatabase;
beforeAll(async () => {
  db = await openReporterDatabase();
});
afterAll(() => db.close());

test('viewing that is read before its course waits for it, and "left" does not overtake it', async () => {
  const launch = aLaunch({ courseId: 'lifting' });
  await db.outbox.transaction((tx) => db.store.start(tx, [launch], NOW));
  await db.take([watchedIn(launch, 0, 60)], NOW);
  await db.take([watchedIn(launch, 60, 100), left(launch.launchId)], NOW);
  expect(await seen(launch.launchId)).toEqual({ watched: null, left: false });

  await db.learn('catalog.courses.v1', 'lifting', aCourse({ courseId: 'lifting', externalId: undefined }));
  expect(await seen(launch.launchId)).toEqual({ watched: '{[0,100)}', left: true });
});

test('viewing on a phone that is read before its tenant is judged by what the tenant chose (S53)', async () => {
  const launch = aLaunch({ tenantId: ids.otherTenant, device: 'mobile' });
  await db.outbox.transaction((tx) => db.store.start(tx, [launch], NOW));
  await db.take([watchedIn(launch, 0, 100)], NOW);
  expect(await seen(launch.launchId)).toEqual({ watched: null, left: false });

  await db.learn('settings.tenants.v1', ids.otherTenant, aTenant({ tenantId: ids.otherTenant, reportMobile: true }));
  expect(await seen(launch.launchId)).toEqual({ watched: '{[0,100)}', left: false });
});

test('what waits for a course that never comes is rejected after 7 days, with the reason', async () => {
  const launch = aLaunch({ courseId: 'nowhere', learnerId: newId() });
  await db.outbox.transaction((tx) => db.store.start(tx, [launch], NOW));
  await db.take([watchedIn(launch, 0, 100)], new Date(NOW.getTime() - 7 * 86_400_000 - 1_000));
  await db.learn('catalog.courses.v1', 'climbing', aCourse({ courseId: 'climbing', externalId: undefined }));
  const rows = await db.dataSource.query<{ reason: string }[]>(
    `select convert_from(value, 'UTF8')::jsonb->>'reason' as reason from outbox where topic = 'viewing.rejected.v1'`,
  );
  expect(rows.map(({ reason }) => reason)).toEqual([expect.stringContaining('within 7 days, or not its course')]);
});

async function seen(launchId: string): Promise<{ watched: string | null; left: boolean } | undefined> {
  const rows = await db.dataSource.query<{ watched: string | null; left: boolean }[]>(
    `select v.watched::text as watched, a.left_seen_at is not null as left
     from activity a left join viewing v using (launch_id) where a.launch_id = $1`,
    [launchId],
  );
  return rows[0];
}
