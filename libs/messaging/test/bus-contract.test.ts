import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { kafkaForTests, until } from '@aicc-bridge/testing';
import { type BusMessage, outgoingEvent, type OutgoingMessage } from '../src/index.js';
import { busUnderTest, type BusUnderTest } from './bus-under-test.js';

const TOPIC = 'viewing.events.v1';
const event = (key: string, n: number): OutgoingMessage =>
  outgoingEvent({
    topic: TOPIC,
    key,
    type: 'viewing.ended.v1',
    source: '/test',
    id: `${key}-${n}`,
    time: new Date(0),
    data: { n },
  });
const state = (key: string, aggregateVersion: number): OutgoingMessage =>
  outgoingEvent({
    topic: 'settings.tenants.v1',
    key,
    type: 'tenant',
    source: '/test',
    id: `${key}-${aggregateVersion}`,
    time: new Date(0),
    data: { aggregateVersion },
  });
const idOf = (message: BusMessage): string =>
  (JSON.parse(Buffer.from(message.value ?? []).toString()) as { id: string }).id;

describe.each(['in-process', 'kafka'] as const)('the %s bus', (kind) => {
  // The first start of a broker may have to fetch its jars.
  beforeAll(async () => void (kind === 'kafka' && (await kafkaForTests())), 300_000);
  let bus: BusUnderTest | null = null;
  afterEach(async () => {
    await bus?.close();
    bus = null;
  });
  const open = async (): Promise<BusUnderTest | null> => (bus = await busUnderTest(kind));

  test('hands every event to the handler, in order per key, and leaves the outbox empty', async () => {
    const it = await open();
    if (!it) return;
    const seen: string[] = [];
    await it.subscribe({ [TOPIC]: async ({ messages }) => void seen.push(...messages.map(idOf)) });
    const keys = ['a', 'b', 'c', 'd'];
    for (let n = 0; n < 50; n += 1) await it.publish(keys.map((key) => event(key, n)));

    // Once or more: on a fresh broker a producer was seen to send twice, and every consumer of ours stands that.
    await until(() => new Set(seen).size === 200, { what: '200 events' });
    for (const key of keys)
      expect([...new Set(seen)].filter((id) => id.startsWith(`${key}-`))).toEqual(
        Array.from({ length: 50 }, (_, n) => `${key}-${n}`),
      );
    await until(
      async () => (await it.dataSource.query<{ n: number }[]>('select count(*)::int as n from outbox'))[0]?.n === 0,
      { what: 'an empty outbox' },
    );
  });

  test('demands redelivery of a batch whose handler throws our own trouble, and parks nothing', async () => {
    const it = await open();
    if (!it) return;
    const seen: string[] = [];
    let failures = 5;
    await it.subscribe({
      [TOPIC]: async ({ messages }) => {
        if (failures > 0) {
          failures -= 1;
          throw Object.assign(new Error('terminating connection due to administrator command'), { code: '57P01' });
        }
        seen.push(...messages.map(idOf));
      },
    });
    await it.publish([event('a', 1), event('a', 2)]);
    await until(() => seen.length >= 2, { what: 'the redelivered batch' });
    expect(seen).toEqual(['a-1', 'a-2']);
  });

  test('K-a, F23: a message that makes the handler throw a TypeError is parked with its bytes, and the consumer lives on', async () => {
    const it = await open();
    if (!it) return;
    const seen: string[] = [];
    await it.subscribe({
      [TOPIC]: async ({ messages }) => {
        if (messages.some((message) => idOf(message) === 'poison-1')) throw new TypeError('cannot read x of undefined');
        seen.push(...messages.map(idOf));
      },
    });
    await it.publish([event('good', 1), event('poison', 1), event('good', 2)]);
    await it.publish([event('good', 3)]);
    await until(() => new Set(seen).size === 3, { what: 'the neighbours of the poison' });
    expect([...new Set(seen)]).toEqual(['good-1', 'good-2', 'good-3']);
  });

  test('F35: an event whose transaction commits after a later one is published all the same', async () => {
    const it = await open();
    if (!it) return;
    const seen: string[] = [];
    await it.subscribe({ [TOPIC]: async ({ messages }) => void seen.push(...messages.map(idOf)) });

    const slow = it.dataSource.createQueryRunner();
    await slow.startTransaction();
    await it.outbox.add(slow, [event('slow', 1)]);
    await it.publish([event('quick', 1)]);
    await until(() => seen.includes('quick-1'), { what: 'the quick event' });
    await slow.commitTransaction();
    await slow.release();
    await until(() => seen.includes('slow-1'), { what: 'the event that committed late' });
  });

  test('an event of a transaction that is rolled back is never published', async () => {
    const it = await open();
    if (!it) return;
    const seen: string[] = [];
    await it.subscribe({ [TOPIC]: async ({ messages }) => void seen.push(...messages.map(idOf)) });
    await it.outbox
      .transaction(async (_tx, add) => {
        await add([event('ghost', 1)]);
        throw new Error('rolled back');
      })
      .catch(() => undefined);
    await it.publish([event('real', 1)]);
    await until(() => seen.includes('real-1'), { what: 'the real event' });
    expect(seen).toEqual(['real-1']);
  });

  test('K-g: what a stopped consumer had not finished comes to the next one', async () => {
    const it = await open();
    if (!it) return;
    let entered = 0;
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const first = await it.subscribe({
      [TOPIC]: async () => {
        entered += 1;
        await gate;
        throw Object.assign(new Error('shutting down'), { code: '57P01' });
      },
    });
    await it.publish([event('a', 1), event('a', 2)]);
    await until(() => entered > 0, { what: 'the first consumer at work' });
    const closing = first.close();
    release();
    await closing;

    const seen: string[] = [];
    await it.subscribe({ [TOPIC]: async ({ messages }) => void seen.push(...messages.map(idOf)) });
    await until(() => seen.includes('a-1') && seen.includes('a-2'), { what: 'both events at the second consumer' });
  });

  test('is ready only when the state that was published before the start has been read', async () => {
    const it = await open();
    if (!it) return;
    await it.publish([state('t1', 1), state('t2', 1)]);
    await it.publish([state('t1', 2)]);
    await until(async () => !(await it.bus.isEmpty('settings.tenants.v1', it.dataSource)), {
      what: 'the published state',
    });
    await until(
      async () => (await it.dataSource.query<{ n: number }[]>('select count(*)::int as n from outbox'))[0]?.n === 0,
      { what: 'an empty outbox' },
    );

    const seen: string[] = [];
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const { strategy } = await it.subscribe({
      'settings.tenants.v1': async ({ messages }) => {
        await gate;
        seen.push(...messages.map(idOf));
      },
    });
    expect(strategy.health().kind).toBe('starting');
    release();
    await until(() => strategy.health().kind === 'ready', { what: 'readiness' });
    expect(seen).toEqual(expect.arrayContaining(['t1-2', 't2-1']));
  });

  test('takes 5,000 events through a handler that is slower than the producer, without loss', async () => {
    const it = await open();
    if (!it) return;
    const seen = new Set<string>();
    await it.subscribe({
      [TOPIC]: async ({ messages }) => {
        await it.dataSource.query('select pg_sleep(0.005)');
        for (const message of messages) seen.add(idOf(message));
      },
    });
    for (let n = 0; n < 10; n += 1)
      await it.publish(Array.from({ length: 500 }, (_, m) => event(`k${m % 40}`, n * 500 + m)));
    await until(() => seen.size === 5_000, { what: '5,000 events', timeoutMs: 30_000 });
  });

  test('tells how many messages stand behind each one, if the bus is one that knows', async () => {
    const it = await open();
    if (!it) return;
    await it.publish(Array.from({ length: 20 }, (_, n) => event('one', n)));
    const outbox = () => it.dataSource.query<{ n: number }[]>('select count(*)::int as n from outbox');
    await until(async () => (await outbox())[0]?.n === 0, { what: 'an empty outbox' });
    const waiting = new Map<string, number | undefined>();
    await it.subscribe({
      [TOPIC]: async ({ messages }) => messages.forEach((one) => waiting.set(idOf(one), one.waiting)),
    });
    await until(() => waiting.size === 20, { what: '20 events' });
    expect(waiting.get('one-19')).toBe(kind === 'kafka' ? 0 : undefined);
    if (kind === 'kafka') expect(waiting.get('one-0')).toBeGreaterThanOrEqual(19);
  });

  test('a row that is too big for the bus is set aside and blocks nothing behind it', async () => {
    const it = await open();
    if (!it) return;
    if (kind === 'in-process') return;
    const seen: string[] = [];
    await it.subscribe({ [TOPIC]: async ({ messages }) => void seen.push(...messages.map(idOf)) });
    await it.publish([{ topic: TOPIC, key: 'big', value: Buffer.alloc(1_500_000), headers: {} }, event('small', 1)]);
    await until(() => seen.includes('small-1'), { what: 'the small one' });
    expect(await it.dataSource.query('select key, parked_reason from outbox')).toEqual([
      { key: 'big', parked_reason: 'value is larger than 900000 bytes' },
    ]);
  });

  test('two copies of a service that start at once are both ready when the state has been read, whoever of them read it', async () => {
    const it = await open();
    if (!it) return;
    await it.publish(Array.from({ length: 20 }, (_, n) => state(`t${n}`, 1)));
    await until(
      async () => (await it.dataSource.query<{ n: number }[]>('select count(*)::int as n from outbox'))[0]?.n === 0,
      { what: 'an empty outbox' },
    );
    const handler = { 'settings.tenants.v1': async () => undefined };
    const copies = await Promise.all([it.subscribe(handler), it.subscribe(handler)]);
    for (const { strategy } of copies)
      await until(() => strategy.health().kind === 'ready', { what: 'both copies to be ready', timeoutMs: 30_000 });
  }, 60_000);
});
