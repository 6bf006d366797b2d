import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readLmsState } from '@aicc-bridge/aicc';
import type { LearnerErased } from '@aicc-bridge/contracts';
import { outgoingEvent } from '@aicc-bridge/messaging';
import { createLog, newId } from '@aicc-bridge/platform';
import { until } from '@aicc-bridge/testing';
import { OpenSessionStore } from '../src/delivery/open-session.store.js';
import { ErasureConsumer } from '../src/erasure/erasure.consumer.js';
import { ErasureStore } from '../src/erasure/erasure.store.js';
import { LearnerDataStore } from '../src/erasure/learner-data.store.js';
import { ids } from '../src/test-builders.js';
import { type TraceRow, TraceStore } from '../src/trace/trace.store.js';
import {
  aLaunch,
  aTrace,
  KEYRING,
  left,
  openReporterDatabase,
  type ReporterDatabase,
  watched,
} from './reporter-database.js';

const NOW = new Date();
const clock = { now: () => NOW };
const log = createLog('progress-reporter', 'error');
const GET_PARAM =
  '[core]\r\nstudent_id=ada.lovelace\r\nstudent_name=Lovelace, Ada\r\nlesson_status=not attempted,ab-initio\r\nlesson_mode=normal\r\n';

let db: ReporterDatabase;
let learner: string;
let launchId: string;
beforeAll(async () => {
  db = await openReporterDatabase();
});
afterAll(() => db.close());

beforeEach(async () => {
  learner = newId();
  launchId = await opened(learner);
  await db.take([watched(launchId, 0, 40, learner)], NOW);
});

/** A launch whose GetParam the LMS has answered, with a trace of it. */
async function opened(learnerId: string): Promise<string> {
  const launch = aLaunch({ learnerId });
  await db.outbox.transaction((tx) => db.store.start(tx, [launch], NOW));
  const delivery = await claimed(launch.launchId);
  await new OpenSessionStore(db.dataSource, db.readModels, clock).open(
    delivery,
    readLmsState(GET_PARAM.replace('ada.lovelace', `student-${learnerId}`)),
  );
  await db.outbox.transaction((tx) => new TraceStore().add(tx, [aGetParam(launch.launchId)]));
  return launch.launchId;
}

async function claimed(id: string) {
  const row = (await db.claimDue(NOW, 50)).find((one) => one.row.launch_id === id);
  if (!row) throw new Error('the launch was not claimed');
  return row;
}

function aGetParam(launchId: string): TraceRow {
  return aTrace(launchId, { command: 'GetParam', startedAt: NOW, request: 'command=GetParam', answer: GET_PARAM });
}

function message(data: unknown) {
  const facts = { topic: 'learner.erased.v1', key: learner, type: 'learner.erased', source: '/test' } as const;
  return { ...outgoingEvent({ ...facts, id: newId(), time: NOW, data }), position: '0' };
}

function erase(learnerId = learner): Promise<void> {
  const consumer = new ErasureConsumer(db.outbox, new ErasureStore(), clock, log);
  const erased = { tenantId: ids.tenant, learnerId, at: NOW.toISOString() } as LearnerErased;
  return consumer.onBatch({ topic: 'learner.erased.v1', messages: [message(erased)] });
}

