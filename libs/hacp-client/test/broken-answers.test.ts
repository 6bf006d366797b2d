import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from '@jest/globals';
import { until } from '@aicc-bridge/testing';
import type { HacpClientOptions } from '@aicc-bridge/hacp-client';
import {
  type Answer,
  answersOk,
  answerText,
  type LmsListener,
  lmsListener,
  OK_BODY,
  testClient,
  told,
  type TestClient,
} from './lms-listener.js';

/** An exchange ends at its deadline; what Node needs on a busy machine comes on top. */
const MARGIN_MS = 3_000;

let listener: LmsListener | null = null;
let made: TestClient | null = null;

async function anLms(
  answer: Answer,
  options: Partial<HacpClientOptions> = {},
): Promise<TestClient & { readonly lms: LmsListener }> {
  listener = await lmsListener(answer);
  made = testClient(listener.port, options);
  return { ...made, lms: listener };
}

afterEach(async () => {
  await made?.client.close();
  await listener?.close();
});

test.each<[string, string]>([
  ['with a length', answerText(OK_BODY)],
  [
    'in chunks',
    `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nerror=0\r\n\r\n17\r\nerror_text=Successful\r\n\r\n0\r\n\r\n`,
  ],
  ['until the connection ends', `HTTP/1.0 200 OK\r\n\r\n${OK_BODY}`],
  ['after an announcement (103)', `HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n${answerText(OK_BODY)}`],
  [
    'with a trailer',
    `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\n\r\n20\r\n${OK_BODY}\r\n0\r\nX: 1\r\n\r\n`,
  ],
])('an answer %s is read whole', async (how, wire) => {
  const { post } = await anLms((socket) => {
    socket.write(wire);
    if (how.startsWith('until')) socket.end();
  });
  const exchange = await post('command=GetParam');
  expect(told(exchange)).toBe(OK_BODY);
  expect(exchange).toMatchObject({
    kind: 'answered',
    status: 200,
    bodyCut: false,
    peer: { address: '127.0.0.1', tls: null },
  });
});

const HEAD = 'HTTP/1.1 200 OK\r\n';
test.each<[string, string, 'end' | 'reset', 'request' | 'response']>([
  ['Content-Length longer than the body', `${HEAD}Content-Length: 99\r\n\r\nerror=0`, 'end', 'response'],
  ['body cut in the middle of error=0', `${HEAD}Content-Length: 30\r\n\r\nerro`, 'end', 'response'],
  ['reset in the middle of the body', `${HEAD}Content-Length: 30\r\n\r\nerro`, 'reset', 'response'],
  ['chunk size that is no number', `${HEAD}Transfer-Encoding: chunked\r\n\r\nzz\r\nerror=0\r\n`, 'end', 'response'],
  [
    'chunk longer than it says',
    `${HEAD}Transfer-Encoding: chunked\r\n\r\n3\r\nerror=0\r\n0\r\n\r\n`,
    'end',
    'response',
  ],
  ['last chunk missing', `${HEAD}Transfer-Encoding: chunked\r\n\r\n7\r\nerror=0\r\n`, 'end', 'response'],
  ['head cut', 'HTTP/1.1 200 OK\r\nContent-Le', 'end', 'request'],
  ['nothing, then end', '', 'end', 'request'],
  ['nothing, then reset', '', 'reset', 'request'],
  ['no HTTP', 'SSH-2.0-OpenSSH_9.2\r\n', 'end', 'request'],
  ['two lengths', `${HEAD}Content-Length: 7\r\nContent-Length: 8\r\n\r\nerror=0\r`, 'end', 'request'],
  [
    'length and chunks',
    `${HEAD}Content-Length: 7\r\nTransfer-Encoding: chunked\r\n\r\n7\r\nerror=0\r\n0\r\n\r\n`,
    'end',
    'request',
  ],
  ['negative length', `${HEAD}Content-Length: -1\r\n\r\nerror=0`, 'end', 'request'],
  [
    'switch to another protocol',
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n',
    'end',
    'request',
  ],
  ['header of 1 MB', `${HEAD}X-Long: ${'a'.repeat(1_000_000)}\r\nContent-Length: 7\r\n\r\nerror=0`, 'end', 'request'],
  [
    '1,000 headers',
    `${HEAD}${'X-Some-Header: value\r\n'.repeat(1_000)}Content-Length: 7\r\n\r\nerror=0`,
    'end',
    'request',
  ],
])('broken answer: %s → unknown, it may have arrived, and the socket is gone', async (_what, wire, end, stage) => {
  const { post, lms } = await anLms((socket) => {
    socket.write(wire, () => (end === 'reset' ? socket.resetAndDestroy() : socket.end()));
  });
  const exchange = await post('command=PutParam');
  expect(exchange).toMatchObject({ kind: 'failed', stage, side: 'theirs', mayHaveArrived: true });
  await until(() => lms.openSockets() === 0, { what: 'no open socket', timeoutMs: 2_000 });
  expect(lms.requests).toHaveLength(1);
});

