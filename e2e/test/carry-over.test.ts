import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { httpAnswer, putParam, RawLms, ReporterUnderTest, type TestLaunch } from '../src/index.js';
import { closedWithInvariants } from './fault-suite.js';

/** What was not acknowledged goes with the learner's next launch (design §6, §7; F62, F83). I1–I5 are checked after each test. */
let bridge: ReporterUnderTest;
let host: RawLms;
let learners = 0;
let ada = '';
beforeAll(async () => {
  bridge = await ReporterUnderTest.start({ personalities: ['moodle', 'moodle'] });
});
beforeEach(async () => {
  learners += 1;
  ada = `ada${learners}`;
  bridge.become('moodle');
  host = await RawLms.before(bridge.lms);
  const ports = [host.port, ...bridge.lmss.map(({ port }) => port)];
  await bridge.useTenant({ hosts: ports.map((port) => ({ name: 'localhost', port, http: true })) });
});
afterEach(() => closedWithInvariants(bridge, host));
afterAll(() => bridge.stop());

/** Watched to 50 %, then the LMS loses the session and the rest is watched. */
async function diedInTheMiddle(launch: TestLaunch): Promise<void> {
  await bridge.watch(launch, 0, 50);
  await bridge.received(launch, 'PutParam');
  launch.lms.lms.sessions.delete(launch.sid);
  await bridge.watch(launch, 50, 100);
  expect(await bridge.over(launch)).toMatchObject({ outcome: 'needs-relaunch' });
}
const commands = (launch: TestLaunch): readonly string[] => bridge.logOf(launch).map(({ command }) => command);

describe('F62: after a session that died in the middle', () => {
  test('everything goes right after GetParam of the next launch, the seconds at its end', async () => {
    const dead = await bridge.launch(ada);
    await diedInTheMiddle(dead);
    const again = await bridge.launch(ada);
    await bridge.outcome(again, 'confirmed');
    expect(bridge.gradeOf(again)).toMatchObject({ status: 'completed', score: 100 });
    await bridge.until(
      dead,
      'to name who took over',
      ({ verdict }) => verdict?.cure === 'Nothing to do here: look at that launch.',
    );
    await bridge.leave(again);
    await bridge.over(again);
    expect(bridge.gradeOf(again).timeSeconds).toBe(100);
  });
  test('the seconds too, if the next launch is what ends the dead session', async () => {
    const dead = await bridge.launch(ada);
    await bridge.watch(dead, 0, 50);
    await bridge.received(dead, 'PutParam');
    dead.lms.lms.sessions.delete(dead.sid);
    const again = await bridge.launch(ada);
    await bridge.watch(again, 50, 100);
    await bridge.over(dead);
    await bridge.outcome(again, 'confirmed');
    await bridge.leave(again);
    await bridge.over(again);
    expect(bridge.gradeOf(again)).toMatchObject({ score: 100, timeSeconds: 100 });
  });
  test('also to another host of the same tenant', async () => {
    await diedInTheMiddle(await bridge.launch(ada));
    const [, other] = bridge.lmss;
    const again = await bridge.launch(ada, other ? { lms: other } : {});
    await bridge.outcome(again, 'confirmed');
    await bridge.leave(again);
    await bridge.over(again);
    expect(bridge.gradeOf(again)).toMatchObject({ status: 'completed', score: 100, timeSeconds: 100 });
  });
  test('a session that never opened is carried over as well, and never counts as confirmed', async () => {
    host.next(
      'GetParam',
      ...Array.from(
        { length: 3 },
        () => (socket: { write: (b: Buffer) => unknown }) => socket.write(httpAnswer(404, '')),
      ),
    );
    const dead = await bridge.launch(ada, { port: host.port });
    await bridge.over(dead);
    await bridge.watch(dead, 0, 100);
    await bridge.outcome(dead, 'needs-relaunch');
    const again = await bridge.launch(ada);
    await bridge.outcome(again, 'confirmed');
    expect(bridge.gradeOf(again).score).toBe(100);
  });
  test('a known learner with a new Student_ID reports only this launch’s own viewing', async () => {
    await diedInTheMiddle(await bridge.launch(ada));
    const renamed = await bridge.launch(`${ada}-renamed`, { learner: ada });
    await bridge.watch(renamed, 0, 10);
    await bridge.outcome(renamed, 'confirmed');
    expect(bridge.gradeOf(renamed)).toMatchObject({ status: 'incomplete', score: 10 });
  });
  test('a Student_ID that belongs to another learner: nothing is sent', async () => {
    const first = await bridge.launch(ada);
    await bridge.watch(first, 0, 10);
    await bridge.outcome(first, 'confirmed');
    const eve = await bridge.launch(ada, { learner: `eve${learners}` });
    await bridge.watch(eve, 0, 100);
    expect(await bridge.over(eve)).toMatchObject({ outcome: 'refused', rule_id: 'identity' });
    expect(commands(eve)).toEqual(['GetParam']);
  });
});

