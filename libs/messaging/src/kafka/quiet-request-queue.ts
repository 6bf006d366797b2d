import { createRequire } from 'node:module';
import { z } from 'zod';

/** The part of kafkajs's queue of requests to one broker that decides when to look at it again. */
export interface RequestQueue {
  /** epoch ms until which the broker wants no requests; −1 = it never said so */
  readonly throttledUntil: number;
  readonly pending: readonly unknown[];
  scheduleCheckPendingRequests: (this: RequestQueue) => void;
}

const Queue = z.custom<{ prototype: RequestQueue }>(
  (value) =>
    typeof value === 'function' &&
    z.object({ scheduleCheckPendingRequests: z.function() }).safeParse(value.prototype).success,
);
const quiet = new WeakSet<object>();

/**
 * kafkajs looks at the queue of each connection every millisecond for as long as it lives, also at an empty one: it sets a timer for a
 * moment in the past, whose turn sets the next (trap K-n). A look is due only if something waits or the broker has asked for patience;
 * what is put into the queue and what is answered looks by itself. If kafkajs is built otherwise one day, it is left as it is.
 */
export function quietRequestQueues(): void {
  const load = createRequire(import.meta.url);
  const found = Queue.safeParse(load('kafkajs/src/network/requestQueue'));
  if (!found.success || quiet.has(found.data.prototype)) return;
  const { prototype } = found.data;
  quiet.add(prototype);
  prototype.scheduleCheckPendingRequests = onlyIfDue(prototype.scheduleCheckPendingRequests, () => Date.now());
}

/** The same look, left out when there is nothing to look for. */
export function onlyIfDue(schedule: (this: RequestQueue) => void, now: () => number) {
  return function (this: RequestQueue): void {
    if (this.pending.length > 0 || this.throttledUntil > now()) schedule.call(this);
  };
}
