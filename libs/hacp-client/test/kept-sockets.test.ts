import { afterEach, expect, test } from '@jest/globals';
import { until } from '@aicc-bridge/testing';
import type { HacpClientOptions, HacpExchange } from '@aicc-bridge/hacp-client';
import {
  type Answer,
  answersOk,
  answerText,
  asResolved,
  bodyOf,
  type LmsListener,
  lmsListener,
  NAME,
  OK_BODY,
  testClient,
  type TestClient,
  told,
} from './lms-listener.js';

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

const connectMs = (exchange: HacpExchange): number | null | undefined =>
  exchange.kind === 'not-sent' ? undefined : exchange.timings.connectMs;

test('a socket is kept: the name is resolved once, and only the first exchange has a connect time', async () => {
  const { post, lms, lookups } = await anLms(answersOk);
  expect(connectMs(await post('n=1'))).not.toBeNull();
  expect(connectMs(await post('n=2'))).toBeNull();
  expect(lookups).toEqual([NAME]);
  expect(lms.connections()).toBe(1);
});

test('of exchanges at the same time each knows its own socket: connect time, peer, answer', async () => {
  const addresses = ['127.0.0.1', '127.0.0.2', '127.0.0.3'];
  const { post } = await anLms(
    (socket, request) =>
      setTimeout(() => socket.write(answerText(`${bodyOf(request)} via ${socket.localAddress}`)), 50),
    { resolve: async () => [asResolved(addresses.shift() ?? '127.0.0.9')] },
  );
  // 127.0.0.2 and 3 are loopback too on Linux; the listener is on 127.0.0.1 only, so they are refused there.
  const [first, second] = await Promise.all([post('n=1'), post('n=2')]);
  expect(first).toMatchObject({ kind: 'answered', peer: { address: '127.0.0.1' } });
  expect(told(first ?? fail())).toBe('n=1 via 127.0.0.1');
  expect(second).toMatchObject({ kind: 'failed', stage: 'connect', mayHaveArrived: false });
  expect(connectMs(second ?? fail())).toBeNull();
});

test('a thousand exchanges through a few sockets: each gets its own answer, once', async () => {
  const { post, lms } = await anLms((socket, request) => socket.write(answerText(bodyOf(request))), {
    connectionsPerHost: 5,
  });
  const bodies = Array.from({ length: 1_000 }, (_, at) => `n=${at}`);
  const answers = await Promise.all(bodies.map((body) => post(body, { deadlineMs: 20_000 })));
  expect(answers.map(told)).toEqual(bodies);
  expect(lms.requests.map(bodyOf).toSorted()).toEqual(bodies.toSorted());
  expect(lms.connections()).toBe(5);
});

test('an LMS that closes after each answer gets a new connection for each message', async () => {
  const { post, lms } = await anLms((socket) => socket.end(answerText(OK_BODY, ['Connection: close'])));
  for (let at = 0; at < 5; at += 1) expect(told(await post(`n=${at}`))).toBe(OK_BODY);
  expect(lms.connections()).toBe(5);
});

test('the LMS closes the kept connection as we send: no message arrives twice, none is repeated unseen', async () => {
  const { post, lms } = await anLms((socket, _request, nth) => {
    socket.write(answerText(OK_BODY));
    // Now, after the write, a turn later, a little later: some of them hit the moment of our next send.
    if (nth % 4 === 1) socket.end();
    else if (nth % 4 === 2) setImmediate(() => socket.resetAndDestroy());
    else if (nth % 4 === 3) setTimeout(() => socket.destroy(), 1);
  });
  const outcomes = new Map<string, HacpExchange>();
  for (let at = 0; at < 600; at += 1) outcomes.set(`n=${at}`, await post(`n=${at}`));
  const arrived = lms.requests.map(bodyOf);
  expect(new Set(arrived).size).toBe(arrived.length);
  for (const [body, outcome] of outcomes) {
    if (outcome.kind === 'answered') expect(arrived).toContain(body);
    else {
      // A lost race is our risk, not a fault of the LMS (F68).
      expect(outcome).toMatchObject({ kind: 'failed', side: 'ours' });
      if (arrived.includes(body)) expect(outcome).toMatchObject({ mayHaveArrived: true });
    }
  }
  expect([...outcomes.values()].some(({ kind }) => kind === 'answered')).toBe(true);
});

test('the request is read on a kept connection and then reset: told as "may have arrived", and sent once', async () => {
  const { post, lms } = await anLms((socket, request, nth) =>
    nth === 1 ? answersOk(socket, request, nth) : socket.resetAndDestroy(),
  );
  await post('n=1');
  expect(await post('n=2')).toMatchObject({ kind: 'failed', stage: 'request', side: 'ours', mayHaveArrived: true });
  expect(lms.requests.map(bodyOf)).toEqual(['n=1', 'n=2']);
});

