import { expect, test } from '@jest/globals';
import type { BusHealth } from '@aicc-bridge/messaging';
import { watchProgress } from './watch-progress.js';

/** Looks every millisecond at `states`, one after the other; resolves with what it ended for, or null after the last. */
function watch(states: readonly BusHealth[]): Promise<string | null> {
  return new Promise((resolve) => {
    let at = 0;
    const stop = watchProgress(
      () => {
        const state = states[at];
        at += 1;
        if (state) return state;
        stop();
        resolve(null);
        return { kind: 'ready' };
      },
      (detail) => {
        stop();
        resolve(detail);
      },
      { lookEveryMs: 1, endAfterMs: 180_000 },
    );
  });
}
const stalled = (stalledMs: number): BusHealth => ({ kind: 'stalled', stalledMs, detail: 'nothing was committed' });

test('a consumer with messages waiting and no commit for 180 s ends the process', async () =>
  expect(await watch([{ kind: 'ready' }, stalled(61_000), stalled(180_000)])).toBe('nothing was committed'));

test('one that starts, or is stalled for less, does not', async () =>
  expect(await watch([{ kind: 'starting', detail: 'x' }, stalled(179_999), { kind: 'ready' }])).toBeNull());
