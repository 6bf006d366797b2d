import { readFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { httpAnswer, type RawFault, RawLms, ReporterUnderTest, type TestLaunch } from '../src/index.js';
import { closedWithInvariants } from './fault-suite.js';

/** F50–F56, F66: answers that are broken as HTTP (reliability §4c), on bare sockets. The deadline of an exchange is 1 s here. */
let bridge: ReporterUnderTest;
let host: RawLms;
let learners = 0;
beforeAll(async () => {
  bridge = await ReporterUnderTest.start();
});
beforeEach(async () => {
  host = await RawLms.before(bridge.lms);
  await bridge.useTenant({ hosts: [{ name: 'localhost', port: host.port, http: true }] });
});
afterEach(() => closedWithInvariants(bridge, host));
afterAll(() => bridge.stop());

function launch(): Promise<TestLaunch> {
  learners += 1;
  return bridge.launch(`learner${learners}`, { port: host.port });
}

/** The completion's PutParam meets the fault once; it must still be confirmed, by a repeat. */
async function survives(fault: RawFault): Promise<readonly string[]> {
  const ada = await launch();
  await bridge.received(ada, 'GetParam');
  host.next('PutParam', fault);
  await bridge.watch(ada, 0, 100);
  await bridge.outcome(ada, 'confirmed');
  return (await bridge.trace(ada))
    .filter(({ command }) => command === 'PutParam')
    .map(({ classification }) => classification);
}

const head = (lines: string): string => `HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n${lines}\r\n\r\n`;
const OK = 'error=0\r\nerror_text=Successful\r\n';
const forwarded =
  (bytes: string, close = false): RawFault =>
  async (socket, forward) => {
    await forward();
    socket.write(bytes);
    if (close) socket.destroy();
  };

describe('F50: an answer that is cut or lies about its length is "unknown": the state is repeated', () => {
  test.each<[string, RawFault]>([
    ['cut in the middle of error=0', forwarded(`${head('content-length: 30')}err`, true)],
    ['cut before the line ends', forwarded(`${head('content-length: 30')}error=0`, true)],
    ['Content-Length too long', forwarded(`${head('content-length: 500')}${OK}`)],
    ['Content-Length too short', forwarded(`${head('content-length: 5')}${OK}`)],
    ['a bad chunk', forwarded(`${head('transfer-encoding: chunked')}zz\r\n${OK}\r\n0\r\n\r\n`)],
    ['two lengths', forwarded(`${head('content-length: 5\r\ncontent-length: 30')}${OK}`)],
    ['no HTTP at all', forwarded('error=0\r\n', true)],
  ])('%s', async (_why, fault) => {
    const tries = await survives(fault);
    expect(tries.length).toBeGreaterThan(1);
    expect(tries[0]).not.toBe('confirmed');
  });
});

describe('F51, F54: too much', () => {
  test('F51: error=0 and then 10 MB: the verdict is in the head, reading stops', async () => {
    const fault: RawFault = async (socket, forward) => {
      await forward();
      socket.write(httpAnswer(200, `${OK}${'x'.repeat(10_000_000)}`));
    };
    expect(await survives(fault)).toEqual(['confirmed']);
  });
  test('F54: a gzip bomb that nobody asked for is not unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(200_000_000));
    const before = process.memoryUsage().rss;
    await survives((socket) => socket.write(httpAnswer(200, bomb, { 'content-encoding': 'gzip' })));
    expect(process.memoryUsage().rss - before).toBeLessThan(64_000_000);
  });
});

