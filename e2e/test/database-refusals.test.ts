import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { until } from '@aicc-bridge/testing';
import pg from 'pg';
import { FailingWrites, ReporterUnderTest, scaled, type TestLaunch, type WriteFault } from '../src/index.js';

/** F12, F40–F43, F46: a PostgreSQL that refuses, ends connections, is full or has grown (reliability §4c). I1–I5 are checked after each. */
let bridge: ReporterUnderTest;
let writes: FailingWrites;
let learners = 0;
beforeAll(async () => {
  bridge = await ReporterUnderTest.start();
  writes = await FailingWrites.on(bridge.adminUrl);
});
afterEach(async () => {
  await writes.mend();
  await bridge.closeAll();
  expect(await bridge.broken()).toEqual([]);
  // Nothing of it is the fault of an event or of an LMS.
  expect(await rejected()).toBe(0);
  expect(await charged()).toEqual([]);
});
afterAll(async () => {
  await writes.close();
  await bridge.stop();
});

function launch(): Promise<TestLaunch> {
  learners += 1;
  return bridge.launch(`learner${learners}`);
}
async function rejected(): Promise<number> {
  const rows = await bridge.db.query<{ n: number }[]>(
    `select count(*)::int as n from bus.kept where topic = 'viewing.rejected.v1'`,
  );
  return rows[0]?.n ?? 0;
}
function charged(): Promise<unknown[]> {
  return bridge.db.query(`select launch_id, session from deliveries where (session->>'failures')::int > 0`);
}

describe('F41: the database breaks a transaction off – it is done again inside, and nobody outside sees it', () => {
  const table: readonly (readonly [WriteFault, string])[] = (['deadlock', 'serialization failure'] as const).flatMap(
    (how) => ['viewing', 'activity', 'attempts', 'exchanges', 'outbox'].map((where) => [how, where] as const),
  );
  test.each(table)('%s at a write to %s', async (how, where) => {
    const ada = await launch();
    await bridge.received(ada, 'GetParam');
    await bridge.settled(ada);
    await writes.fail([where], how, 2);
    await bridge.watch(ada, 0, 100);
    await bridge.outcome(ada, 'confirmed');
    expect(await writes.tried()).toBeGreaterThan(2);
    expect(bridge.logOf(ada).map(({ command }) => command)).toEqual(['GetParam', 'PutParam']);
  });
});

describe('F43: the result of a good POST cannot be written', () => {
  test('twice, as the connection ends: it is written later, and nothing is sent again', async () => {
    const ada = await launch();
    await bridge.received(ada, 'GetParam');
    await bridge.settled(ada);
    await writes.fail(['exchanges'], 'connection ended', 2);
    await bridge.watch(ada, 0, 100);
    await bridge.outcome(ada, 'confirmed');
    expect(await writes.tried()).toBeGreaterThan(2);
    expect(bridge.logOf(ada).map(({ command }) => command)).toEqual(['GetParam', 'PutParam']);
  });
  test('for longer than the lease: never shown as confirmed meanwhile, then the same state is sent again', async () => {
    const ada = await launch();
    await bridge.received(ada, 'GetParam');
    await bridge.settled(ada);
    await writes.fail(['exchanges'], 'connection ended', 1_000_000);
    await bridge.watch(ada, 0, 100);
    await bridge.received(ada, 'PutParam', 2);
    expect((await bridge.delivery(ada)).outcome).not.toBe('confirmed');
    await writes.mend();
    await bridge.outcome(ada, 'confirmed');
    const told = bridge.logOf(ada).flatMap(({ command, request }) => (command === 'PutParam' ? [request] : []));
    expect(new Set(told).size).toBe(1);
  });
});

test('F12: the disk of the database is full – nothing is taken, acknowledged or lost, and all goes on when there is space', async () => {
  const ada = await launch();
  await bridge.received(ada, 'GetParam');
  await bridge.settled(ada);
  await writes.fail(['viewing', 'activity', 'attempts', 'deliveries', 'exchanges', 'outbox'], 'disk full', 1_000_000);
  await bridge.watch(ada, 0, 100);
  await until(async () => (await writes.tried()) >= 3, { what: 'some tries to write', timeoutMs: 30_000 });
  expect(await bridge.waitingEvents()).toBe(1);
  expect((await bridge.delivery(ada)).outcome).not.toBe('confirmed');
  await writes.mend();
  await bridge.outcome(ada, 'confirmed');
});

