import { afterEach, beforeEach, expect, test } from '@jest/globals';

interface PlayersDelivery {
  add(event: object): void;
  send(how?: { keepalive: boolean }): Promise<void>;
}

const realFetch = globalThis.fetch;
let sent: { readonly ids: readonly string[]; readonly keepalive: boolean }[];
let answers: (() => void)[];

beforeEach(() => {
  sent = [];
  answers = [];
  globalThis.fetch = (_path, { body, keepalive } = {}) => {
    const { events } = JSON.parse(typeof body === 'string' ? body : '') as { events: { id: string }[] };
    sent.push({ ids: events.map(({ id }) => id), keepalive: keepalive === true });
    return new Promise((resolve) => answers.push(() => resolve(new Response('{}'))));
  };
});
afterEach(() => void (globalThis.fetch = realFetch));

async function delivery(): Promise<PlayersDelivery> {
  const path = '../../assets/delivery.js';
  const { Delivery } = (await import(path)) as { Delivery: new (launch: object, page: object) => PlayersDelivery };
  return new Delivery({ launchId: 'l', launchToken: 't' }, {});
}

test('a page that is closed while a request is on its way sends what that carried once more, with one that outlives it', async () => {
  const it = await delivery();
  it.add({ id: 'the last seconds' });
  void it.send();
  it.add({ id: 'the end' });
  void it.send({ keepalive: true });
  expect(sent).toEqual([
    { ids: ['the last seconds'], keepalive: false },
    { ids: ['the last seconds', 'the end'], keepalive: true },
  ]);
});

test('what has arrived is not sent again', async () => {
  const it = await delivery();
  it.add({ id: 'arrived' });
  const first = it.send();
  answers[0]?.();
  await first;
  await it.send({ keepalive: true });
  expect(sent).toHaveLength(1);
});

test('a tab that was hidden in between: what the second of two requests carries goes once more, too', async () => {
  const it = await delivery();
  it.add({ id: 'one' });
  const first = it.send();
  const hidden = it.send({ keepalive: true });
  answers[1]?.();
  await hidden;
  it.add({ id: 'two' });
  const second = it.send();
  answers[0]?.();
  await first;
  await Promise.resolve();
  void it.send({ keepalive: true });
  expect(sent.at(-1)).toEqual({ ids: ['two'], keepalive: true });
  answers[2]?.();
  await second;
});
