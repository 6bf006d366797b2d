import { type BenchOptions, type Measurement, round2 } from '../bench.js';
import { until } from '@aicc-bridge/testing';
import { afterSeeding, DeliverySystem } from './delivery-system.js';
import { KafkaSystem } from './kafka-system.js';
import { seedLaunches } from './seed.js';

const BAD_HOSTS = 500;
/** Of the open launches. */
const HOSTS = 500;
/** For some minutes after much work V8 compiles what was hot and gives memory back: that is not what idling costs (ADR 0053). */
const SETTLE_SECONDS = 150;

/** `memory`: with very many open launches and nothing to do, and with 500 LMSs that send bodies without end or packed ones. */
export async function run({ quick, say }: BenchOptions): Promise<readonly Measurement[]> {
  return [await openLaunches(quick, say), ...(await badBodies(quick, say))];
}

async function openLaunches(quick: boolean, say: (line: string) => void): Promise<Measurement> {
  const launches = quick ? 5_000 : 100_000;
  const seconds = quick ? 20 : 60;
  const settleSeconds = quick ? 0 : SETTLE_SECONDS;
  const system = await KafkaSystem.start(100, HOSTS);
  try {
    const { db, hosts, keyring } = system;
    await seedLaunches(db, hosts, keyring, launches, new Date(), 0, 'acknowledged-so-far');
    // All are looked at once, as after a restart, and told; then there is nothing to do but to wait.
    await db.query('update deliveries set due_at = now()');
    await system.startReporter();
    const rested = async (): Promise<boolean> => {
      const { rows } = await db.query<{ busy: boolean }>(
        `select exists (select 1 from deliveries where due_at <= now() or lease_until is not null) or exists (select 1 from outbox) as busy`,
      );
      return rows[0]?.busy === false;
    };
    await until(rested, { what: 'nothing to be due or to be told', timeoutMs: 120_000, everyMs: 200 });
    say(`${launches} launches are open; ${settleSeconds} s to settle, ${seconds} s of idling`);
    await passed(settleSeconds);
    const [usedBefore, queriesBefore, begun] = [await system.usage(), await system.transactions(), performance.now()];
    await passed(seconds);
    const [used, queries, ended] = [await system.usage(), await system.transactions(), performance.now()];
    const cpuPercent = ((used.cpuMs - usedBefore.cpuMs) * 100) / (ended - begun);
    // One of them is the question itself.
    const perSecond = ((queries - queriesBefore - 1) * 1_000) / (ended - begun);
    return {
      name: 'memory: open launches',
      ours: used.mostRssMB,
      ground: null,
      ratio: null,
      unit: 'MB',
      rssMB: used.rssMB,
      goal: {
        text: '≤ 250 MB, ≤ 1 % CPU, ≤ 5 queries/s',
        met: used.mostRssMB <= 250 && cpuPercent <= 1 && perSecond <= 5,
      },
      details: { launches, cpuPercent: round2(cpuPercent), queriesPerSecond: round2(perSecond) },
    };
  } finally {
    await system.stop();
  }
}

async function passed(seconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
}

async function badBodies(quick: boolean, say: (line: string) => void): Promise<readonly Measurement[]> {
  const hosts = quick ? 50 : BAD_HOSTS;
  const system = await DeliverySystem.start(hosts);
  try {
    // Good answers first, so that what is measured is the bodies and not the first use of the code.
    await system.seed(hosts * 4, afterSeeding(hosts * 4));
    await system.confirmed(hosts * 4);
    const lines: Measurement[] = [];
    for (const kind of ['endless', 'packed'] as const) {
      await system.behave(kind);
      const before = (await system.cost()).rssMB;
      await system.seed(hosts * 2, afterSeeding(hosts * 2));
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
