import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readLmsState } from '@aicc-bridge/aicc';
import { until } from '@aicc-bridge/testing';
import { OpenSessionStore } from '../src/delivery/open-session.store.js';
import { ids } from '../src/test-builders.js';
import { aLaunch, left, openReporterDatabase, type ReporterDatabase, watched } from './reporter-database.js';

const NOW = new Date();
const FIRST_TIME =
  '[core]\r\nstudent_id=ada\r\nlesson_status=not attempted,ab-initio\r\ncredit=credit\r\nlesson_mode=normal\r\n';

describe('viewing that is counted while the launch joins its attempt', () => {
  let db: ReporterDatabase;
  beforeAll(async () => {
    db = await openReporterDatabase();
  });
  afterAll(() => db.close());

  async function claimed(launchId: string) {
    const row = (await db.claimDue(NOW, 10)).find((one) => one.row.launch_id === launchId);
    if (!row) throw new Error('the launch was not claimed');
    return row;
  }

  it('is never overlooked: either side sees the other', async () => {
    const launch = aLaunch();
    await db.outbox.transaction((tx) => db.store.start(tx, [launch], NOW));
    const delivery = await claimed(launch.launchId);
    const sessions = new OpenSessionStore(db.dataSource, db.readModels, { now: () => NOW });

    const runner = db.dataSource.createQueryRunner();
    await runner.startTransaction();
    await db.ingest.take(runner, [watched(launch.launchId, 0, 100)], NOW);
    let settled = false;
    const opening = sessions.open(delivery, readLmsState(FIRST_TIME)).finally(() => (settled = true));
    await until(async () => settled || (await waitingBackends()) > 0, {
      what: 'the other transaction to wait or to end',
    });
    await runner.commitTransaction();
    await runner.release();
    await opening;

    const rows: unknown = await db.dataSource.query(
      'select percent, complete from attempts join launches using (attempt_id) where launch_id = $1',
      [launch.launchId],
    );
    expect(rows).toEqual([{ percent: 100, complete: true }]);
  });

  async function waitingBackends(): Promise<number> {
    const rows = await db.dataSource.query<{ n: number }[]>(
      `select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    return rows[0]?.n ?? 0;
  }

  it('joins what came before its launch together with what comes after it: "left" overtakes nothing', async () => {
    const launch = aLaunch({ learnerId: ids.otherLearner });
    const early = watched(launch.launchId, 0, 50, ids.otherLearner);
    await db.outbox.transaction((tx) => db.ingest.take(tx, [early], NOW));
    await db.outbox.transaction((tx) => db.store.start(tx, [launch], NOW));
    await db.outbox.transaction((tx) => db.store.leave(tx, [{ launchId: launch.launchId, at: NOW.toISOString() }]));
    expect((await claimed(launch.launchId)).facts.activity).toMatchObject({ leftSeenAt: null, openViewings: 0 });

    await db.dataSource.query('update deliveries set lease_until = null, due_at = $2 where launch_id = $1', [
      launch.launchId,
      NOW,
    ]);
    await db.take([left(launch.launchId)], NOW);
    expect((await claimed(launch.launchId)).facts.activity).toMatchObject({
      leftSeenAt: NOW.getTime(),
      openViewings: 1,
    });
  });
});
