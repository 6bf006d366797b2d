import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '@aicc-bridge/platform';
import { aLaunch, openReporterDatabase, type ReporterDatabase, watched } from './reporter-database.js';

const NOW = new Date();
const later = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1_000);
let db: ReporterDatabase;
beforeAll(async () => {
  db = await openReporterDatabase();
});
afterAll(() => db.close());

/** Launches of as many learners, on one host, whose session is open. */
async function open(count: number): Promise<readonly { launchId: string; learnerId: string }[]> {
  const launches = Array.from({ length: count }, () => aLaunch({ learnerId: newId() }));
  await db.outbox.transaction((tx) => db.store.start(tx, launches, NOW));
  await db.dataSource.query(`update deliveries set phase = 'reporting', due_at = null where phase = 'opening'`);
  for (const { launchId } of launches) {
    const attemptId = newId();
    await db.dataSource.query(
      `with one as (insert into attempts (attempt_id, tenant_id, learner_id, course_id, number)
         select $1, tenant_id, learner_id, course_id, 1 from launches where launch_id = $2 returning attempt_id)
       update launches set attempt_id = one.attempt_id from one where launch_id = $2`,
      [attemptId, launchId],
    );
  }
  return launches;
}

test('F85: of a host’s few slots completions get the first, however long ordinary progress has been waiting', async () => {
  const [watching, finished] = [await open(40), await open(3)];
  for (const { launchId, learnerId } of watching) await db.take([watched(launchId, 0, 30, learnerId)], NOW);
  for (const { launchId, learnerId } of finished) await db.take([watched(launchId, 0, 100, learnerId)], later(5));
  const first = await db.claimDue(later(6), 8);
  const owed = first.filter(({ facts }) => facts.progress.complete);
  expect(owed.map(({ row }) => row.launch_id).sort()).toEqual(finished.map(({ launchId }) => launchId).sort());
  expect(first).toHaveLength(8);
  await db.dataSource.query('update deliveries set lease_until = null');
});

test('F85: what completes while it waits for its pace is due at once, and first', async () => {
  const [one] = await open(1);
  if (!one) throw new Error('nobody was launched');
  await db.dataSource.query('update deliveries set paced_until = $2 where launch_id = $1', [one.launchId, later(30)]);
  await db.take([watched(one.launchId, 0, 30, one.learnerId)], NOW);
  const due = () =>
    db.dataSource.query<{ due_at: Date; owes_completion: boolean }[]>(
      'select due_at, owes_completion from deliveries where launch_id = $1',
      [one.launchId],
    );
  expect(await due()).toEqual([{ due_at: later(30), owes_completion: false }]);
  await db.take([watched(one.launchId, 30, 100, one.learnerId)], later(1));
  expect(await due()).toEqual([{ due_at: later(1), owes_completion: true }]);
});
