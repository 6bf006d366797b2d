import type { BenchOptions, Measurement } from './bench.js';
import { PackagerClient, quantile } from './packager-client.js';

const PER_SECOND = 50;

/** Typeahead at 50 requests a second, on a catalogue as large as ours and one ten times as large. One answer in five is to a typing error. */
export async function run({ quick, say }: BenchOptions): Promise<readonly Measurement[]> {
  const sizes = quick
    ? [{ courses: 2_000, most: 50 }]
    : [
        { courses: 20_000, most: 50 },
        { courses: 200_000, most: 200 },
      ];
  const seconds = quick ? 2 : 20;
  const packager = await PackagerClient.start();
  try {
    const measured: Measurement[] = [];
    let there = 0;
    for (const { courses, most } of sizes) {
      say(`importing up to ${courses} courses`);
      await packager.import(there, courses - there);
      there = courses;
      await packager.settle();
      await packager.type(PER_SECOND, quick ? 1 : 4);
      say('typing');
      const took = await packager.type(PER_SECOND, seconds);
      const p99 = quantile(took, 0.99);
      measured.push({
        name: `search ${courses}`,
        ours: p99,
        ground: null,
        ratio: null,
        unit: 'ms p99',
        rssMB: await packager.rssMB(),
        goal: { text: `≤ ${most}`, met: p99 <= most },
        details: { p50: Math.round(quantile(took, 0.5) * 10) / 10, requests: took.length, perSecond: PER_SECOND },
      });
    }
    return measured;
  } finally {
    await packager.stop();
  }
}
