import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { until } from '@aicc-bridge/testing';
import { httpAnswer, RawLms, ReporterUnderTest, type TestLaunch } from '../src/index.js';
import { closedWithInvariants } from './fault-suite.js';

/** F47–F49, F57–F61, F63–F65: what an LMS may say (reliability §4c). Each test has a host of its own, and I1–I5 are checked after it. */
let bridge: ReporterUnderTest;
let host: RawLms;
let learners = 0;
beforeAll(async () => {
  bridge = await ReporterUnderTest.start({ durations: { slowRetryMs: 15 * 60_000 } });
});
beforeEach(async () => {
  bridge.become('moodle');
  host = await RawLms.before(bridge.lms);
  await bridge.useTenant({ hosts: [{ name: 'localhost', port: host.port, http: true }] });
});
afterEach(() => closedWithInvariants(bridge, host));
afterAll(() => bridge.stop());

function launch(): Promise<TestLaunch> {
  learners += 1;
  return bridge.launch(`learner${learners}`, { port: host.port });
}
const says =
  (status: number, body: string, headers: Readonly<Record<string, string>> = {}) =>
  (socket: { write: (bytes: Buffer) => unknown }) =>
    socket.write(httpAnswer(status, body, headers));

async function putParamMeets(status: number, body: string, times = 1): Promise<TestLaunch> {
  const ada = await launch();
  host.next('PutParam', ...Array.from({ length: times }, () => says(status, body)));
  await bridge.watch(ada, 0, 100);
  return ada;
}

describe('F47: what HACP itself says', () => {
  test.each([
    ['error=1 Invalid Command', 'error=1\r\nerror_text=Invalid Command\r\n', 'refused', 'refused'],
    ['error=1 with a text of its own', 'error=1\r\nerror_text=Unknown command\r\n', 'refused', 'refused'],
    ['error=1 Terminated', 'error=1\r\nerror_text=Terminated\r\n', 'needs-relaunch', 'session-over'],
    ['in other letters', 'ERROR = 1\nError_Text = TERMINATED\n', 'needs-relaunch', 'session-over'],
    ['error=101', 'error=101\r\nerror_text=Terminated\r\n', 'needs-relaunch', 'session-over'],
    ['error=2, a password', 'error=2\r\nerror_text=Invalid AU password\r\n', 'refused', 'refused'],
    ['error=3', 'error=3\r\nerror_text=Invalid Session ID\r\n', 'needs-relaunch', 'session-over'],
    ['a code of its own', 'error=77\r\nerror_text=?\r\n', 'refused', 'refused'],
  ])('%s', async (_why, body, outcome, ended) => {
    const ada = await putParamMeets(200, body);
    expect(await bridge.over(ada)).toMatchObject({ outcome, session: { ended } });
    expect(bridge.logOf(ada).map(({ command }) => command)).toEqual(['GetParam']);
  });
  test('Not Initialized is repaired with GetParam, once', async () => {
    const ada = await putParamMeets(200, 'error=1\r\nerror_text=Not Initialized\r\n');
    await bridge.outcome(ada, 'confirmed');
    expect(bridge.logOf(ada).map(({ command }) => command)).toEqual(['GetParam', 'GetParam', 'PutParam']);
    host.next('PutParam', says(200, 'error=1\r\nerror_text=Not Initialized\r\n'));
    await bridge.leave(ada);
    expect(await bridge.over(ada)).toMatchObject({ session: { ended: 'session-over' } });
  });
  test('S13: an older version is a warning, not an end', async () => {
    bridge.become('version-2.2');
    const ada = await launch();
    await bridge.watch(ada, 0, 100);
    const { verdict } = await bridge.outcome(ada, 'confirmed');
    expect(verdict).toMatchObject({ clause: 'S13, rule 23' });
  });
});

