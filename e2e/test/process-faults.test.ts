import { expect, test } from '@jest/globals';
import { until } from '@aicc-bridge/testing';
import { everybodyCompleted, faultSuite, killedAt, LEARNERS, PATIENCE_MS } from './fault-suite.js';

/** Faults of reliability §4c that end, freeze or add processes; each ends with the invariants I1–I5 of §4a. */
const start = faultSuite();

test(
  'F1: killed while idle – the next copy goes on',
  async () => {
    const it = await start();
    if (!it) return;
    const first = await it.run();
    await first.ready();
    first.child.kill('SIGKILL');
    await first.exited;
    await it.everybodyWatches(LEARNERS);
    await it.run();
    await everybodyCompleted(it);
  },
  PATIENCE_MS,
);

test(
  'F2: killed between POST and outcome – at most one repeat of the same state, and no learner falls',
  async () => {
    const it = await start();
    if (!it) return;
    await killedAt(it, { at: 'after-post', after: 7 });
    const inFlight = it.lms.lms.log.length;
    await it.run();
    await everybodyCompleted(it);
    expect(inFlight).toBeGreaterThanOrEqual(7);
  },
  PATIENCE_MS,
);

test(
  'F3: killed after the claim, before POST – the lease runs out and the next worker sends',
  async () => {
    const it = await start();
    if (!it) return;
    await killedAt(it, { at: 'after-claim', after: 5 });
    await it.run();
    await everybodyCompleted(it);
  },
  PATIENCE_MS,
);

test(
  'F4: killed between the commit in the database and that of the offset – the events come again and change nothing',
  async () => {
    const it = await start();
    if (!it) return;
    // The first commits are those of the tenant and the course.
    await killedAt(it, { at: 'after-commit', after: 4 }, { onceReady: false });
    await it.run();
    await everybodyCompleted(it);
  },
  PATIENCE_MS,
);

test(
  'F6: frozen for longer than its lease – its late results are refused, and nobody is told twice',
  async () => {
    const it = await start();
    if (!it) return;
    const first = await it.run();
    await first.ready();
    await it.everybodyWatches(LEARNERS);
    await until(() => it.lms.lms.log.length >= 5, { what: 'deliveries to run', everyMs: 2 });
    first.child.kill('SIGSTOP');
    const second = await it.run();
    await second.ready();
    await it.settled();
    first.child.kill('SIGCONT');
    await everybodyCompleted(it);
  },
  PATIENCE_MS,
);

test(
  'F7: asked to stop under load – it ends by itself, hands back what it has, and repeats nothing',
  async () => {
    const it = await start();
    if (!it) return;
    const first = await it.run();
    await first.ready();
    await it.everybodyWatches(LEARNERS);
    await until(() => it.lms.lms.log.length >= 5, { what: 'deliveries to run', everyMs: 2 });
    first.child.kill('SIGTERM');
    expect((await first.exited).code).toBe(0);
    await it.run();
    await everybodyCompleted(it);
  },
  PATIENCE_MS,
);

test(
  'F20: poison among good events – it is parked with a reason, the good ones count, and nobody leaves the group',
  async () => {
    const it = await start();
    if (!it) return;
    const copy = await it.run();
    await copy.ready();
    const poison = [
      '',
      'not json',
      '{"specversion":"1.0"}',
      'null',
      '[]',
      '{"specversion":"1.0","id":"1","source":"x","type":"viewing.segment.v1","data":{"from":"a"}}',
    ];
    await it.bus.publish(
      poison.map((text, n) => ({
        topic: 'viewing.events.v1',
        key: `poison-${n}`,
        value: Buffer.from(text),
        headers: {},
      })),
    );
    await it.everybodyWatches(LEARNERS);
    await everybodyCompleted(it);
    const rejected = await it.rejected(poison.length);
    expect(rejected.map(({ valueBase64 }) => Buffer.from(valueBase64 ?? '', 'base64').toString()).sort()).toEqual(
      [...poison].sort(),
    );
    expect(rejected.every(({ reason }) => reason.length > 10)).toBe(true);
    expect(copy.child.exitCode).toBeNull();
    expect(copy.output.join('')).not.toContain('consumer.ended');
  },
  PATIENCE_MS,
);

test(
  'F25: a second reporter joins and leaves while deliveries run – nothing is sent twice',
  async () => {
    const it = await start();
    if (!it) return;
    const first = await it.run();
    await first.ready();
    await it.everybodyWatches(LEARNERS.slice(0, 6));
    const second = await it.run();
    await second.ready();
    await it.everybodyWatches(LEARNERS.slice(6));
    second.child.kill('SIGTERM');
    expect((await second.exited).code).toBe(0);
    await everybodyCompleted(it);
  },
  PATIENCE_MS,
);

test(
  'F31, F33: everything comes five times and shuffled, and the whole topic again after the end – the same rows, no further POST',
  async () => {
    const it = await start();
    if (!it) return;
    const copy = await it.run();
    await copy.ready();
    const launches = await it.everybodyWatches(LEARNERS);
    const again = launches.flatMap((launch) => [it.started(launch), ...it.pieces(launch)]);
    const shuffled = [...again, ...again, ...again, ...again].map((event, n) => ({ event, at: (n * 7919) % 1_009 }));
    await it.bus.publish(shuffled.sort((a, b) => a.at - b.at).map(({ event }) => event));
    await everybodyCompleted(it);
    const rows = 'select launch_id, unit_id, watched::text from viewing order by 1, 2';
    const before: unknown = await it.db.query(rows);
    const posts = it.lms.lms.log.length;
    await it.bus.publish(again);
    await it.everybodyWatches([]);
    const marker = { launchId: launches[0]?.launchId ?? '', at: new Date(Date.now() + 60_000).toISOString() };
    await it.publish('launch.sessions.v1', marker.launchId, 'launch.presence', marker);
    await until(
      async () => (await it.db.query<unknown[]>('select 1 from activity where presence_at > now()')).length > 0,
      { what: 'the replay to be read' },
    );
    expect(await it.db.query(rows)).toEqual(before);
    expect(it.lms.lms.log).toHaveLength(posts);
  },
  PATIENCE_MS,
);

test(
  'F34: the relay is killed between publishing and deleting – outcomes come twice, and the version tells',
  async () => {
    const it = await start();
    if (!it) return;
    await killedAt(it, { at: 'after-publish', after: 2 });
    await it.run();
    await everybodyCompleted(it);
    await until(async () => (await it.db.query<{ n: number }[]>('select count(*)::int as n from outbox'))[0]?.n === 0, {
      what: 'the outbox to be empty',
    });
  },
  PATIENCE_MS,
);
