import { until } from '@aicc-bridge/testing';
import type { BenchOptions, Measurement } from '../bench.js';
import { KafkaSystem } from './kafka-system.js';
import { seedLaunches, tellJustNow } from './seed.js';
import { PIECE_SECONDS, publishViewing } from './viewing-backlog.js';

const LAUNCHES = 1_000;

/** `backlog`: a million events of a thousand launches are waiting when the reporter starts: one PutParam per launch, and no more. */
export async function run({ quick, say }: BenchOptions): Promise<readonly Measurement[]> {
  const pieces = quick ? 50 : 1_000;
  const system = await KafkaSystem.start(pieces * PIECE_SECONDS);
  try {
    const { db, hosts, keyring } = system;
    const launches = await seedLaunches(db, hosts, keyring, LAUNCHES, new Date(), 0, 'acknowledged-so-far');
    await publishViewing(system, launches, pieces, say);
    await tellJustNow(db);
    const begun = performance.now();
    await system.startReporter();
    const all = async (): Promise<boolean> => {
      const { rows } = await db.query<{ n: number }>(
        `select count(*)::int as n from deliveries where session->'acknowledged'->>'status' = 'completed'`,
      );
      return rows[0]?.n === LAUNCHES;
    };
    await until(all, { what: 'all launches to be confirmed', timeoutMs: 600_000, everyMs: 200 });
    const seconds = (performance.now() - begun) / 1_000;
    const commands = await system.commands();
    const puts = commands['PutParam'] ?? 0;
    return [
      {
        name: 'backlog',
        ours: seconds,
        ground: null,
        ratio: null,
        unit: 's',
        rssMB: (await system.usage()).mostRssMB,
        goal: { text: `${LAUNCHES} PutParam`, met: puts === LAUNCHES },
        details: { events: LAUNCHES * pieces, launches: LAUNCHES, putParams: puts, exitAus: commands['ExitAU'] ?? 0 },
      },
    ];
  } finally {
    await system.stop();
  }
}
