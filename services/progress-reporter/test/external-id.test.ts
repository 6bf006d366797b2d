import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ids } from '../src/test-builders.js';
import { aLaunch, openReporterDatabase, type ReporterDatabase, watchedIn } from './reporter-database.js';

const NOW = new Date();
let db: ReporterDatabase;
beforeAll(async () => {
  db = await openReporterDatabase();
});
afterAll(() => db.close());

test('viewing that names the course by the publisher’s own id is clipped to the unit as any other', async () => {
  const launch = aLaunch();
  await db.outbox.transaction((tx) => db.store.start(tx, [launch], NOW));
  const { launchId } = launch;
  await db.take(
    [watchedIn({ launchId, tenantId: ids.tenant, learnerId: ids.learner, courseId: 'EXT/1' }, 60, 500)],
    NOW,
  );
  const rows: unknown = await db.dataSource.query(
    'select watched::text, location from viewing join activity using (launch_id) where launch_id = $1',
    [launchId],
  );
  expect(rows).toEqual([{ watched: '{[60,100)}', location: 'u1@100' }]);
});
