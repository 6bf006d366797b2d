import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { RawLms, ReporterUnderTest, scaled, type TestLaunch } from '../src/index.js';
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
  Promise.all(Array.from({ length: count }, (_, n) => bridge.launch(`${name}${n}`, { port: host.port })));

test('F85: everybody ends at the same moment – the limit per host holds, and each completion arrives once', async () => {
  const most = answersAfter(5);
  const all = await many(scaled(60, 5_000), 'burst');
  await Promise.all(all.map((one) => bridge.watch(one, 0, 100).then(() => bridge.leave(one))));
  for (const one of all) await bridge.over(one);
  expect(most()).toBeLessThanOrEqual(64);
  expect(all.map((one) => bridge.gradeOf(one).completions)).toEqual(all.map(() => 1));
}, 900_000);

test('F86: one tenant floods a shared host – another tenant’s learner is served in between, not behind', async () => {
  answersAfter(250);
  const flood = await many(scaled(80, 5_000), 'flood');
  await Promise.all(flood.map((one) => bridge.watch(one, 0, 100)));
  await bridge.received(flood[0] ?? fail(), 'GetParam');
  await bridge.useTenant({ hosts: [{ name: 'localhost', port: host.port, http: true }] });
  const [ben] = await many(1, 'ben');
  await bridge.watch(ben ?? fail(), 0, 100);
  await bridge.outcome(ben ?? fail(), 'confirmed');
  const done = await bridge.db.query<unknown[]>(
    `select 1 from deliveries where outcome = 'confirmed' and launch_id = any($1::uuid[])`,
    [flood.map(({ launchId }) => launchId)],
  );
  expect(done.length).toBeLessThan(flood.length * 0.8);
  for (const one of flood) await bridge.outcome(one, 'confirmed');
}, 900_000);

function fail(): never {
  throw new Error('nobody was launched');
}
