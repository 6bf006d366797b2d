import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { newId } from '@aicc-bridge/platform';
import { until } from '@aicc-bridge/testing';
import { putParam, RawLms, ReporterUnderTest, type TestLaunch } from '../src/index.js';
import { closedWithInvariants } from './fault-suite.js';

/** F78–F82, F84: time, order and business (reliability §4c). I1–I5 are checked after each. */
const HOUR = 3_600_000;
let bridge: ReporterUnderTest;
let host: RawLms;
let learners = 0;
let ada = '';
beforeAll(async () => {
  bridge = await ReporterUnderTest.start();
});
beforeEach(async () => {
  learners += 1;
  ada = `ada${learners}`;
  host = await RawLms.before(bridge.lms);
  const profile = { id: 'generic', overrides: { minIntervalSeconds: 0, gapBetweenRequestsMs: 0 } };
  await bridge.useTenant({ hosts: listed(), enabled: true, reportingMode: 'send', state: 'active', profile });
});
afterEach(() => closedWithInvariants(bridge, host));
afterAll(() => bridge.stop());

const listed = () => [host.port, bridge.lms.port].map((port) => ({ name: 'localhost', port, http: true }));
const launch = (): Promise<TestLaunch> => bridge.launch(ada, { port: host.port });
async function rejected(): Promise<readonly string[]> {
  const rows = await bridge.db.query<{ value: string }[]>(
    `select convert_from(value, 'UTF8') as value from bus.kept where topic = 'viewing.rejected.v1'`,
  );
  return rows.map(({ value }) => value);
}

describe('F78: our clock jumps', () => {
  test.each([
    ['an hour ahead', HOUR],
    ['an hour back', -HOUR],
  ])('%s: nothing stops, no time is invented', async (_why, step) => {
    const open = await launch();
    // An hour of silence closes a session; what is watched then waits for the next launch.
    bridge.timeExcused.add(ada);
    await bridge.watch(open, 0, 30);
    await bridge.received(open, 'PutParam');
    bridge.clock.step(step);
    const fresh = await bridge.launch(`${ada}-fresh`, { port: host.port });
    await bridge.watch(fresh, 0, 100);
    await bridge.outcome(fresh, 'confirmed');
    await bridge.watch(open, 30, 60);
    await bridge.leave(open);
    await bridge.over(open);
    const told = bridge.logOf(open).flatMap((message) => putParam(message)?.time ?? []);
    expect(told.every((time) => time === '00:00:00' || time === '00:01:00' || time === '00:00:30')).toBe(true);
    bridge.clock.step(-step);
  });
  test('10 s back again and again: the pace goes on', async () => {
    await bridge.useProfile('generic', { minIntervalSeconds: 30 });
    const open = await launch();
    for (let turn = 0; turn < 5; turn += 1) {
      await bridge.watch(open, turn * 10, turn * 10 + 10);
      await bridge.settled(open);
      bridge.clock.step(-10_000);
    }
    bridge.pass(100_000);
    await bridge.until(open, 'all of it', () => bridge.gradeOf(open).score === 50);
  });
});

describe('viewing and launches out of order', () => {
  test('F79: viewing ten minutes before its launch joins it', async () => {
    const launchId = newId();
    const early = {
      launchId,
      username: ada,
      learnerId: bridge.learnerId(ada),
      courseId: 'ladders',
      sid: '',
      lms: bridge.lms,
      startedAt: new Date(bridge.clock.now().getTime() - 600_000),
    };
    await bridge.watch(early, 0, 100);
    await until(async () => (await bridge.waitingEvents()) === 0, { what: 'the viewing to be read' });
    bridge.pass(600_000);
    const late = await bridge.launch(ada, { launchId });
    expect((await bridge.outcome(late, 'confirmed')).outcome).toBe('confirmed');
    expect(bridge.gradeOf(late).score).toBe(100);
  });
  test('F80: viewing whose launch never comes is kept for 7 days, then told with its reason', async () => {
    const nobody = newId();
    await bridge.publish('viewing.events.v1', nobody, 'viewing.completed.v1', {
      launchId: nobody,
      viewingId: 'v',
      tenantId: bridge.tenantId,
      learnerId: bridge.learnerId(ada),
      courseId: 'ladders',
      at: bridge.clock.now().toISOString(),
    });
    await until(async () => (await bridge.waitingEvents()) === 0, { what: 'the viewing to be read' });
    expect((await rejected()).filter((value) => value.includes(nobody))).toHaveLength(0);
    bridge.clock.step(8 * 24 * HOUR);
    await until(
      async () => (await rejected()).some((value) => value.includes(`No launch ${nobody} came within 7 days`)),
      {
        what: 'the rejection',
      },
    );
    bridge.clock.step(-8 * 24 * HOUR);
  });
  test('F81: viewing with another tenant’s launch id is refused, nothing is sent', async () => {
    const open = await launch();
    await bridge.received(open, 'GetParam');
    await bridge.viewing(open, 'viewing.completed.v1', { tenantId: newId() });
    await until(async () => (await rejected()).some((value) => value.includes(open.launchId)), {
      what: 'the rejection',
    });
    expect(bridge.logOf(open).map(({ command }) => command)).toEqual(['GetParam']);
  });
  test('F84: completion, leaving and a late event at once: the late one is carried over, not sent after ExitAU', async () => {
    bridge.timeExcused.add(ada);
    const first = await launch();
    await bridge.received(first, 'GetParam');
    await Promise.all([
      bridge.watch(first, 0, 40),
      bridge.viewing(first, 'viewing.progress.v1', { percent: 60 }),
      bridge.leave(first),
    ]);
    await bridge.over(first);
    await bridge.watch(first, 40, 90);
    await bridge.until(first, 'the late viewing', ({ outcome }) => outcome === 'needs-relaunch');
    expect(bridge.logOf(first).at(-1)?.command).toBe('ExitAU');
    const second = await launch();
    await bridge.outcome(second, 'confirmed');
    expect(bridge.gradeOf(second).score).toBe(90);
  });
});

