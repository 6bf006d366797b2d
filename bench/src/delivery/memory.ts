import type { BenchOptions, Measurement } from '../bench.js';
import { until } from '@aicc-bridge/testing';
import { DeliverySystem } from './delivery-system.js';

const BAD_HOSTS = 500;

/** `memory`: with very many open launches and nothing to do, and with 500 LMSs that send bodies without end or packed ones. */
export async function run({ quick, say }: BenchOptions): Promise<readonly Measurement[]> {
  return [await openLaunches(quick, say), ...(await badBodies(quick, say))];
}

async function openLaunches(quick: boolean, say: (line: string) => void): Promise<Measurement> {
  const launches = quick ? 5_000 : 100_000;
  const seconds = quick ? 10 : 60;
  const system = await DeliverySystem.start(200);
  try {
    await system.seedOpen(launches);
    say(`${launches} launches are open; ${seconds} s of idling`);
    await system.rest();
    const before = { cost: await system.cost(), queries: await system.transactions(), at: performance.now() };
    await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
    const after = { cost: await system.cost(), queries: await system.transactions(), at: performance.now() };
    const took = after.at - before.at;
    const cpuPercent = (after.cost.cpuMicros - before.cost.cpuMicros) / took / 10;
    // One of them is the question itself.
    const perSecond = ((after.queries - before.queries - 1) * 1_000) / took;
    const rssMB = after.cost.rssMB;
    return {
      name: 'memory: open launches',
      ours: rssMB,
      ground: null,
      ratio: null,
      unit: 'MB',
      rssMB,
      goal: {
        text: '≤ 250 MB, ≤ 1 % CPU, ≤ 5 queries/s',
        met: rssMB <= 250 && cpuPercent <= 1 && perSecond <= 5,
      },
      details: { launches, cpuPercent: round2(cpuPercent), queriesPerSecond: round2(perSecond) },
    };
  } finally {
    await system.stop();
  }
}

async function badBodies(quick: boolean, say: (line: string) => void): Promise<readonly Measurement[]> {
  const hosts = quick ? 50 : BAD_HOSTS;
  const system = await DeliverySystem.start(hosts);
  try {
    // Good answers first, so that what is measured is the bodies and not the first use of the code.
    await system.seed(hosts * 4, new Date(Date.now() + 3_000));
    await system.confirmed(hosts * 4);
    const lines: Measurement[] = [];
    for (const kind of ['endless', 'packed'] as const) {
      await system.behave(kind);
      const before = (await system.cost()).rssMB;
      await system.seed(hosts * 2, new Date(Date.now() + 3_000));
      let most = before;
      const tried = async (): Promise<boolean> => {
        most = Math.max(most, (await system.cost()).rssMB);
        return (await system.tried()) >= hosts * 2;
      };
      await until(tried, { what: `${hosts * 2} answers`, timeoutMs: 120_000, everyMs: 20 });
      say(`${kind}: ${Math.round(most - before)} MB more`);
      lines.push({
        name: `memory: ${kind} bodies`,
        ours: most - before,
        ground: null,
        ratio: null,
        unit: 'MB more',
        rssMB: most,
        goal: { text: '≤ 64 MB', met: most - before <= 64 },
        details: { hosts, messages: hosts * 2 },
      });
    }
    return lines;
  } finally {
    await system.stop();
  }
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