describe('session time (I5)', () => {
  const finalMeets = async (...answers: readonly (Buffer | null)[]): Promise<TestLaunch> => {
    const launch = await bridge.launch(ada, { port: host.port });
    await bridge.watch(launch, 0, 60);
    await bridge.received(launch, 'PutParam');
    host.next(
      'PutParam',
      ...answers.map(
        (answer) => (socket: { write: (b: Buffer) => unknown; destroy: () => unknown }) =>
          answer ? socket.write(answer) : socket.destroy(),
      ),
    );
    await bridge.leave(launch);
    await bridge.over(launch);
    return launch;
  };
  const relaunched = async (): Promise<number> => {
    const again = await bridge.launch(ada);
    await bridge.watch(again, 60, 80);
    await bridge.leave(again);
    await bridge.over(again);
    return bridge.gradeOf(again).timeSeconds;
  };
  test('a final PutParam that was clearly refused goes with the next launch', async () => {
    await finalMeets(httpAnswer(200, 'error=1\r\nerror_text=Terminated\r\n'));
    expect(await relaunched()).toBe(80);
  });
  test('one that may have arrived never does', async () => {
    bridge.timeExcused.add(ada);
    const gone = httpAnswer(404, '');
    await finalMeets(null, gone, gone, gone);
    expect(await relaunched()).toBe(20);
  });
});

describe('a sid that comes back', () => {
  test('with the same learner while it is open: the launch goes on', async () => {
    const first = await bridge.launch(ada);
    await bridge.watch(first, 0, 50);
    await bridge.received(first, 'PutParam');
    const again = await bridge.launch(ada, { sid: first.sid });
    await bridge.watch(again, 50, 100);
    await bridge.outcome(again, 'confirmed');
    await bridge.leave(again);
    await bridge.over(again);
    expect(await bridge.delivery(first)).toMatchObject({ phase: 'over', session: { ended: 'lane-taken' } });
    expect(commands(again).filter((command) => command === 'ExitAU')).toHaveLength(1);
    expect(bridge.gradeOf(again)).toMatchObject({ status: 'completed', timeSeconds: 100 });
  });
  test('after its end: a new launch, which takes over what was not sent', async () => {
    const first = await bridge.launch(ada);
    await bridge.watch(first, 0, 50);
    await bridge.leave(first);
    await bridge.over(first);
    await bridge.watch(first, 50, 100);
    await bridge.until(first, 'the late viewing', ({ outcome }) => outcome === 'needs-relaunch');
    const session = first.lms.lms.sessions.get(first.sid);
    if (session) session.state = 'none';
    const again = await bridge.launch(ada, { sid: first.sid });
    await bridge.outcome(again, 'confirmed');
    expect(bridge.gradeOf(again).score).toBe(100);
  });
  test('with another learner: the old binding ends, even in mid-flight', async () => {
    const first = await bridge.launch(ada, { port: host.port });
    await bridge.received(first, 'GetParam');
    let release = (): void => undefined;
    host.next('PutParam', async (socket, forward) => {
      await new Promise<void>((resolve) => (release = resolve));
      socket.write(await forward());
    });
    await bridge.watch(first, 0, 50);
    await bridge.until(first, 'the message to be on its way', () => host.requests === 2);
    const other = await bridge.launch(`ben${learners}`, { sid: first.sid, port: host.port });
    release();
    await bridge.over(first);
    await bridge.outcome(other, 'refused');
    await bridge.watch(first, 50, 100);
    await bridge.settled(first);
    expect(commands(first)).toEqual(['GetParam', 'PutParam', 'GetParam']);
  });
  test('F83: a new launch of the learner: the old session has its last word, then the new one writes', async () => {
    const first = await bridge.launch(ada);
    await bridge.watch(first, 0, 50);
    await bridge.received(first, 'PutParam');
    const second = await bridge.launch(ada);
    await bridge.watch(second, 50, 80);
    await bridge.outcome(second, 'confirmed');
    await bridge.over(first);
    expect(commands(first).slice(-2)).toEqual(['PutParam', 'ExitAU']);
    // Its last seconds wait for the launch after that.
    bridge.timeExcused.add(ada);
    await bridge.watch(first, 80, 90);
    await bridge.until(second, 'the late viewing', () => bridge.gradeOf(second).score === 90);
    expect(commands(first).at(-1)).toBe('ExitAU');
  });
});