describe('F52, F53, F55: too slow. The total deadline ends it, and the neighbours do not wait', () => {
  const TOO_SLOW: readonly [string, RawFault][] = [
    ['F52: an endless body, a byte at a time', drip(head('content-length: 10000'), ' ')],
    ['F53: headers drip', drip('HTTP/1.1 200 OK\r\nx-slow: ', 'x')],
    ['F55: no answer at all', () => undefined],
  ];
  test.each(TOO_SLOW)('%s: ends at the deadline', async (_why, fault) => {
    expect(await survives(fault)).toEqual(['unreachable deadline', 'confirmed']);
  });

  describe('with a deadline that no test waits for', () => {
    let patient: ReporterUnderTest;
    beforeAll(async () => {
      patient = await ReporterUnderTest.start({ durations: { exchangeMs: 60_000 } });
    });
    afterAll(() => patient.stop());
    test.each(TOO_SLOW)('%s: a neighbour at the same host is confirmed meanwhile', async (_why, fault) => {
      const slow = await RawLms.before(patient.lms);
      await patient.useTenant({ hosts: [{ name: 'localhost', port: slow.port, http: true }] });
      learners += 2;
      const ada = await patient.launch(`learner${learners - 1}`, { port: slow.port });
      const ben = await patient.launch(`learner${learners}`, { port: slow.port });
      await patient.received(ada, 'GetParam');
      await patient.received(ben, 'GetParam');
      slow.next('PutParam', fault);
      await patient.watch(ada, 0, 100);
      await patient.until(ada, 'the lease', ({ outcome }) => outcome === 'sending');
      await patient.watch(ben, 0, 100);
      await patient.outcome(ben, 'confirmed');
      expect(await patient.delivery(ada)).toMatchObject({ outcome: 'sending' });
      slow.hangUp();
      await patient.outcome(ada, 'confirmed');
      await closedWithInvariants(patient, slow);
    });
  });

  test.each<[string, RawFault]>([
    ['1,000 headers', forwarded(`${head(Array.from({ length: 1_000 }, (_, n) => `x-${n}: 1`).join('\r\n'))}`, true)],
    ['a header of 1 MB', forwarded(head(`x-long: ${'x'.repeat(1_000_000)}`), true)],
  ])('F53: %s', async (_why, fault) => {
    const tries = await survives(fault);
    expect(tries.at(-1)).toBe('confirmed');
  });
});

test('F56: always slow, but in time: works, slowly', async () => {
  host.always = async (socket, forward) => {
    const answer = await forward();
    setTimeout(() => socket.write(answer), 400);
  };
  const all = await Promise.all([launch(), launch(), launch()]);
  for (const one of all) await bridge.watch(one, 0, 100);
  for (const one of all) await bridge.outcome(one, 'confirmed');
});

test('F75: a certificate signed by itself: the verdict says so, and nothing goes in plain', async () => {
  const certs = new URL('../../libs/hacp-client/test/certs/', import.meta.url);
  const [cert, key] = await Promise.all(
    ['self-signed.pem', 'self-signed-key.pem'].map((name) => readFile(new URL(name, certs))),
  );
  let requests = 0;
  const secure = createServer({ cert, key }, () => (requests += 1));
  await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
  const address = secure.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  await bridge.useTenant({ hosts: [{ name: 'localhost', port, http: false }] });
  learners += 1;
  const ada = await bridge.launch(`learner${learners}`, { port, scheme: 'https' });
  const { verdict } = await bridge.until(ada, 'backoff', ({ waiting_for }) => waiting_for === 'backoff');
  expect(verdict?.cause).toBe('The certificate of the LMS is signed by itself.');
  expect(requests).toBe(0);
  // After a day it is given up, with the reason.
  bridge.pass(25 * 3_600_000);
  expect(await bridge.over(ada)).toMatchObject({ outcome: 'needs-relaunch', session: { ended: 'gave-up' } });
  await new Promise((resolve) => secure.close(resolve));
});

test('F66: an answer too many on a kept connection is not taken for the next one’s', async () => {
  const ada = await launch();
  await bridge.received(ada, 'GetParam');
  host.next('PutParam', async (socket, forward) => {
    const answer = await forward();
    socket.write(Buffer.concat([answer, httpAnswer(200, OK)]));
  });
  await bridge.watch(ada, 0, 50);
  await bridge.outcome(ada, 'confirmed');
  // If the second answer were believed, this would be confirmed though the LMS refuses it.
  host.always = (socket) => socket.write(httpAnswer(503, ''));
  await bridge.watch(ada, 50, 100);
  await bridge.until(ada, 'the refusal', ({ session }) => session['failures'] !== 0);
  expect((await bridge.delivery(ada)).outcome).toBe('waiting');
});

function drip(start: string, more: string): RawFault {
  return (socket) => {
    socket.write(start);
    const timer = setInterval(() => socket.write(more), 50);
    socket.on('close', () => clearInterval(timer));
  };
}