test('the request is read on a new connection and then reset: that is the fault of the LMS, and it is sent once', async () => {
  const { post, lms } = await anLms((socket) => socket.resetAndDestroy());
  expect(await post('n=1')).toMatchObject({ kind: 'failed', stage: 'request', side: 'theirs', mayHaveArrived: true });
  expect(lms.requests).toHaveLength(1);
});

test.each<[string, (socket: import('node:net').Socket) => void]>([
  ['in the same packet', (socket) => socket.write(answerText('mine') + answerText("another's"))],
  [
    'a turn later',
    (socket) => {
      socket.write(answerText('mine'));
      setImmediate(() => socket.write(answerText("another's")));
    },
  ],
  ['as rubbish behind the answer', (socket) => socket.write(`${answerText('mine')}rubbish`)],
  ['as half an answer', (socket) => socket.write(`${answerText('mine')}HTTP/1.1 200 OK\r\nContent-Le`)],
])(
  'an answer out of step, %s: its socket is destroyed, and the next message does not believe it',
  async (_how, answerTwice) => {
    const { post, lms } = await anLms((socket, request) =>
      bodyOf(request) === 'n=1' ? answerTwice(socket) : void socket.write(answerText(bodyOf(request))),
    );
    expect(told(await post('n=1'))).toBe('mine');
    await until(() => lms.openSockets() === 0, { what: 'no open socket', timeoutMs: 2_000 });
    expect(told(await post('n=2'))).toBe('n=2');
    expect(lms.connections()).toBe(2);
  },
);

test('a kept socket ends at the end of its life, and the address is looked up again', async () => {
  const { post, lms, lookups } = await anLms(answersOk, { socketLifeMs: 150 });
  await post('n=1');
  await until(() => lms.openSockets() === 0, { what: 'the kept socket to end', timeoutMs: 1_000 });
  await post('n=2');
  expect(lookups).toEqual([NAME, NAME]);
});

test('an exchange that is on its way when its socket reaches the end of its life is not cut off', async () => {
  const { post, lms } = await anLms((socket) => setTimeout(() => socket.write(answerText(OK_BODY)), 300), {
    socketLifeMs: 50,
  });
  expect(told(await post('n=1'))).toBe(OK_BODY);
  await until(() => lms.openSockets() === 0, { what: 'the old socket to end', timeoutMs: 2_000 });
});

test('a host that left the list: idle sockets end at once, the exchange on its way ends well and its socket with it', async () => {
  const { post, client, lms } = await anLms((socket, request) => {
    if (bodyOf(request) !== 'slow') return void socket.write(answerText(OK_BODY));
    setTimeout(() => socket.write(answerText(OK_BODY)), 300);
  });
  await Promise.all([post('n=1'), post('n=2')]);
  const slow = post('slow');
  await until(() => lms.requests.length === 3, { what: 'the slow request' });
  client.forgetHost(NAME, lms.port);
  await until(() => lms.openSockets() === 1, { what: 'only the busy socket', timeoutMs: 250 });
  expect(told(await slow)).toBe(OK_BODY);
  await until(() => lms.openSockets() === 0, { what: 'no open socket', timeoutMs: 2_000 });
});

test('a host that leaves the list while its name is looked up: the new socket is not kept', async () => {
  let answer: (() => void) | null = null;
  const { post, client, lms } = await anLms(answersOk, {
    resolve: () => new Promise((resolve) => (answer = () => resolve([asResolved('127.0.0.1')]))),
  });
  const exchange = post('n=1');
  await until(() => answer, { what: 'the lookup' });
  client.forgetHost(NAME, lms.port);
  (answer as (() => void) | null)?.();
  expect(told(await exchange)).toBe(OK_BODY);
  await until(() => lms.openSockets() === 0, { what: 'no open socket', timeoutMs: 2_000 });
});

test('never more sockets to one host than the limit, and everybody has a turn', async () => {
  let most = 0;
  const { post, lms } = await anLms(
    (socket) => {
      most = Math.max(most, lms.openSockets());
      setTimeout(() => socket.write(answerText(OK_BODY)), 5);
    },
    { connectionsPerHost: 3 },
  );
  const all = await Promise.all(Array.from({ length: 60 }, (_, at) => post(`n=${at}`)));
  expect(all.map(told)).toEqual(Array(60).fill(OK_BODY));
  expect(most).toBe(3);
});

test('a host that hangs takes no socket from another', async () => {
  const { client, lms } = await anLms(() => undefined, { connectionsPerHost: 2 });
  const healthy = await lmsListener(answersOk);
  try {
    const send = (port: number): Promise<HacpExchange> =>
      client.exchange({
        url: `http://${NAME}:${port}/aicc`,
        allowedHosts: [{ name: NAME, port, http: true }],
        body: 'x',
        deadlineMs: 60_000,
      });
    const hanging = Array.from({ length: 20 }, () => send(lms.port));
    expect(told(await send(healthy.port))).toBe(OK_BODY);
    await lms.close();
    await Promise.all(hanging);
  } finally {
    await healthy.close();
  }
});

function fail(): never {
  throw new Error('missing');
}
