import pg from 'pg';
import { expect, test } from '@jest/globals';
import { until } from '@aicc-bridge/testing';
import { everybodyCompleted, faultSuite, LEARNERS, PATIENCE_MS } from './fault-suite.js';

/** Faults of reliability §4c between a reporter and its PostgreSQL; each ends with the invariants I1–I5 of §4a. */
const LATE = ['p12', 'p13'];
const start = faultSuite(LATE.length);

test(
  'F36: all connections to the database are cut, again and again – no process ends, and all is delivered',
  async () => {
    const it = await start();
    if (!it) return;
    const copy = await it.run();
    await copy.ready();
    const admin = new pg.Client({ connectionString: it.adminUrl });
    admin.on('error', () => undefined);
    await admin.connect();
    await it.everybodyWatches(LEARNERS);
    for (let n = 0; n < 5; n += 1) {
      await until(() => it.lms.lms.log.length >= n * 2, { what: 'deliveries to run', everyMs: 5, timeoutMs: 90_000 });
      await admin.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'progress-reporter' and datname = current_database()`,
      );
    }
    await admin.end();
    await everybodyCompleted(it);
    expect(copy.child.exitCode).toBeNull();
  },
  PATIENCE_MS,
);

test(
  'F37: the database is gone for seconds while deliveries run – nothing is charged to the LMS, all is delivered',
  async () => {
    const it = await start();
    if (!it) return;
    const copy = await it.run();
    await copy.ready();
    await it.everybodyWatches(LEARNERS);
    await until(() => it.lms.lms.log.length >= 5, { what: 'deliveries to run', everyMs: 2 });
    it.wire.become('refuse');
    await until(() => copy.output.join('').includes('partition.paused') || copy.output.join('').includes('failed'), {
      what: 'the reporter to notice',
    });
    it.wire.become('pass');
    await everybodyCompleted(it);
    expect(copy.child.exitCode).toBeNull();
    const failures = await it.db.query<{ n: number }[]>(
      `select count(*)::int as n from deliveries where (session->>'failures')::int > 0`,
    );
    expect(failures[0]?.n).toBe(0);
  },
  PATIENCE_MS,
);

test(
  'F38: connections to the database hang – limits end them, the pool recovers, all is delivered',
  async () => {
    const it = await start();
    if (!it) return;
    const copy = await it.run();
    await copy.ready();
    await it.everybodyWatches(LEARNERS);
    await until(() => it.lms.lms.log.length >= 5, { what: 'deliveries to run', everyMs: 2 });
    it.wire.become('hang');
    // Nothing can be written now; what comes in meanwhile is not lost.
    const late = await it.everybodyWatches(LATE);
    it.wire.become('pass');
    await it.settled();
    expect(await it.broken()).toEqual([]);
    expect(late).toHaveLength(LATE.length);
  },
  PATIENCE_MS,
);

test(
  'F39: somebody holds the lock of one launch – the other launches go on, and that one follows',
  async () => {
    const it = await start();
    if (!it) return;
    const copy = await it.run();
    await copy.ready();
    const [held, ...others] = await it.everybodyOpens(LEARNERS);
    if (!held) throw new Error('nobody watches');
    await it.settled(20_000, (row) => row.phase === 'reporting');
    const admin = new pg.Client({ connectionString: it.adminUrl });
    await admin.connect();
    await admin.query('begin');
    await admin.query('select 1 from progress_reporter.deliveries where launch_id = $1 for update', [held.launchId]);
    await it.bus.publish([held, ...others].flatMap((launch) => it.pieces(launch)));
    const closed = async (): Promise<boolean> => {
      const rows = await it.deliveries();
      return others.every(({ launchId }) => rows.get(launchId)?.phase === 'over');
    };
    await until(closed, { what: 'the others to be closed', timeoutMs: 90_000 });
    expect((await it.deliveries()).get(held.launchId)?.phase).toBe('reporting');
    await admin.query('commit');
    await admin.end();
    await everybodyCompleted(it);
  },
  PATIENCE_MS,
);
