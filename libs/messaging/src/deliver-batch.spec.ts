import { expect, test } from '@jest/globals';
import type { BusMessage } from './bus-message.js';
import { deliverBatch } from './deliver-batch.js';

const messages = Array.from({ length: 9 }, (_, n): BusMessage => ({
  topic: 't',
  key: `k${n}`,
  value: Buffer.from(String(n)),
  headers: {},
  position: String(n),
}));
const bad = new Set(['3', '7']);

function harness(throwFor: (position: string) => unknown) {
  const done: string[] = [];
  const parked: string[] = [];
  return {
    done,
    parked,
    options: {
      tries: 3,
      handle: async (batch: readonly BusMessage[]) => {
        for (const { position } of batch) {
          const error = throwFor(position);
          // Handlers can throw anything: kafkajs ends a consumer for some of it (trap K-a).
          if (error !== null) throw error as Error;
        }
        done.push(...batch.map(({ position }) => position));
      },
      park: async ({ position }: BusMessage) => void parked.push(position),
    },
  };
}

test.each([
  ['a TypeError', new TypeError('x')],
  ['undefined', undefined],
  ['a string', 'broken'],
])('F23: a message whose handler throws %s is parked and its neighbours are delivered', async (_what, error) => {
  const { done, parked, options } = harness((position) => (bad.has(position) ? error : null));
  expect(await deliverBatch(messages, options)).toEqual({ kind: 'all' });
  expect(parked).toEqual(['3', '7']);
  expect(done.sort()).toEqual(['0', '1', '2', '4', '5', '6', '8']);
});

test('our own database being away parks nothing and asks for the rest again', async () => {
  const away = Object.assign(new Error('terminating connection'), { code: '57P01' });
  const { parked, options } = harness((position) =>
    position === '3' ? new TypeError('x') : position === '6' ? away : null,
  );
  expect(await deliverBatch(messages, options)).toMatchObject({ kind: 'interrupted' });
  expect(parked.every((position) => position === '3')).toBe(true);
});

test('F39: while one key waits for somebody’s lock the others are taken, and all come again', async () => {
  const locked = Object.assign(new Error('canceling statement due to lock timeout'), { code: '55P03' });
  const { done, parked, options } = harness((position) => (position === '4' ? locked : null));
  expect(await deliverBatch(messages, options)).toEqual({ kind: 'interrupted', taken: 0, error: locked });
  expect(done).toEqual(['0', '1', '2', '3', '5', '6', '7', '8']);
  expect(parked).toEqual([]);
});
