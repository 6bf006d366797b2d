import { type BenchOptions, type Measurement, round2 } from '../bench.js';
import { afterSeeding, DeliverySystem, median, percentile } from './delivery-system.js';

const HOSTS = 200;
/** every 20th LMS takes connections and never answers */
const HANGING_EVERY = 20;
const LOAD = 0.6;

/**
 * `isolation`: 200 LMSs at 60 % of the capacity measured just before; with and without 5 % of them that accept and never answer,
 * alternating. What the healthy ones' learners feel: time from due to the first byte, and the time until all of theirs are confirmed.
 */
export async function run({ quick, say }: BenchOptions): Promise<readonly Measurement[]> {
  const system = await DeliverySystem.start(HOSTS);
  try {
    const capacity = await measuredCapacity(system, quick ? 4_000 : 20_000);
    const seconds = quick ? 4 : 12;
    const launches = Math.floor(capacity * LOAD * seconds);
    say(`capacity ${Math.round(capacity)}/s; ${launches} launches over ${seconds} s`);
    const quiet: Felt[] = [];
    const hanging: Felt[] = [];
    for (let round = 0; round < 2; round += 1) {
      quiet.push(await feel(system, launches, seconds * 1_000, []));
      hanging.push(await feel(system, launches, seconds * 1_000, hangingHosts(system)));
      say(`round ${round + 1}: p99 ${quiet.at(-1)?.p99} ms quiet, ${hanging.at(-1)?.p99} ms with hangs`);
    }
    const of = (felt: readonly Felt[], name: keyof Felt): number => median(felt.map((one) => one[name]));
    const p99 = of(hanging, 'p99') / of(quiet, 'p99');
    const total = of(hanging, 'totalMs') / of(quiet, 'totalMs');
    return [
      {
        name: 'isolation',
        ours: of(hanging, 'p99'),
        ground: of(quiet, 'p99'),
        ratio: 1 / p99,
        unit: 'ms p99',
        rssMB: (await system.cost()).rssMB,
        goal: { text: 'p99 and total ≤ 1.2 × quiet', met: p99 <= 1.2 && total <= 1.2 },
        details: { p99Times: round2(p99), totalTimes: round2(total), capacity: Math.round(capacity), launches },
      },
    ];
  } finally {
    await system.stop();
  }
}

interface Felt {
  readonly p99: number;
  readonly totalMs: number;
}

async function measuredCapacity(system: DeliverySystem, launches: number): Promise<number> {
  for (let round = 0; ; round += 1) {
    const begin = afterSeeding(launches);
    await system.seed(launches, begin);
    const last = await system.confirmed(launches);
    if (round === 1) return (launches * 1_000) / (last.getTime() - begin.getTime());
  }
}

async function feel(system: DeliverySystem, launches: number, overMs: number, hang: readonly string[]): Promise<Felt> {
  await system.hang(hang);
  await system.arrivals();
  const begin = afterSeeding(launches);
  const seeded = await system.seed(launches, begin, overMs);
  const healthy = seeded.filter(({ host }) => !hang.includes(host));
  const last = await system.confirmed(healthy.length);
  const arrivals = await system.arrivals();
  await system.hang([]);
  const latencies = healthy.map(({ sid, dueAt }) => (arrivals.get(sid) ?? Infinity) - dueAt);
  return { p99: Math.round(percentile(latencies, 0.99)), totalMs: last.getTime() - begin.getTime() };
}

function hangingHosts({ hosts }: DeliverySystem): string[] {
  return hosts.tenants.flatMap(({ hosts: names }) => names).filter((_, n) => n % HANGING_EVERY === 0);
}