describe('F48, F49: what is no HACP at all', () => {
  test('F48: a PHP warning before error=0 is success', async () => {
    const ada = await launch();
    host.next('PutParam', async (socket, forward) => {
      await forward();
      socket.write(httpAnswer(200, '<br />\nWarning: Undefined index in /aicc.php on line 7<br />\nerror=0\r\n'));
    });
    await bridge.watch(ada, 0, 100);
    await bridge.outcome(ada, 'confirmed');
  });
  test.each([
    ['F48: a login page', '<!DOCTYPE html><html><title>Log in</title></html>'],
    ['F49: an empty body', ''],
    ['F49: only blanks', '  \r\n \r\n'],
    ['F49: only a byte order mark', '\ufeff'],
    ['F49: UTF-16', [...'error=0\r\n'].join('\0')],
  ])('%s is never confirmed: asked twice more, then the session is over', async (_why, body) => {
    const ada = await putParamMeets(200, body, 3);
    expect(await bridge.over(ada)).toMatchObject({ outcome: 'needs-relaunch' });
    expect((await bridge.trace(ada)).map(({ classification }) => classification.split(' ')[0])).toEqual([
      'confirmed',
      'ambiguous',
      'ambiguous',
      'ambiguous',
    ]);
  });
  test('F48: a login page in passing does no harm, and while it is asked again nobody says that the session is over', async () => {
    const ada = await launch();
    host.always = says(200, '<html>Log in</html>');
    await bridge.until(ada, 'the second try', ({ session }) => session['ambiguous'] === 1);
    expect((await bridge.delivery(ada)).verdict?.cause).toBe(
      'The LMS answers with a web page instead of a HACP answer.',
    );
    host.always = null;
    await bridge.watch(ada, 0, 100);
    await bridge.outcome(ada, 'confirmed');
  });
});

describe('F57: 429 with Retry-After', () => {
  test.each([
    ['seconds', '7', 7_000, 7_000],
    ['10 days: not longer than a slow retry', '864000', 300, 900_000],
    ['rubbish', 'soon', 0, 300],
    ['negative', '-5', 0, 300],
  ])('%s', async (_why, header, least, most) => {
    const ada = await launch();
    await bridge.received(ada, 'GetParam');
    host.next('PutParam', says(429, '', { 'retry-after': header }));
    const before = bridge.clock.now().getTime();
    await bridge.watch(ada, 0, 100);
    const { due_at } = await bridge.until(ada, 'the refusal', ({ session }) => session['failures'] === 1);
    const wait = (due_at?.getTime() ?? 0) - before;
    expect(wait).toBeGreaterThanOrEqual(least);
    expect(wait).toBeLessThan(most + 2_000);
    bridge.pass(most + 1_000);
    await bridge.outcome(ada, 'confirmed');
  });
});

test('F57: the whole host waits, not one session', async () => {
  const ada = await launch();
  const ben = await launch();
  await bridge.received(ada, 'GetParam');
  await bridge.received(ben, 'GetParam');
  host.next('PutParam', says(429, '', { 'retry-after': '60' }));
  await bridge.watch(ada, 0, 100);
  await bridge.until(ada, 'the refusal', ({ session }) => session['failures'] === 1);
  const before = host.requests;
  await bridge.watch(ben, 0, 100);
  await bridge.waitOutIdle();
  expect(host.requests).toBe(before);
  bridge.pass(75_000);
  await bridge.outcome(ben, 'confirmed');
  await bridge.outcome(ada, 'confirmed');
});

describe('an LMS that is ill', () => {
  test('F58: 5xx for long: few probes while it is open, then all are confirmed', async () => {
    host.always = says(503, 'maintenance');
    const all = await Promise.all(Array.from({ length: 20 }, () => launch()));
    for (const one of all) await bridge.watch(one, 0, 100);
    await until(() => host.requests >= 5, { what: 'five troubles, which open the breaker', everyMs: 5 });
    bridge.pass(60_000);
    const opened = host.requests;
    for (let probe = 0; probe < 3; probe += 1) {
      bridge.pass(5_000);
      await bridge.waitOutIdle();
    }
    expect(host.requests - opened).toBeLessThanOrEqual(6);
    host.always = null;
    let passed = 0;
    const confirmed = async (): Promise<boolean> => {
      const rows = await Promise.all(all.map((one) => bridge.delivery(one)));
      if (rows.every(({ outcome }) => outcome === 'confirmed')) return true;
      bridge.pass(5_000);
      passed += 5;
      return false;
    };
    await until(confirmed, { what: 'all to be confirmed', timeoutMs: 4_000, everyMs: 50 });
    expect(passed).toBeLessThanOrEqual(180);
  });
  test('F59: 503 on 30 % of all: everything is confirmed, with at most 1.6 tries each', async () => {
    let turn = 0;
    host.always = async (socket, forward) => {
      turn += 1;
      socket.write([3, 6, 0].includes(turn % 10) ? httpAnswer(503, '') : await forward());
    };
    const all = await Promise.all(Array.from({ length: 20 }, () => launch()));
    for (const one of all) await bridge.watch(one, 0, 100);
    for (const one of all) await bridge.outcome(one, 'confirmed');
    expect(host.requests / 40).toBeLessThanOrEqual(1.6);
  });
  test('F63: flapping stops nothing for good', async () => {
    const ada = await launch();
    for (let turn = 0; turn < 4; turn += 1) {
      host.always = says(503, '');
      await bridge.watch(ada, turn * 20, turn * 20 + 20);
      bridge.pass(60_000);
      await bridge.waitOutIdle();
      host.always = null;
      bridge.pass(120_000);
      await bridge.until(ada, `score ${turn * 20 + 20}`, () => bridge.gradeOf(ada).score === turn * 20 + 20);
    }
  });
});