/** Every table and column of the service that still has the text in it. */
async function placesOf(text: string): Promise<string[]> {
  const tables = await db.dataSource.query<{ name: string }[]>(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = current_schema() and c.relkind in ('r', 'p') and not c.relispartition and c.relname not in ('migrations', 'outbox')`,
  );
  const places: string[] = [];
  for (const { name } of tables) {
    const rows = await db.dataSource.query<unknown[]>(`select 1 from ${name} t where t::text ilike $1`, [`%${text}%`]);
    if (rows.length > 0) places.push(name);
  }
  return places.sort();
}

async function row(sql: string): Promise<unknown> {
  const rows = await db.dataSource.query<unknown[]>(sql, [launchId]);
  return rows[0];
}

async function outcomes(): Promise<Record<string, unknown>[]> {
  const rows = await db.dataSource.query<{ value: Buffer }[]>(
    `select value from outbox where topic = 'delivery.outcomes.v1' and key = $1 order by 1`,
    [launchId],
  );
  return rows.map(({ value }) => (JSON.parse(value.toString('utf8')) as { data: Record<string, unknown> }).data);
}

describe('a learner is erased', () => {
  test('nothing names the learner, the Student_ID or what the LMS said; only that there was an erasure', async () => {
    expect(await placesOf(learner)).toEqual(['attempts', 'identities', 'launches']);
    expect(await placesOf('Lovelace, Ada')).toContain('exchanges');
    await erase();
    expect(await placesOf(learner)).toEqual(['erased_learners']);
    expect(await row('select request, answer, facts from exchanges where launch_id = $1')).toEqual({
      request: '',
      answer: null,
      facts: {},
    });
    expect(
      await row(
        'select aicc_url_sealed, aicc_sid_sealed, student_id, attempt_id, course_id from launches where launch_id = $1',
      ),
    ).toEqual({
      aicc_url_sealed: null,
      aicc_sid_sealed: null,
      student_id: null,
      attempt_id: null,
      course_id: 'ladders',
    });
    expect(await row('select count(*)::int as n from viewing where launch_id = $1')).toEqual({ n: 0 });
  });

  test('what was still to be told expires, and the outcome says why', async () => {
    await erase();
    expect(await row('select phase, outcome, rule_id, due_at from deliveries where launch_id = $1')).toEqual({
      phase: 'over',
      outcome: 'expired',
      rule_id: 'erased',
      due_at: null,
    });
    expect(await outcomes()).toMatchObject([{ outcome: 'expired', ruleId: 'erased', sessionOver: true }]);
  });

  test('a confirmed launch stays in the figures as nobody’s, and its receipt can still be looked up', async () => {
    await db.dataSource.query(
      `update deliveries set outcome = 'confirmed', phase = 'over', receipt = '7F3K', session = session || '{"mode": "normal", "ended": "exited"}' where launch_id = $1`,
      [launchId],
    );
    await erase();
    expect(await row('select outcome, receipt from deliveries where launch_id = $1')).toEqual({
      outcome: 'confirmed',
      receipt: '7F3K',
    });
    expect(await outcomes()).toEqual([]);
  });

  test('the event again changes nothing and tells nothing', async () => {
    await erase();
    const before = await row(
      'select d.*, l.* from deliveries d join launches l using (launch_id) where launch_id = $1',
    );
    await erase();
    const after = await row('select d.*, l.* from deliveries d join launches l using (launch_id) where launch_id = $1');
    expect(after).toEqual(before);
    expect(await outcomes()).toHaveLength(1);
  });

  test('other learners keep all of theirs', async () => {
    const other = newId();
    const theirs = await opened(other);
    await db.take([watched(theirs, 0, 40, other)], NOW);
    const data = new LearnerDataStore(db.dataSource);
    const before = await data.all({ tenantId: ids.tenant, learnerId: other });
    await erase();
    expect(await data.all({ tenantId: ids.tenant, learnerId: other })).toEqual(before);
    expect(await data.count({ tenantId: ids.tenant, learnerId: other })).toMatchObject({
      launches: 1,
      watchedSeconds: 40,
      exchanges: 1,
    });
  });
});

describe('what comes after an erasure brings nobody back', () => {
  test.each<[string, () => Promise<void>]>([
    ['viewing of the launch', () => db.take([watched(launchId, 40, 90, learner)], NOW)],
    ['viewing of a launch that nobody knows', () => db.take([watched(newId(), 0, 10, learner)], NOW)],
    ['"left" of the launch', () => db.take([left(launchId)], NOW)],
    ['a launch that started before and comes now', () => started()],
  ])('%s', async (_what, late) => {
    await erase();
    await late();
    expect(await placesOf(learner)).toEqual(['erased_learners']);
    expect(await row('select count(*)::int as n from viewing where launch_id = $1')).toEqual({ n: 0 });
    expect(await row('select outcome from deliveries where launch_id = $1')).toEqual({ outcome: 'expired' });
    const parked = await db.dataSource.query<unknown[]>(
      `select 1 from outbox where topic = 'viewing.rejected.v1' and convert_from(value, 'UTF8') like $1`,
      [`%${learner}%`],
    );
    expect(parked).toEqual([]);
  });

  test('an answer of the LMS that was on the wire leaves no trace and binds no Student_ID', async () => {
    const second = aLaunch({ learnerId: learner });
    await db.outbox.transaction((tx) => db.store.start(tx, [second], NOW));
    const delivery = await claimed(second.launchId);
    await erase();
    const answered = await new OpenSessionStore(db.dataSource, db.readModels, clock).open(
      delivery,
      readLmsState(GET_PARAM),
    );
    expect(answered).toEqual({ kind: 'lease-lost' });
    await db.outbox.transaction((tx) => new TraceStore().add(tx, [aGetParam(second.launchId)]));
    const traced = await db.dataSource.query<unknown[]>('select 1 from exchanges where launch_id = $1', [
      second.launchId,
    ]);
    expect(traced).toEqual([]);
    expect(await placesOf(`${learner}`)).toEqual(['erased_learners']);
  });

  test('viewing that is being counted at that moment goes too: the erasure waits for it', async () => {
    const runner = db.dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.query('select pg_advisory_xact_lock_shared(7201009)');
    await db.ingest.take(runner, [watched(launchId, 40, 60, learner)], NOW);
    let over = false;
    const erasing = erase().finally(() => (over = true));
    await until(async () => over || (await waiting()) > 0, { what: 'the erasure to wait or to end' });
    expect(over).toBe(false);
    await runner.commitTransaction();
    await runner.release();
    await erasing;
    expect(await row('select count(*)::int as n from viewing where launch_id = $1')).toEqual({ n: 0 });
  });
});

test('an event that cannot be read is put aside, and the next one is taken', async () => {
  const consumer = new ErasureConsumer(db.outbox, new ErasureStore(), clock, log);
  const erased = { tenantId: ids.tenant, learnerId: learner, at: NOW.toISOString() };
  await consumer.onBatch({ topic: 'learner.erased.v1', messages: [message({ learnerId: 'x' }), message(erased)] });
  expect(await placesOf(learner)).toEqual(['erased_learners']);
});

async function waiting(): Promise<number> {
  const rows = await db.dataSource.query<{ n: number }[]>(
    `select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return rows[0]?.n ?? 0;
}

/** `launch.started` of a new launch of the learner, as it comes over the bus. */
async function started(): Promise<void> {
  const { sidDigest: _digest, ...launch } = aLaunch({ learnerId: learner });
  const data = {
    ...launch,
    aiccSidSealed: KEYRING.seal('sid', `${launch.launchId}/aicc_sid`),
    aiccUrlSealed: KEYRING.seal('https://lms.example.org/hacp', `${launch.launchId}/aicc_url`),
  };
  await db.hear('launch.started', [data], NOW);
}
