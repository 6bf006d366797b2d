import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readLmsState } from '@aicc-bridge/aicc';
import { newId } from '@aicc-bridge/platform';
import type { ClaimedDelivery } from '../src/delivery/claimed-delivery.js';
import { OpenSessionStore } from '../src/delivery/open-session.store.js';
import { RecordStore } from '../src/delivery/record.store.js';
import { TraceStore } from '../src/trace/trace.store.js';
import { aLaunch, openReporterDatabase, type ReporterDatabase } from './reporter-database.js';

const NOW = new Date();
const clock = { now: () => NOW };
const GET_PARAM = '[Core]\r\nStudent_ID=ada.lovelace\r\nLesson_Status=n,a\r\n';

let db: ReporterDatabase;
beforeAll(async () => void (db = await openReporterDatabase()));
afterAll(() => db.close());

async function claimed(launchId: string): Promise<ClaimedDelivery> {
  const found = (await db.claimDue(NOW, 50)).find(({ row }) => row.launch_id === launchId);
  if (!found) throw new Error('the launch was not claimed');
  return found;
}

/** A launch whose GetParam the LMS has answered. */
async function opened(learnerId: string, startedAt: Date): Promise<string> {
  const launch = aLaunch({ learnerId, startedAt: startedAt.toISOString() });
  await db.outbox.transaction((tx) => db.store.start(tx, [launch], NOW));
  const sessions = new OpenSessionStore(db.dataSource, db.readModels, clock);
  await sessions.open(await claimed(launch.launchId), readLmsState(GET_PARAM));
  return launch.launchId;
}

test('F62: who took over a dead session is kept, though a worker looks at that launch at the same moment', async () => {
  const learnerId = newId();
  const dead = await opened(learnerId, new Date(NOW.getTime() - 60_000));
  await db.dataSource.query(
    `update deliveries set phase = 'over', outcome = 'needs-relaunch', lease_until = null, due_at = $2, session = session || '{"ended": "session-over"}' where launch_id = $1`,
    [dead, NOW],
  );
  const looked = await claimed(dead);
  const next = await opened(learnerId, NOW);
  const judged = { phase: 'over', session: looked.facts.session, dueAt: null } as const;
  const records = new RecordStore(db.outbox, new TraceStore(), clock);
  await records.record([{ delivery: looked, judged, hold: null, trace: null }]);
  const rows = await db.dataSource.query<object[]>(
    `select session->>'carriedTo' as next, lease_until is null and due_at <= $2 as due from deliveries where launch_id = $1`,
    [dead, NOW],
  );
  // Due at once, for its outcome to say so: what the worker had found out is nothing any more.
  expect(rows).toEqual([{ next, due: true }]);
});
