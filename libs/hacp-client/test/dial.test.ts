import net from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { until } from '@aicc-bridge/testing';
import type { HacpClientOptions } from '@aicc-bridge/hacp-client';
import {
  answersOk,
  answerText,
  asResolved,
  certificate,
  type LmsListener,
  lmsListener,
  NAME,
  OK_BODY,
  pem,
  testClient,
  type TestClient,
  told,
} from './lms-listener.js';

const open: LmsListener[] = [];
let made: TestClient | null = null;

async function listening(...args: Parameters<typeof lmsListener>): Promise<LmsListener> {
  const listener = await lmsListener(...args);
  open.push(listener);
  return listener;
}

function clientOf(listener: LmsListener, options: Parameters<typeof testClient>[1] = {}): TestClient {
  made = testClient(listener.port, options);
  return made;
}

afterEach(async () => {
  await made?.client.close();
  await Promise.all(open.splice(0).map((listener) => listener.close()));
});

test('a standstill of ours while we dial is not charged to the LMS', async () => {
  const lms = await listening(answersOk);
  const { post } = clientOf(lms, { connectTimeoutMs: 100 });
  const asked = post('n=1');
  // So far that the connection is asked for, and not so far that anybody has looked whether it is there.
  for (let tick = 0; tick < 5; tick += 1) await new Promise<void>((resolve) => process.nextTick(resolve));
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
  expect(told(await asked)).toBe(OK_BODY);
});

test('a name that was public and then leads inside: each dial checks its own answer, and nothing is sent inside', async () => {
  const lms = await listening((socket) => socket.end(answerText(OK_BODY, ['Connection: close'])));
  // The listed loopback address plays the public one; the other loopback address is not listed.
  const answers = ['127.0.0.1', '127.0.0.2', '169.254.169.254', '127.0.0.1'];
  const { post } = clientOf(lms, {
    allowedNetworks: ['127.0.0.1/32'],
    resolve: async () => [asResolved(answers.shift() ?? '')],
  });
  expect(told(await post('n=1'))).toBe(OK_BODY);
  for (const inside of ['127.0.0.2', '169.254.169.254'])
    expect(await post('rebound')).toEqual({
      kind: 'not-sent',
      why: 'address-forbidden',
      ruleId: 'S20',
      detail: `${NAME} leads to ${inside}, which is no public address`,
    });
  expect(told(await post('n=2'))).toBe(OK_BODY);
  expect(lms.requests).toHaveLength(2);
});

test.each([
  [['127.0.0.1', '10.0.0.1']],
  [['10.0.0.1', '127.0.0.1']],
  [['127.0.0.1', '::ffff:10.0.0.1']],
  [['127.0.0.1', '127.0.0.1', '127.0.0.1', '127.0.0.1', '127.0.0.1', '169.254.169.254']],
  [['127.0.0.1', 'fe80::1%lo']],
])('a mixed answer %j is refused whole', async (addresses) => {
  const lms = await listening(answersOk);
  const { post } = clientOf(lms, { addresses, allowedNetworks: ['127.0.0.1/32'] });
  expect(await post('x')).toMatchObject({ kind: 'not-sent', ruleId: 'S20' });
  expect(lms.connections()).toBe(0);
});

test('without a listed network loopback is refused', async () => {
  const lms = await listening(answersOk);
  const { post } = clientOf(lms, { allowedNetworks: [] });
  expect(await post('x')).toMatchObject({ kind: 'not-sent', ruleId: 'S20' });
  expect(lms.connections()).toBe(0);
});

test.each<[string, HacpClientOptions['resolve'], 'theirs' | 'ours', RegExp]>([
  ['NXDOMAIN', failing('ENOTFOUND'), 'theirs', /could not be resolved \(ENOTFOUND\)/],
  ['SERVFAIL', failing('ESERVFAIL'), 'theirs', /could not be resolved \(ESERVFAIL\)/],
  ['no answer of our own name service', failing('EAI_AGAIN'), 'ours', /could not be resolved \(EAI_AGAIN\)/],
  ['an empty answer', async () => [], 'theirs', /has no address/],
  ['a lookup that hangs', () => new Promise(() => undefined), 'theirs', /was not resolved in time/],
  [
    'a resolver that throws at once',
    () => {
      throw Object.assign(new Error(), { code: 'EMFILE' });
    },
    'ours',
    /EMFILE/,
  ],
])('DNS: %s', async (_what, resolve, side, detail) => {
  const lms = await listening(answersOk);
  const { post } = clientOf(lms, { resolve, connectTimeoutMs: 200 });
  expect(await post('x')).toMatchObject({
    kind: 'failed',
    stage: 'dns',
    side,
    detail: expect.stringMatching(detail),
    mayHaveArrived: false,
  });
  expect(lms.connections()).toBe(0);
});