test('F40: somebody has forgotten an open transaction that has written to the outbox – the relay goes on behind it', async () => {
  const admin = new pg.Client({ connectionString: bridge.adminUrl });
  await admin.connect();
  await admin.query('begin');
  await admin.query(
    `insert into progress_reporter.outbox (topic, key, value, headers) values ('delivery.outcomes.v1', 'forgotten', '{}', '{}')`,
  );
  const ada = await launch();
  await bridge.watch(ada, 0, 100);
  await bridge.outcome(ada, 'confirmed');
  const told = async (key: string): Promise<boolean> =>
    (
      await bridge.db.query<unknown[]>(`select 1 from bus.inbox where topic = 'delivery.outcomes.v1' and key = $1`, [
        key,
      ])
    ).length > 0;
  await until(() => told(ada.launchId), { what: 'the outcome to be published', timeoutMs: 30_000 });
  expect(await told('forgotten')).toBe(false);
  await admin.query('commit');
  await until(() => told('forgotten'), { what: 'the late row to be published', timeoutMs: 30_000 });
  await admin.end();
});

test('F42: two connections for hundreds of due launches – it takes its time, and no LMS is blamed', async () => {
  const narrow = await ReporterUnderTest.start({ poolSize: 2 });
  try {
    const all = await Promise.all(Array.from({ length: scaled(40, 500) }, (_, n) => narrow.launch(`learner${n}`)));
    await Promise.all(all.map((one) => narrow.watch(one, 0, 100)));
    for (const one of all) await narrow.outcome(one, 'confirmed');
    const others = await narrow.db.query<unknown[]>(`select * from exchanges where classification <> 'confirmed'`);
    expect(others).toEqual([]);
    await narrow.closeAll();
    expect(await narrow.broken()).toEqual([]);
  } finally {
    await narrow.stop();
  }
}, 300_000);

test(
  'F46: a table full of finished launches – claims and progress read by their indexes, never the whole table',
  async () => {
    const admin = new pg.Client({ connectionString: bridge.adminUrl });
    await admin.connect();
    await admin.query('set search_path = progress_reporter');
    const finished = scaled(100_000, 10_000_000);
    await admin.query(
      `insert into launches (launch_id, tenant_id, learner_id, course_id, launch_key, device, host, port, sid_digest, started_at)
     select uuidv7(), $1, uuidv7(), 'ladders', 'k', 'desktop', 'old.example', 443, to_char(n, 'FM000000000'), now() - interval '1 day' from generate_series(1, ${finished}) n`,
      [bridge.tenantId],
    );
    await admin.query(
      `insert into deliveries (launch_id, tenant_id, host, port, sid_digest, started_at, phase, session, outcome)
     select launch_id, tenant_id, host, port, sid_digest, started_at, 'over', '{}', 'confirmed' from launches where host = 'old.example'`,
    );
    await admin.query('analyze launches; analyze deliveries');
    const scans = async (): Promise<{ whole: number; due: number }> => {
      const { rows } = await admin.query<{ whole: string; due: string }>(
        `select (select sum(seq_tup_read) from pg_stat_user_tables where relname in ('launches', 'deliveries')) as whole,
              (select idx_scan from pg_stat_user_indexes where indexrelname = 'deliveries_completion_due') as due`,
      );
      return { whole: Number(rows[0]?.whole), due: Number(rows[0]?.due) };
    };
    await until(async () => (await scans()).due > 0, { what: 'the numbers to settle', timeoutMs: 30_000 });
    const before = await scans();
    const ada = await launch();
    await bridge.watch(ada, 0, 100);
    await bridge.outcome(ada, 'confirmed');
    await bridge.leave(ada);
    await bridge.over(ada);
    await until(async () => (await scans()).due > before.due + 10, { what: 'claims to be counted', timeoutMs: 30_000 });
    expect((await scans()).whole - before.whole).toBeLessThan(finished);
    await admin.query(
      `delete from deliveries where host = 'old.example'; delete from launches where host = 'old.example'`,
    );
    await admin.end();
  },
  scaled(600_000, 2_400_000),
);
