import type { BenchOptions, Measurement } from './bench.js';
import { type Counted, median, PackagerClient } from './packager-client.js';

const NEW_COURSES = 50;
const FIRST_BYTE_MS = 50;
/** Cost that does not depend on the size of the library: a library ten times as large may cost a little noise, not ten times as much. */
const MOST_TIMES = 2;

/** 50 new courses out of 200,000: the first byte at once, and no dearer than out of 20,000. */
export async function run({ quick, say }: BenchOptions): Promise<readonly Measurement[]> {
  const sizes = quick ? [500, 2_000] : [20_000, 200_000];
  const rounds = quick ? 3 : 9;
  const packager = await PackagerClient.start();
  try {
    const measured: Counted[][] = [];
    let there = 0;
    for (const size of sizes) {
      say(`importing up to ${size} courses`);
      await packager.import(there, size - there);
      there = size;
      await packager.settle();
      // The whole library once, so that "new" has a meaning; then deltas of 50, each new to the packager.
      await packager.count(packager.library);
      const deltas: Counted[] = [];
      for (let round = 0; round < rounds; round += 1) {
        await packager.import(there, NEW_COURSES);
        there += NEW_COURSES;
        deltas.push(await packager.count(`${packager.library}?courses=new`));
      }
      measured.push(deltas);
    }
    const [small = [], large = []] = measured;
    const total = (counted: readonly Counted[]): number => median(counted.map(({ totalMs }) => totalMs));
    const first = median(large.map(({ firstByteMs }) => firstByteMs));
    const times = total(large) / total(small);
    return [
      {
        name: 'delta first byte',
        ours: first,
        ground: null,
        ratio: null,
        unit: 'ms',
        rssMB: await packager.rssMB(),
        goal: { text: `≤ ${FIRST_BYTE_MS}`, met: first <= FIRST_BYTE_MS },
        details: { library: there, newCourses: NEW_COURSES, bytes: large.at(-1)?.bytes ?? 0 },
      },
      {
        name: 'delta whole',
        ours: total(large),
        ground: total(small),
        ratio: 1 / times,
        unit: 'ms',
        rssMB: null,
        goal: { text: `≤ ${MOST_TIMES} × the same out of ${sizes[0]}`, met: times <= MOST_TIMES },
      },
    ];
  } finally {
    await packager.stop();
  }
}
