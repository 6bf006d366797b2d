import { createServer, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { freePort } from '@aicc-bridge/database';
import { TcpProxy, until } from '@aicc-bridge/testing';
import { inTurns, type RawFault, RawLms, ReporterUnderTest, scaled, type TestLaunch } from '../src/index.js';
import { HOSTILE_ADDRESSES } from '../../libs/hacp-client/test/hostile-addresses.js';
import { closedWithInvariants } from './fault-suite.js';

/** F67–F74, F76: what lies between us and an LMS (reliability §4c). Only 127.0.0.1 is allowed; 127.0.0.2 stands for "inside". */
type Addresses = readonly { readonly address: string; readonly family: number }[];
const HERE: Addresses = [{ address: '127.0.0.1', family: 4 }];
const names = new Map<string, () => Promise<Addresses>>();
const lookups: string[] = [];
let bridge: ReporterUnderTest;
let host: RawLms;
let learners = 0;
beforeAll(async () => {
  bridge = await ReporterUnderTest.start({
    allowedNetworks: ['127.0.0.1/32', '2001:db8::/32'],
    // What takes its time here is this machine, busy with other suites: no exchange ends because of that.
    durations: scaled(
      { connectMs: 300, exchangeMs: 5_000, firstGetParamMs: 5_000 },
      { exchangeMs: 10_000, firstGetParamMs: 15_000, leaseMarginMs: 5_000 },
    ),
    resolve: async (name) => {
      lookups.push(name);
      return (names.get(name) ?? (async () => HERE))();
    },
  });
});
beforeEach(async () => {
  host = await RawLms.before(bridge.lms);
  names.clear();
  lookups.length = 0;
});
afterEach(() => closedWithInvariants(bridge, host));
afterAll(() => bridge.stop());

const listed = (name: string, port: number, http = true) => ({ name, port, http });
type How = Parameters<ReporterUnderTest['launch']>[1];
function launch(how: How = {}): Promise<TestLaunch> {
  learners += 1;
  return bridge.launch(`learner${learners}`, { port: host.port, ...how });
}

/** A server that does one thing to every connection. */
async function server(onConnection: (socket: Socket) => unknown): Promise<Server & { port: number }> {
  const made = createServer((socket) => {
    socket.on('error', () => undefined);
    onConnection(socket);
  });
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  const address = made.address();
  return Object.assign(made, { port: address !== null && typeof address === 'object' ? address.port : 0 });
}

/** The first trouble of a launch's trace; its neighbour on a good host must not have noticed. */
async function troubleOf(
  ill: TestLaunch,
): Promise<{ readonly classification: string; readonly detail: string | null }> {
  const ben = await launch();
  await bridge.watch(ben, 0, 100);
  await bridge.outcome(ben, 'confirmed');
  return until(async () => (await bridge.trace(ill))[0], { what: 'a try', everyMs: 10 });
}

describe('F67: no connection – it is trouble of the network, the consumer does not stop, and all is delivered when it is over', () => {
  test('refused: nobody listens there', async () => {
    const port = await freePort();
    await bridge.useTenant({ hosts: [listed('localhost', port), listed('localhost', host.port)] });
    const ada = await launch({ port });
    await bridge.watch(ada, 0, 100);
    expect((await troubleOf(ada)).classification).toBe('unreachable connect');
    const back = await RawLms.before(bridge.lms, { port });
    await bridge.outcome(ada, 'confirmed');
    await bridge.leave(ada);
    await bridge.over(ada);
    await back.close();
  });
  test('unreachable: no way leads there', async () => {
    names.set('far.example', async () => [{ address: '2001:db8::1', family: 6 }]);
    await bridge.useTenant({ hosts: [listed('far.example', host.port), listed('localhost', host.port)] });
    const ada = await launch({ host: 'far.example' });
    await bridge.watch(ada, 0, 100);
    // A machine without a route says so at once, which is our own trouble; one with a route hears nothing.
    expect((await troubleOf(ada)).classification).toMatch(/^(our-fault|unreachable (connect|deadline))$/);
    names.set('far.example', async () => HERE);
    await bridge.outcome(ada, 'confirmed');
  });
  test('reset as soon as it is connected', async () => {
    const rude = await server((socket) => socket.resetAndDestroy());
    await bridge.useTenant({ hosts: [listed('localhost', rude.port), listed('localhost', host.port)] });
    const ada = await launch({ port: rude.port });
    await bridge.watch(ada, 0, 100);
    expect((await troubleOf(ada)).classification).toMatch(/^unreachable (connect|request)$/);
    const { port } = rude;
    await new Promise((resolve) => rude.close(resolve));
    const back = await RawLms.before(bridge.lms, { port });
    await bridge.outcome(ada, 'confirmed');
    await bridge.leave(ada);
    await bridge.over(ada);
    await back.close();
  });
});

test('F68: the LMS closes kept connections as we send – nothing is lost, nothing counts twice, and it is no fault of the LMS', async () => {
  await bridge.useTenant({ hosts: [listed('localhost', host.port)] });
  let turn = 0;
  host.always = async (socket, forward) => {
    socket.write(await forward());
    turn += 1;
    const close = turn % 2 === 0 ? () => socket.end() : () => socket.resetAndDestroy();
    setTimeout(close, turn % 6);
  };
  // Four messages each: GetParam, PutParam, the last PutParam, ExitAU.
  const all = await inTurns(Array.from({ length: scaled(40, 2_500) }), () => launch());
  await inTurns(all, (one) => bridge.watch(one, 0, 100));
  await bridge.untilAll(all, 'outcome confirmed', ({ outcome }) => outcome === 'confirmed');
  await inTurns(all, (one) => bridge.leave(one));
  await bridge.untilAll(all, 'the session to be over', ({ phase }) => phase === 'over');
  const charged = await bridge.db.query<unknown[]>(
    `select classification from exchanges where launch_id = any($1::uuid[]) and classification not in ('confirmed', 'our-fault', 'terminated')`,
    [all.map(({ launchId }) => launchId)],
  );
  expect(charged).toEqual([]);
  expect(all.map((one) => bridge.gradeOf(one).completions)).toEqual(all.map(() => 1));
}, 600_000);

describe('F69: half an answer is "unknown": the state is repeated', () => {
  const head = 'HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 60\r\n\r\n';
  test.each<[string, RawFault]>([
    ['its side is closed before the answer', async (socket, forward) => void (await forward(), socket.end())],
    [
      'its side is closed in the middle of the body',
      async (socket, forward) => void (await forward(), socket.end(`${head}error=0\r\nerr`)),
    ],
    [
      'reset after half of the body',
      async (socket, forward) => {
        await forward();
        socket.write(`${head}error=0\r\nerr`, () => socket.resetAndDestroy());
      },
    ],
  ])('%s', async (_why, fault) => {
    await bridge.useTenant({ hosts: [listed('localhost', host.port)] });
    const ada = await launch();
    await bridge.received(ada, 'GetParam');
    host.next('PutParam', fault);
    await bridge.watch(ada, 0, 100);
    await bridge.outcome(ada, 'confirmed');
    const tries = (await bridge.trace(ada)).filter(({ command }) => command === 'PutParam');
    expect(tries[0]?.classification).not.toBe('confirmed');
    expect(tries.at(-1)?.classification).toBe('confirmed');
  });
  test('closed behind a whole answer: that one counts, and the next message takes a new connection', async () => {
    await bridge.useTenant({ hosts: [listed('localhost', host.port)] });
    const ada = await launch();
    await bridge.received(ada, 'GetParam');
    host.next('PutParam', async (socket, forward) => void socket.end(await forward()));
    await bridge.watch(ada, 0, 50);
    await bridge.outcome(ada, 'confirmed');
    await bridge.watch(ada, 50, 100);
    await bridge.until(ada, 'the rest', () => bridge.gradeOf(ada).score === 100);
  });
});

test('F70: a slow wire that loses one packet in twenty – everything is confirmed, slowly', async () => {
  const wire = await TcpProxy.before('127.0.0.1', host.port);
  let pieces = 0;
  // A lost packet comes again after the retransmission timer: for those who read, it is late.
  wire.fault = () => {
    pieces += 1;
    return scaled(100, 1_000) + (pieces % 20 === 0 ? scaled(200, 1_000) : 0);
  };
  await bridge.useTenant({ hosts: [listed('localhost', wire.port)] });
  const all = await Promise.all(Array.from({ length: 20 }, () => launch({ port: wire.port })));
  for (const one of all) await bridge.watch(one, 0, 100);
  for (const one of all) await bridge.outcome(one, 'confirmed');
  wire.fault = null;
  await Promise.all(all.map((one) => bridge.leave(one)));
  for (const one of all) await bridge.over(one);
  await wire.close();
}, 300_000);

describe('F71: the name service fails – it is tried again as trouble of the network, and other names are not held up', () => {
  const refusal = (code: string) => async () => Promise.reject(Object.assign(new Error(code), { code }));
  test.each<[string, () => Promise<Addresses>, RegExp]>([
    ['NXDOMAIN', refusal('ENOTFOUND'), /^unreachable dns$/],
    ['SERVFAIL', refusal('ESERVFAIL'), /^unreachable dns$/],
    ['no answer for 30 s', () => new Promise(() => undefined), /^unreachable (dns|deadline)$/],
    ['an answer without an address', async () => [], /^unreachable dns$/],
  ])('%s', async (_why, answer, classification) => {
    names.set('lms.example', answer);
    await bridge.useTenant({ hosts: [listed('lms.example', host.port), listed('localhost', host.port)] });
    const ada = await launch({ host: 'lms.example' });
    await bridge.watch(ada, 0, 100);
    expect((await troubleOf(ada)).classification).toMatch(classification);
    names.delete('lms.example');
    await bridge.outcome(ada, 'confirmed');
  });
});

describe('a name that leads inside: the address is checked at each dial, and nothing is sent there', () => {
  let inside: RawLms;
  beforeEach(async () => {
    inside = await RawLms.before(bridge.lms, { address: '127.0.0.2', port: host.port });
  });
  afterEach(async () => {
    expect(inside.connections).toBe(0);
    await inside.close();
  });
  const leadsTo = (...addresses: readonly string[]): void =>
    void names.set('lms.example', async () => addresses.map((address) => ({ address, family: 4 })));

  test.each([['127.0.0.2'], ['169.254.169.254']])(
    'F72: a public address first, then %s – refused by S20, and healed when the name is right again',
    async (rebound) => {
      leadsTo('127.0.0.1');
      await bridge.useTenant({ hosts: [listed('lms.example', host.port)] });
      const ada = await launch({ host: 'lms.example' });
      await bridge.received(ada, 'GetParam');
      await bridge.settled(ada);
      leadsTo(rebound);
      host.hangUp();
      await bridge.watch(ada, 0, 100);
      const { verdict } = await bridge.until(
        ada,
        'the refusal',
        (row) => row.session.trouble === 'not-sent address-forbidden',
      );
      expect(verdict?.cause).toContain('address');
      leadsTo('127.0.0.1');
      await bridge.outcome(ada, 'confirmed');
    },
  );
  test('F73: a public and a private address in one answer – refused whole', async () => {
    leadsTo('127.0.0.1', '127.0.0.2');
    await bridge.useTenant({ hosts: [listed('lms.example', host.port)] });
    const ada = await launch({ host: 'lms.example' });
    await bridge.watch(ada, 0, 100);
    await bridge.until(ada, 'the refusal', (row) => row.session.trouble === 'not-sent address-forbidden');
    expect(host.connections).toBe(0);
    leadsTo('127.0.0.1');
    await bridge.outcome(ada, 'confirmed');
  });
});

test('F74: more than 200 disguises of addresses off the list – no connection, no lookup, each refused by S29', async () => {
  await bridge.useTenant({ hosts: [listed('lms.example.org', host.port), listed('lms.example.org', 443, false)] });
  const hostile = await Promise.all(
    HOSTILE_ADDRESSES.map((url) =>
      launch({ host: 'lms.example.org', aiccUrl: url.replace('PORT', String(host.port)) }),
    ),
  );
  const refused = async (): Promise<boolean> => {
    const [row] = await bridge.db.query<{ n: number }[]>(
      `select count(distinct launch_id)::int as n from exchanges where launch_id = any($1::uuid[]) and classification = 'not-sent host-not-allowed' and clause = 'S29'`,
      [hostile.map(({ launchId }) => launchId)],
    );
    return row?.n === hostile.length;
  };
  await until(refused, { what: 'all of them to be refused', everyMs: 50, timeoutMs: 30_000 });
  expect(hostile.length).toBeGreaterThanOrEqual(200);
  expect({ connections: host.connections, lookups }).toEqual({ connections: 0, lookups: [] });
  // After a day they are given up, with the reason.
  bridge.pass(25 * 3_600_000);
}, 60_000);

test('F76: a TLS handshake that stalls ends at the connect limit, and the neighbours do not wait', async () => {
  const stalls = await server(() => undefined);
  await bridge.useTenant({ hosts: [listed('localhost', stalls.port, false), listed('localhost', host.port)] });
  const ada = await launch({ port: stalls.port, scheme: 'https' });
  const { classification, detail } = await troubleOf(ada);
  expect({ classification, detail }).toEqual({
    classification: 'unreachable tls',
    detail: 'the TLS handshake did not end in time',
  });
  bridge.pass(25 * 3_600_000);
  expect(await bridge.over(ada)).toMatchObject({ outcome: 'needs-relaunch', session: { ended: 'gave-up' } });
  stalls.close();
});