describe('viewing that names no launch (S50)', () => {
  test.each([
    [false, 0],
    [true, 40],
  ])('joinWithoutLaunchId %s', async (joinWithoutLaunchId, score) => {
    await bridge.useTenant({ joinWithoutLaunchId });
    const launch = await bridge.launch(ada);
    await bridge.watch(launch, 0, 40, { launchId: undefined });
    if (!joinWithoutLaunchId) bridge.timeExcused.add(ada);
    await bridge.leave(launch);
    await bridge.over(launch);
    expect(bridge.gradeOf(launch).score).toBe(score);
    await bridge.useTenant({ joinWithoutLaunchId: false });
  });
});

describe('modes and attempts', () => {
  test('browse: counts, is held, and goes with the next launch that may report', async () => {
    const preview = await bridge.launch(ada, { preview: true });
    await bridge.watch(preview, 0, 40);
    await bridge.until(preview, 'held', ({ waiting_for }) => waiting_for === 'held');
    const real = await bridge.launch(ada);
    await bridge.outcome(real, 'confirmed');
    expect(bridge.gradeOf(real)).toMatchObject({ status: 'incomplete', score: 40 });
    expect(commands(preview)).toEqual(['GetParam']);
  });
  test('review after a completion: GetParam and nothing else', async () => {
    const first = await bridge.launch(ada);
    await bridge.watch(first, 0, 100);
    await bridge.leave(first);
    await bridge.over(first);
    const review = await bridge.launch(ada);
    await bridge.watch(review, 0, 30);
    await bridge.until(review, 'held', ({ waiting_for }) => waiting_for === 'held');
    await bridge.leave(review);
    await bridge.over(review);
    expect(commands(review)).toEqual(['GetParam']);
  });
  test('a retake begins from zero, as the LMS counts it', async () => {
    const first = await bridge.launch(ada);
    await bridge.watch(first, 0, 100);
    await bridge.leave(first);
    await bridge.over(first);
    const retake = await bridge.launch(ada, { newAttempt: true });
    await bridge.watch(retake, 0, 30);
    await bridge.outcome(retake, 'confirmed');
    expect(bridge.gradeOf(retake)).toMatchObject({ status: 'incomplete', score: 30 });
  });
  test('a mastery score in the LMS: no score until all is done, and the verdict names it', async () => {
    bridge.become('moodle', '80');
    const launch = await bridge.launch(ada);
    await bridge.watch(launch, 0, 40);
    const { verdict } = await bridge.outcome(launch, 'confirmed');
    expect(verdict?.cause).toContain('mastery score (80)');
    expect(bridge.gradeOf(launch)).toMatchObject({ status: 'incomplete', score: null });
    await bridge.watch(launch, 40, 100);
    await bridge.leave(launch);
    await bridge.over(launch);
    expect(bridge.logOf(launch).flatMap((message) => putParam(message)?.score ?? [])).toEqual([100, 100]);
    expect(bridge.gradeOf(launch)).toMatchObject({ status: 'passed', score: 100 });
  });
});
