import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { newId } from '@aicc-bridge/platform';
import { nextStep } from '../src/delivery/next-step.js';
import { RecordStore } from '../src/delivery/record.store.js';
import { DEFAULT_DURATIONS } from '../src/durations.js';
import { TraceStore } from '../src/trace/trace.store.js';
import { aLaunch, openReporterDatabase, type ReporterDatabase, watched } from './reporter-database.js';

/** While a backlog is read, ordinary progress waits for its end: an LMS gets one message, not each state on the way. */
const NOW = new Date();
const MUCH = 50_000;
const later = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1_000);
let db: ReporterDatabase;
beforeAll(async () => {
  db = await openReporterDatabase();
});
afterAll(() => db.close());
/** Each test's launch is the only one that is due. */
beforeEach(() => db.dataSource.query('update deliveries set due_at = null'));

/** A launch whose LMS was told of 20 percent just now. */
async function told(): Promise<{ launchId: string; learnerId: string }> {
  const launch = aLaunch({ learnerId: newId() });
  await db.outbox.transaction((tx) => db.store.start(tx, [launch], NOW));
  await db.dataSource.query(
    `with one as (insert into attempts (attempt_id, tenant_id, learner_id, course_id, number)
       select $1, tenant_id, learner_id, course_id, 1 from launches where launch_id = $2 returning attempt_id)
     update launches set attempt_id = one.attempt_id from one where launch_id = $2`,
    [newId(), launch.launchId],
  );
  const acknowledged = { status: 'incomplete', percent: 20, version: 1, at: NOW.getTime() };
  await db.dataSource.query(
    `update deliveries set phase = 'reporting', due_at = null, paced_until = $2, session = session || $3::jsonb where launch_id = $1`,
    [launch.launchId, later(30), JSON.stringify({ mode: 'normal', lastPutAt: NOW.getTime(), acknowledged })],
  );
  return launch;
}

async function rowOf(launchId: string): Promise<{ due_at: Date; paced_until: Date } | undefined> {
  const rows = await db.dataSource.query<{ due_at: Date; paced_until: Date }[]>(
    'select due_at, paced_until from deliveries where launch_id = $1',
    [launchId],
  );
  return rows[0];
}

test('it waits for 10 s more with each batch that has a backlog behind it, and for 5 min at most', async () => {
  const { launchId, learnerId } = await told();
  const take = (to: number, at: Date, waiting: number) => db.take([watched(launchId, 0, to, learnerId)], at, waiting);
  await take(30, later(5), 1_000);
  expect(await rowOf(launchId)).toEqual({ due_at: later(30), paced_until: later(30) });
  await take(35, later(25), MUCH);
  expect(await rowOf(launchId)).toMatchObject({ paced_until: later(35) });
  await take(40, later(33), MUCH);
  expect(await rowOf(launchId)).toMatchObject({ paced_until: later(43) });
  await take(45, later(299), MUCH);
  expect(await rowOf(launchId)).toMatchObject({ paced_until: later(300) });
  await take(100, later(300), MUCH);
  expect(await rowOf(launchId)).toMatchObject({ due_at: later(30) });
});

test('whoever claims it meanwhile sees that, and does not shorten it', async () => {
  const { launchId, learnerId } = await told();
  await db.take([watched(launchId, 0, 30, learnerId)], later(25), MUCH);
  const [claimed] = await db.claimDue(later(36), 1);
  if (!claimed) throw new Error('nothing was due');
  expect(nextStep(claimed.facts, later(34).getTime(), DEFAULT_DURATIONS)).toMatchObject({
    do: 'wait',
    until: later(35).getTime(),
  });
  expect(nextStep(claimed.facts, later(36).getTime(), DEFAULT_DURATIONS)).toMatchObject({ do: 'send-put-param' });
  await db.take([watched(launchId, 30, 40, learnerId)], later(37), MUCH);
  const records = new RecordStore(db.outbox, new TraceStore(), { now: () => later(38) });
  const { phase, session } = claimed.facts;
  const judged = { phase, session, dueAt: later(43).getTime() };
  await records.record([{ delivery: claimed, judged, hold: null, trace: null }]);
  expect(await rowOf(launchId)).toEqual({ due_at: later(38), paced_until: later(47) });
});

test('a completion does not wait', async () => {
  const { launchId, learnerId } = await told();
  await db.take([watched(launchId, 0, 100, learnerId)], later(5), MUCH);
  expect(await rowOf(launchId)).toMatchObject({ due_at: later(5) });
});