describe('F60: a redirect is not followed, and the sid does not go on', () => {
  test.each([
    [301, () => `http://localhost:${host.port}/elsewhere`],
    [302, (other: number) => `http://localhost:${other}/login`],
    [303, () => '/login/index.php'],
    [307, (other: number) => `http://127.0.0.1:${other}/`],
    [308, () => 'http://169.254.169.254/latest/meta-data/'],
  ])('%d', async (status, location) => {
    const other = await RawLms.before(bridge.lms);
    const ada = await launch();
    host.next('PutParam', says(status, '', { location: location(other.port) }));
    await bridge.watch(ada, 0, 100);
    const { verdict } = await bridge.outcome(ada, 'refused');
    expect(verdict?.cause).toContain('redirects our message');
    expect({ here: host.requests, elsewhere: other.connections }).toEqual({ here: 2, elsewhere: 0 });
    await other.close();
  });
});

describe('F61: not found', () => {
  test('once is a passing conflict', async () =>
    expect(await bridge.outcome(await putParamMeets(404, '<html></html>'), 'confirmed')).toBeDefined());
  test('for ever is the end of the session', async () => {
    const ada = await putParamMeets(404, '<html></html>', 3);
    expect(await bridge.over(ada)).toMatchObject({ outcome: 'needs-relaunch', session: { ended: 'session-over' } });
    expect(host.requests).toBe(4);
  });
});

describe('an LMS that does not do what it says', () => {
  test.each([
    ['answers 500', () => httpAnswer(500, '')],
    ['closes without an answer', () => null],
  ])('F64: stores each message, but %s: the state is repeated, nothing counts twice', async (_why, answer) => {
    const ada = await launch();
    const lose: Parameters<RawLms['next']>[1] = async (socket, forward) => {
      await forward();
      const bytes = answer();
      if (bytes) socket.write(bytes);
      else socket.destroy();
    };
    for (const command of ['GetParam', 'PutParam', 'PutParam', 'ExitAU']) host.next(command, lose);
    await bridge.watch(ada, 0, 100);
    await bridge.leave(ada);
    expect(await bridge.over(ada)).toMatchObject({
      outcome: 'confirmed',
      session: { ended: 'exited', exit: 'acknowledged' },
    });
    expect(bridge.gradeOf(ada)).toMatchObject({ status: 'completed', score: 100, timeSeconds: 100, completions: 1 });
  });
  test.each([
    ['moodle, read back', 'moodle', true],
    ['generic, before ExitAU', 'generic', false],
  ])('F65: error=0 and nothing stored: the next launch shows it, and heals it (%s)', async (_why, profile, left) => {
    await bridge.useProfile(profile);
    bridge.become('stores-nothing');
    const ada = await launch();
    bridge.timeExcused.add(ada.username);
    await bridge.watch(ada, 0, 100);
    await bridge.until(ada, 'an acknowledgement', ({ session }) => session['acknowledged'] !== null);
    if (left) await bridge.leave(ada);
    if (left) expect(await bridge.over(ada)).toMatchObject({ outcome: 'needs-relaunch' });
    bridge.become('moodle');
    const again = await bridge.launch(ada.username, { port: host.port });
    await bridge.outcome(again, 'confirmed');
    expect(bridge.gradeOf(again)).toMatchObject({ status: 'completed', score: 100 });
  });
});
