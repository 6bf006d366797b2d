import type { BenchOptions, Measurement } from './bench.js';
import { PackagerClient } from './packager-client.js';

/** NDJSON of 20,000 courses: new ones, and the same again, which must change nothing and tell nobody. */
export async function run({ quick, say }: BenchOptions): Promise<readonly Measurement[]> {
  const courses = quick ? 1_000 : 20_000;
  const packager = await PackagerClient.start();
  try {
    await packager.import(900_000, 200);
    say(`importing ${courses} courses`);
    const { result: first, peakMB } = await packager.peakRssMB(packager.import(0, courses));
    const before = await packager.events();
    const again = await packager.import(0, courses);
    const after = await packager.events();
    const changed = await packager.import(0, courses, 1);
    const silent = before === after && again.counts.unchanged === courses;
    return [
      seconds('import new', first.ms, 10, { courses, created: first.counts.created ?? 0 }, peakMB),
      {
        ...seconds(
          'import unchanged',
          again.ms,
          3,
          { unchanged: again.counts.unchanged ?? 0, noEventSent: silent },
          null,
        ),
        goal: { text: '≤ 3 and no event', met: again.ms <= 3_000 && silent },
      },
      { ...seconds('import changed', changed.ms, 0, { changed: changed.counts.changed ?? 0 }, null), goal: null },
    ];
  } finally {
    await packager.stop();
  }
}

function seconds(
  name: string,
  ms: number,
  most: number,
  details: Record<string, number | boolean>,
  rssMB: number | null,
): Measurement {
  const ours = ms / 1_000;
  const goal = { text: `≤ ${most}`, met: ours <= most };
  return { name, ours, ground: null, ratio: null, unit: 's', rssMB, goal, details };
}
