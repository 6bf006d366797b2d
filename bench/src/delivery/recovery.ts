import type { BenchOptions, Measurement } from '../bench.js';
import { until } from '@aicc-bridge/testing';
import { afterSeeding, DeliverySystem, median } from './delivery-system.js';

const MINUTES = 20;
/** the reporter's clock goes ahead by so much at a time while the host is away */
const STEP_MS = 10_000;

/**
 * `recovery`: one LMS answers 503 for 20 minutes (by the reporter's clock) while launches wait, then it is back: how long until all are
 * confirmed, and whether the backlog comes as a wave. Ground: the same launches without the fault.
 */
export async function run({ quick, say }: BenchOptions): Promise<readonly Measurement[]> {
  const launches = quick ? 1_000 : 5_000;
  const system = await DeliverySystem.start(1);
  try {
    await system.seed(launches, afterSeeding(launches));
    await system.confirmed(launches);
    await system.perSecond();
    await system.seed(launches, afterSeeding(launches));
    await system.confirmed(launches);
    const usual = median(fullSeconds(await system.perSecond()));
    say(`without the fault: ${usual} messages in a typical second`);

    await system.behave('busy');
    await system.seed(launches, afterSeeding(launches));
    await until(async () => (await system.perSecond()).length > 0, { what: 'the first refusal', timeoutMs: 20_000 });
    let messages = 0;
    for (let passed = 0; passed < MINUTES * 60_000; passed += STEP_MS) {
      await system.step(STEP_MS);
      await new Promise((resolve) => setTimeout(resolve, 100));
      messages += (await system.perSecond()).reduce((sum, count) => sum + count, 0);
    }
    say(`while it was away: ${messages} messages in ${MINUTES} minutes`);
    await system.behave('good');
    const begun = performance.now();
    await system.confirmed(launches);
    const seconds = (performance.now() - begun) / 1_000;
    const peak = Math.max(...(await system.perSecond()));
    return [
      {
        name: 'recovery',
        ours: seconds,
        ground: launches / usual,
        ratio: launches / usual / seconds,
        unit: 's',
        rssMB: (await system.cost()).rssMB,
        goal: { text: '≤ 60 s and peak ≤ 2 × usual', met: seconds <= 60 && peak <= 2 * usual },
        details: { launches, usualPerSecond: usual, peakPerSecond: peak, messagesWhileAway: messages },
      },
    ];
  } finally {
    await system.stop();
  }
}

/** The first and the last second are cut off somewhere. */
function fullSeconds(counts: readonly number[]): readonly number[] {
  return counts.length > 2 ? counts.slice(1, -1) : counts;
}