test('a lookup that hangs for one name does not hold up another', async () => {
  const lms = await listening(answersOk);
  const { client } = clientOf(lms, {
    resolve: (name) => (name === NAME ? Promise.resolve([asResolved('127.0.0.1')]) : new Promise(() => undefined)),
    connectTimeoutMs: 60_000,
  });
  const send = (name: string): ReturnType<typeof client.exchange> =>
    client.exchange({
      url: `http://${name}:${lms.port}/`,
      allowedHosts: [{ name, port: lms.port, http: true }],
      body: 'x',
      deadlineMs: 60_000,
    });
  const hanging = Array.from({ length: 20 }, (_, at) => send(`silent${at}.example.org`));
  expect(told(await send(NAME))).toBe(OK_BODY);
  await client.close();
  await Promise.all(hanging);
});

test('a deadline shorter than the connect limit holds in the lookup too, and nothing has left', async () => {
  const lms = await listening(answersOk);
  const { post } = clientOf(lms, { resolve: () => new Promise(() => undefined), connectTimeoutMs: 60_000 });
  expect(await post('x', { deadlineMs: 200 })).toMatchObject({
    kind: 'failed',
    stage: 'deadline',
    mayHaveArrived: false,
  });
});

test('a closed port: refused, nothing has arrived', async () => {
  const lms = await lmsListener(answersOk);
  await lms.close();
  const { post } = clientOf(lms);
  expect(await post('x')).toMatchObject({
    kind: 'failed',
    stage: 'connect',
    side: 'theirs',
    detail: expect.stringContaining('ECONNREFUSED'),
    mayHaveArrived: false,
  });
});

test('the first address is dead, the second takes the message', async () => {
  const lms = await listening(answersOk);
  const { post } = clientOf(lms, { addresses: ['127.0.0.3', '::1', '127.0.0.1'] });
  expect(await post('x')).toMatchObject({ kind: 'answered', peer: { address: '127.0.0.1' } });
});

test('a connection that is reset as soon as it is made: the message may or may not have left, and is sent once', async () => {
  const lms = await listening(answersOk, { onConnection: (socket) => socket.resetAndDestroy() });
  const { post } = clientOf(lms);
  expect(await post('x')).toMatchObject({ kind: 'failed', side: 'theirs' });
  expect(lms.requests).toHaveLength(0);
});

test.each([301, 302, 303, 307, 308])(
  '%i is not followed: same host, other host, metadata; only the origin is kept',
  async (status) => {
    const other = await listening(answersOk);
    for (const [location, kept] of [
      ['/elsewhere?aicc_sid=SECRET', '(same host)'],
      [`http://127.0.0.1:${other.port}/?aicc_sid=SECRET`, `http://127.0.0.1:${other.port}`],
      [`http://${NAME}:${other.port}/SECRET`, `http://${NAME}:${other.port}`],
      ['http://169.254.169.254/latest/meta-data/?SECRET', 'http://169.254.169.254'],
    ] as const) {
      const lms = await listening((socket) =>
        socket.write(`HTTP/1.1 ${status} Moved\r\nLocation: ${location}\r\nContent-Length: 0\r\n\r\n`),
      );
      const { post, client, lookups } = testClient(lms.port);
      expect(await post('x')).toMatchObject({ kind: 'answered', status, headers: { location: kept } });
      expect(lms.requests).toHaveLength(1);
      expect(lookups).toHaveLength(1);
      await client.close();
    }
    expect(other.connections()).toBe(0);
  },
);

const HTTPS = (port: number): { url: string } => ({ url: `https://${NAME}:${port}/aicc` });

test('https with a good certificate works, and the trace learns of it', async () => {
  const lms = await listening(answersOk, { tls: certificate('good') });
  const { post } = clientOf(lms, { ca: pem('ca') });
  const exchange = await post('x', HTTPS(lms.port));
  expect(told(exchange)).toBe(OK_BODY);
  expect(exchange).toMatchObject({
    peer: {
      address: '127.0.0.1',
      tls: { protocol: 'TLSv1.3', issuer: 'aicc-bridge tests', validTo: 'Jan  1 00:00:00 2120 GMT' },
    },
  });
  expect(told(await post('y', HTTPS(lms.port)))).toBe(OK_BODY);
  expect(lms.connections()).toBe(1);
});

