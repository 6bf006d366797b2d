import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { until } from '@aicc-bridge/testing';
import { inTurns, RawLms, ReporterUnderTest, scaled, type TestLaunch } from '../src/index.js';
import { closedWithInvariants } from './fault-suite.js';

/** F85, F86: very much at once (reliability §4c). I1–I5 are checked after each. */
let bridge: ReporterUnderTest;
let host: RawLms;
beforeAll(async () => {
  bridge = await ReporterUnderTest.start();
});
beforeEach(async () => {
  host = await RawLms.before(bridge.lms);
  await bridge.useTenant({ hosts: [{ name: 'localhost', port: host.port, http: true }] });
});
afterEach(() => closedWithInvariants(bridge, host));
afterAll(() => bridge.stop());

/** From now on each answer takes so long; returns how many were on their way at most. */
function answersAfter(ms: number): () => number {
  let now = 0;
  let most = 0;
  host.always = async (socket, forward) => {
    now += 1;
    most = Math.max(most, now);
    const answer = await forward();
    await new Promise((resolve) => setTimeout(resolve, ms));
    now -= 1;
    socket.write(answer);
  };
  return () => most;
}
const many = (count: number, name: string): Promise<readonly TestLaunch[]> =>
  inTurns([...Array(count).keys()], (n) => bridge.launch(`${name}${n}`, { port: host.port }));

test('F85: everybody ends at the same moment – the limit per host holds, and each completion arrives once', async () => {
  const most = answersAfter(5);
  const all = await many(scaled(60, 5_000), 'burst');
  await inTurns(all, (one) => bridge.watch(one, 0, 100).then(() => bridge.leave(one)));
  await bridge.untilAll(all, 'the session to be over', ({ phase }) => phase === 'over');
  expect(most()).toBeLessThanOrEqual(64);
  expect(all.map((one) => bridge.gradeOf(one).completions)).toEqual(all.map(() => 1));
}, 900_000);

test('F86: one tenant floods a shared host – another tenant’s learner is served in between, not behind', async () => {
  const { held, open } = answersOnceOpened(250);
  const flood = await many(scaled(80, 5_000), 'flood');
  await inTurns(flood, (one) => bridge.watch(one, 0, 100));
  await until(() => held() > 0, { what: 'the flood to reach the host' });
  await bridge.useTenant({ hosts: [{ name: 'localhost', port: host.port, http: true }] });
  const [ben] = await many(1, 'ben');
  await bridge.watch(ben ?? fail(), 0, 100);
  await until(async () => (await dueOf(ben ?? fail())) !== null, { what: 'the second tenant’s launch to be due' });
  open();
  await bridge.outcome(ben ?? fail(), 'confirmed');
  const done = await bridge.db.query<unknown[]>(
    `select 1 from deliveries where outcome = 'confirmed' and launch_id = any($1::uuid[])`,
    [flood.map(({ launchId }) => launchId)],
  );
  expect(done.length).toBeLessThan(flood.length * 0.8);
  await bridge.untilAll(flood, 'outcome confirmed', ({ outcome }) => outcome === 'confirmed');
}, 900_000);

async function dueOf({ launchId }: TestLaunch): Promise<Date | null> {
  const rows = await bridge.db.query<{ due_at: Date | null }[]>('select due_at from deliveries where launch_id = $1', [
    launchId,
  ]);
  return rows[0]?.due_at ?? null;
}

/** Nothing is answered until `open` is called, then each after so long. */
function answersOnceOpened(ms: number): { held: () => number; open: () => void } {
  let held = 0;
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  host.always = async (socket, forward) => {
    const answer = await forward();
    held += 1;
    await opened;
    await new Promise((resolve) => setTimeout(resolve, ms));
    socket.write(answer);
  };
  return { held: () => held, open };
}

function fail(): never {
  throw new Error('nobody was launched');
}
