import { createRequire } from 'node:module';
import { expect, test } from '@jest/globals';
import { onlyIfDue, quietRequestQueues, type RequestQueue } from './quiet-request-queue.js';

const load = createRequire(import.meta.url);

function looks(queue: Pick<RequestQueue, 'pending' | 'throttledUntil'>): number {
  let looked = 0;
  onlyIfDue(
    () => (looked += 1),
    () => 1_000,
  ).call({ ...queue, scheduleCheckPendingRequests: () => undefined });
  return looked;
}

test('a queue is looked at again if something waits, or the broker has asked for patience, and else not', () => {
  expect(looks({ pending: [], throttledUntil: -1 })).toBe(0);
  expect(looks({ pending: [], throttledUntil: 999 })).toBe(0);
  expect(looks({ pending: ['a request'], throttledUntil: -1 })).toBe(1);
  expect(looks({ pending: [], throttledUntil: 1_001 })).toBe(1);
});

test('K-n: the queue of the kafkajs that is installed sets no timer while it is empty', () => {
  quietRequestQueues();
  const RequestQueue = load('kafkajs/src/network/requestQueue') as new (options: object) => RequestQueue & {
    throttleCheckTimeoutId: unknown;
  };
  const logger = { namespace: () => ({}) };
  const options = { maxInFlightRequests: 1, requestTimeout: 1_000, clientId: 'c', broker: 'b', logger };
  const queue = new RequestQueue({ ...options, isConnected: () => true });
  queue.scheduleCheckPendingRequests();
  expect(queue.throttleCheckTimeoutId).toBeNull();
});