test.each<[string, Answer]>([
  ['no answer at all', () => undefined],
  ['headers drip', (socket) => drip(socket, `${HEAD}X: ${'a'.repeat(9_000)}`)],
  [
    'body drips for ever',
    (socket) => {
      socket.write(`${HEAD}Transfer-Encoding: chunked\r\n\r\n`);
      drip(socket, '1\r\nx\r\n'.repeat(5_000), 6);
    },
  ],
  ['announcements for ever', (socket) => drip(socket, 'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(1_000), 28)],
  [
    'half closed and silent',
    (socket) => {
      socket.write(`${HEAD}Content-Length: 30\r\n\r\nerror`);
    },
  ],
])('%s: the exchange ends at its total deadline and the socket is destroyed', async (_what, answer) => {
  const { post, lms } = await anLms(answer);
  const begun = performance.now();
  const exchange = await post('command=PutParam', { deadlineMs: 300 });
  const took = performance.now() - begun;
  expect(exchange).toMatchObject({ kind: 'failed', stage: 'deadline', side: 'theirs', mayHaveArrived: true });
  expect(took).toBeGreaterThanOrEqual(290);
  expect(took).toBeLessThan(300 + MARGIN_MS);
  await until(() => lms.openSockets() === 0, { what: 'no open socket', timeoutMs: 2_000 });
});

test('ten messages to a silent LMS all end at their deadline', async () => {
  const { post, lms } = await anLms(() => undefined, { connectionsPerHost: 4 });
  const begun = performance.now();
  // Those that get no socket have less patience: else the last of them could get one for its last millisecond.
  const deadlineOf = (at: number): number => (at < 4 ? 400 : 300);
  const exchanges = await Promise.all(
    Array.from({ length: 10 }, (_, at) => post(`n=${at}`, { deadlineMs: deadlineOf(at) })),
  );
  expect(performance.now() - begun).toBeLessThan(400 + MARGIN_MS);
  expect(exchanges.map((one) => one.kind === 'failed' && one.stage)).toEqual(Array(10).fill('deadline'));
  // Four were sent; the six that waited for a socket have not left, and that is our limit, not the LMS's fault.
  expect(exchanges.filter((one) => one.kind === 'failed' && one.mayHaveArrived)).toHaveLength(4);
  expect(exchanges.filter((one) => one.kind === 'failed' && one.side === 'ours')).toHaveLength(6);
  expect(lms.connections()).toBe(4);
});

test('of an answer of 10 MB, 64 KiB are read, and the socket is destroyed', async () => {
  let sent = 0;
  const { post, lms } = await anLms((socket) => {
    socket.write(`${HEAD}Content-Length: ${10_000_000}\r\n\r\n${OK_BODY}`);
    const more = (): void => {
      while (!socket.destroyed && sent < 10_000_000) {
        sent += 10_000;
        if (!socket.write(Buffer.alloc(10_000, 'x'))) return void socket.once('drain', more);
      }
    };
    more();
  });
  const exchange = await post('command=GetParam');
  expect(exchange).toMatchObject({ kind: 'answered', status: 200, bodyCut: true });
  expect(exchange.kind === 'answered' && exchange.body.length).toBe(65_536);
  expect(told(exchange).startsWith(OK_BODY)).toBe(true);
  await until(() => lms.openSockets() === 0, { what: 'no open socket', timeoutMs: 2_000 });
  expect(sent).toBeLessThan(10_000_000);
});

test('an answer of exactly the budget is whole; one byte more is cut', async () => {
  const { post } = await anLms(
    (socket, request) => socket.write(answerText('x'.repeat(request.endsWith('more') ? 1_001 : 1_000))),
    { maxBodyBytes: 1_000 },
  );
  expect(await post('fits')).toMatchObject({ kind: 'answered', bodyCut: false });
  const longer = await post('more');
  expect(longer).toMatchObject({ kind: 'answered', bodyCut: true });
  expect(told(longer)).toHaveLength(1_000);
});

test('a gzip bomb that nobody asked for stays packed, and only its beginning is kept', async () => {
  const bomb = gzipSync(Buffer.alloc(20_000_000));
  const { post, lms } = await anLms((socket) => {
    socket.write(`${HEAD}Content-Encoding: gzip\r\nContent-Length: ${bomb.length}\r\n\r\n`);
    socket.write(bomb);
  });
  const exchange = await post('command=GetParam');
  expect(exchange.kind === 'answered' && Buffer.from(exchange.body)).toEqual(bomb.subarray(0, 256));
  expect(exchange).toMatchObject({ bodyCut: true });
  expect(lms.requests[0]).toMatch(/^accept-encoding: identity\r$/m);
});

test('plain text of which its LMS says that it is packed is read whole', async () => {
  const text = `error=0\r\nerror_text=Successful\r\naicc_data=[core]\r\n${'; remark\r\n'.repeat(1_000)}`;
  const { post } = await anLms((socket) => socket.write(answerText(text, ['Content-Encoding: gzip'])));
  const exchange = await post('command=GetParam');
  expect(exchange).toMatchObject({ kind: 'answered', bodyCut: false });
  expect(told(exchange)).toBe(text);
});

test('only the head that the trace may show is kept', async () => {
  const { post } = await anLms((socket) =>
    socket.write(
      answerText(OK_BODY, [
        'Content-Type: text/html; charset=utf-8',
        'Set-Cookie: MoodleSession=secret',
        'Retry-After: 5',
        `Server: ${'n'.repeat(5_000)}`,
        'Date: Mon, 23 Nov 2026 18:16:32 GMT',
        'Proxy-Authenticate: Basic',
      ]),
    ),
  );
  const exchange = await post('command=GetParam');
  expect(exchange.kind === 'answered' && exchange.headers).toEqual({
    'content-type': 'text/html; charset=utf-8',
    'retry-after': '5',
    server: 'n'.repeat(300),
    date: 'Mon, 23 Nov 2026 18:16:32 GMT',
  });
});

test('the request is a plain form post without cookies, and carries path and query as they stand', async () => {
  const { post, lms } = await anLms((socket) => socket.write(answerText(OK_BODY, ['Set-Cookie: a=b'])));
  const url = `http://lms.example.org:${lms.port}/mod/scorm/aicc.php?x=%2F&y=a+b`;
  await post('command=GetParam&session_id=%C3%9F', { url });
  await post('command=ExitAU', { url });
  expect(lms.requests[0]).toBe(
    [
      'POST /mod/scorm/aicc.php?x=%2F&y=a+b HTTP/1.1',
      `host: lms.example.org:${lms.port}`,
      'connection: keep-alive',
      'content-type: application/x-www-form-urlencoded',
      'accept: */*',
      'accept-encoding: identity',
      'user-agent: aicc-bridge',
      'content-length: 34',
      '',
      'command=GetParam&session_id=%C3%9F',
    ].join('\r\n'),
  );
  expect(lms.requests[1]).not.toMatch(/cookie/i);
});

test('a caller that stops waiting is told so, and it counts as ours', async () => {
  const { post, lms } = await anLms(() => undefined);
  const stop = new AbortController();
  const exchange = post('command=GetParam', { signal: stop.signal });
  await until(() => lms.requests.length === 1, { what: 'the request' });
  stop.abort();
  expect(await exchange).toMatchObject({ kind: 'failed', side: 'ours', mayHaveArrived: true });
  expect(await post('never', { signal: stop.signal })).toMatchObject({
    kind: 'failed',
    side: 'ours',
    mayHaveArrived: false,
  });
  expect(lms.requests).toHaveLength(1);
});

test('closing the client ends exchanges on their way', async () => {
  const { post, client, lms } = await anLms(() => undefined);
  const exchange = post('command=GetParam', { deadlineMs: 20_000 });
  await until(() => lms.requests.length === 1, { what: 'the request' });
  await client.close();
  expect(await exchange).toMatchObject({ kind: 'failed', side: 'ours', mayHaveArrived: true });
  await until(() => lms.openSockets() === 0, { what: 'no open socket', timeoutMs: 2_000 });
});

test('an answer that takes its time within the deadline works', async () => {
  const { post } = await anLms((socket, request, nth) => void setTimeout(() => answersOk(socket, request, nth), 300));
  const exchange = await post('command=GetParam');
  expect(told(exchange)).toBe(OK_BODY);
  expect(exchange.kind === 'answered' && exchange.timings.waitMs).toBeGreaterThanOrEqual(290);
});

test('an answer that came in time is read, though this process stood still past the deadline', async () => {
  const { post } = await anLms((socket, request, nth) => {
    answersOk(socket, request, nth);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400);
  });
  expect(told(await post('command=PutParam', { deadlineMs: 200 }))).toBe(OK_BODY);
});

function drip(socket: import('node:net').Socket, text: string, size = 1): void {
  let at = 0;
  const timer = setInterval(() => {
    if (socket.destroyed || at >= text.length) return clearInterval(timer);
    socket.write(text.slice(at, (at += size)));
  }, 20);
  socket.once('close', () => clearInterval(timer));
}