describe('F82: the tenant changes', () => {
  type Change = () => Readonly<Record<string, unknown>>;
  const changes: readonly (readonly [string, Change, Change, Readonly<Record<string, unknown>>])[] = [
    ['disabled', () => ({ enabled: false }), () => ({ enabled: true }), { waiting_for: 'disabled', rule_id: 'S32' }],
    ['paused', () => ({ reportingMode: 'paused' }), () => ({ reportingMode: 'send' }), { waiting_for: 'paused' }],
    ['preview', () => ({ reportingMode: 'preview' }), () => ({ reportingMode: 'send' }), { rule_id: 'preview' }],
    ['host removed', () => ({ hosts: listed().slice(1) }), () => ({ hosts: listed() }), { rule_id: 'S30' }],
    ['deleted', () => ({ state: 'deleted' }), () => ({ state: 'active' }), { waiting_for: 'disabled' }],
  ];

  test.each(changes)(
    '%s while nothing is under way: held, then it goes on with the same sid',
    async (_why, off, on, held) => {
      const open = await launch();
      await bridge.received(open, 'GetParam');
      await bridge.settled(open);
      await bridge.changeTenant(off());
      await bridge.until(open, 'the hold', (row) =>
        Object.entries(held).every(([name, value]) => Reflect.get(row, name) === value),
      );
      const before = host.requests;
      await bridge.watch(open, 0, 100);
      await bridge.settled(open);
      expect(host.requests).toBe(before);
      await bridge.changeTenant(on());
      await bridge.outcome(open, 'confirmed');
      expect(bridge.logOf(open).map(({ command }) => command)).toEqual(['GetParam', 'PutParam']);
    },
  );
  test.each(changes)('%s during a POST: that one may end, none begins later than 1 s after', async (_why, off, on) => {
    const open = await launch();
    await bridge.received(open, 'GetParam');
    let release = (): void => undefined;
    host.next('PutParam', async (socket, forward) => {
      await new Promise<void>((resolve) => (release = resolve));
      socket.write(await forward());
    });
    await bridge.watch(open, 0, 50);
    await until(() => host.requests === 2, { what: 'the POST', everyMs: 5 });
    await bridge.changeTenant(off());
    release();
    await bridge.until(open, 'its answer', ({ session }) => session['acknowledged'] !== null);
    await bridge.watch(open, 50, 100);
    await bridge.until(open, 'the hold', ({ outcome }) => outcome !== 'sending' && outcome !== 'confirmed');
    expect(host.requests).toBe(2);
    await bridge.changeTenant(on());
    await bridge.outcome(open, 'confirmed');
  });
  test.each(changes)('%s during backoff: nothing is tried any more until it is undone', async (_why, off, on) => {
    const open = await launch();
    await bridge.received(open, 'GetParam');
    host.always = (socket) => socket.destroy();
    await bridge.watch(open, 0, 100);
    await bridge.until(open, 'backoff', ({ waiting_for }) => waiting_for === 'backoff');
    await bridge.changeTenant(off());
    await bridge.until(
      open,
      'the hold',
      ({ outcome, waiting_for }) => outcome !== 'sending' && waiting_for !== 'backoff',
    );
    const before = host.requests;
    bridge.pass(60_000);
    await bridge.settled(open);
    expect(host.requests).toBe(before);
    host.always = null;
    await bridge.changeTenant(on());
    bridge.pass(60_000);
    await bridge.outcome(open, 'confirmed');
  });
});