test.each<[string, RegExp]>([
  ['expired', /its certificate has expired/],
  ['not-yet', /its certificate is not valid yet/],
  ['self-signed', /its certificate is self-signed/],
  ['wrong-name', /its certificate is for another name/],
  ['no-chain', /it does not send the intermediate certificate/],
  ['weak', /the key or the signature of its certificate is too weak/],
])('certificate %s: refused with the cause, and not a byte of the message is sent', async (name, cause) => {
  const lms = await listening(answersOk, { tls: { ...certificate(name), ciphers: 'DEFAULT:@SECLEVEL=0' } });
  const { post } = clientOf(lms, { ca: pem('ca') });
  expect(await post('x', HTTPS(lms.port))).toMatchObject({
    kind: 'failed',
    stage: 'tls',
    side: 'theirs',
    detail: expect.stringMatching(cause),
    mayHaveArrived: false,
  });
  expect(lms.requests).toHaveLength(0);
});

test('a good certificate of a CA that nobody knows is refused', async () => {
  const lms = await listening(answersOk, { tls: certificate('good') });
  const { post } = clientOf(lms);
  expect(await post('x', HTTPS(lms.port))).toMatchObject({ kind: 'failed', stage: 'tls', mayHaveArrived: false });
  expect(lms.requests).toHaveLength(0);
});

test('an LMS that speaks only TLS 1.1 is refused', async () => {
  const lms = await listening(answersOk, {
    tls: { ...certificate('good'), minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' },
  });
  const { post } = clientOf(lms, { ca: pem('ca') });
  expect(await post('x', HTTPS(lms.port))).toMatchObject({
    stage: 'tls',
    detail: expect.stringMatching(/no TLS 1.2 or 1.3/),
    mayHaveArrived: false,
  });
});

test('plain http on the https port: refused, and nothing goes in plain', async () => {
  let received = '';
  const lms = await listening(answersOk, {
    onConnection: (socket) => {
      socket.on('data', (chunk: Buffer) => (received += chunk.toString('latin1')));
      socket.once('data', () => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'));
    },
  });
  const { post } = clientOf(lms, { ca: pem('ca') });
  expect(await post('session_id=SECRET', HTTPS(lms.port))).toMatchObject({
    stage: 'tls',
    detail: expect.stringMatching(/does not speak TLS/),
    mayHaveArrived: false,
  });
  expect(received).not.toContain('SECRET');
  expect(received).not.toContain('POST');
});

test('a TLS handshake that stalls ends at the connect limit', async () => {
  const lms = await listening(() => undefined);
  const { post } = clientOf(lms, { ca: pem('ca'), connectTimeoutMs: 250 });
  expect(await post('x', { ...HTTPS(lms.port), deadlineMs: 60_000 })).toMatchObject({
    stage: 'tls',
    detail: 'the TLS handshake did not end in time',
    mayHaveArrived: false,
  });
  await until(() => lms.openSockets() === 0, { what: 'no open socket', timeoutMs: 2_000 });
});

test('a connection that closes in the handshake is told as such', async () => {
  const lms = await listening(answersOk, { onConnection: (socket) => socket.once('data', () => socket.destroy()) });
  const { post } = clientOf(lms, { ca: pem('ca') });
  expect(await post('x', HTTPS(lms.port))).toMatchObject({
    stage: 'tls',
    detail: expect.stringMatching(/closed the connection/),
  });
});

test('SNI and the Host header carry the name, whatever address was dialled', async () => {
  const names: (string | false | null)[] = [];
  const lms = await listening(answersOk, {
    tls: { ...certificate('good'), SNICallback: (name, done) => (names.push(name), done(null)) },
  });
  const { post } = clientOf(lms, { ca: pem('ca') });
  await post('x', HTTPS(lms.port));
  expect(names).toEqual([NAME]);
  expect(lms.requests[0]).toContain(`\r\nhost: ${NAME}:${lms.port}\r\n`);
});

test('no socket is left after many failed dials', async () => {
  const silent = net.createServer((socket) => socket.on('error', () => undefined).resume());
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const address = silent.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  made = testClient(port, { ca: pem('ca'), connectTimeoutMs: 150 });
  const { post } = made;
  await Promise.all(Array.from({ length: 30 }, () => post('x', HTTPS(port))));
  const left = await until(
    () =>
      new Promise<number | null>((resolve) => silent.getConnections((_e, count) => resolve(count === 0 ? 1 : null))),
    { what: 'no connection left' },
  );
  expect(left).toBe(1);
  await new Promise((resolve) => silent.close(resolve));
});

function failing(code: string): HacpClientOptions['resolve'] {
  return () => Promise.reject(Object.assign(new Error(code), { code }));
}
