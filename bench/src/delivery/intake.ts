import { until } from '@aicc-bridge/testing';
import { z } from 'zod';
import type { BenchOptions, Measurement } from '../bench.js';
import { Child } from './child.js';
import { KafkaSystem } from './kafka-system.js';
import { seedLaunches } from './seed.js';
import { CommittedViewing, PIECE_SECONDS, publishViewing } from './viewing-backlog.js';

const LAUNCHES = 2_000;

/**
 * `intake`: Kafka → joined progress in PostgreSQL, one process. Ground: a bare kafkajs eachBatch + JSON.parse loop on the same topic,
 * before and after ours.
 */
export async function run({ quick, say }: BenchOptions): Promise<readonly Measurement[]> {
  const pieces = quick ? 20 : 250;
  const events = LAUNCHES * pieces;
  const system = await KafkaSystem.start(pieces * PIECE_SECONDS);
  const ground = Child.start('intake-ground.main.js');
  await ground.next();
  const committed = await CommittedViewing.open(system);
  try {
    const { db, hosts, keyring } = system;
    const launches = await seedLaunches(db, hosts, keyring, LAUNCHES, new Date(), 0, 'acknowledged-so-far');
    await publishViewing(system, launches, pieces, say);
    const bare = async (group: string): Promise<number> => {
      const { brokers, prefix } = system.kafka;
      const order = { brokers, topic: `${prefix}viewing.events.v1`, groupId: `${prefix}${group}`, events };
      return (events * 1_000) / z.object({ ms: z.number() }).parse(await ground.ask(order)).ms;
    };
    await bare('warm');
    const before = await bare('before');
    const rate = await ourRate(system, committed, events);
    const rssMB = (await system.usage()).mostRssMB;
    const after = await bare('after');
    await joined(system, pieces);
    const line = (before + after) / 2;
    return [
      {
        name: 'intake',
        ours: rate,
        ground: line,
        ratio: rate / line,
        unit: 'events/s',
        rssMB,
        goal: { text: '≥ 25,000/s and ratio ≥ 0.12', met: rate >= 25_000 && rate / line >= 0.12 },
        details: { events, launches: LAUNCHES },
      },
    ];
  } finally {
    await committed.close();
    await Promise.all([system.stop(), ground.stop()]);
  }
}

/** From the first commit to the last one: how long a service takes to start is not the question. */
async function ourRate(system: KafkaSystem, committed: CommittedViewing, events: number): Promise<number> {
  await system.startReporter();
  let first: { at: number; count: number } | null = null;
  const all = async (): Promise<boolean> => {
    const count = await committed.count();
    if (count > 0) first ??= { at: performance.now(), count };
    return count >= events;
  };
  await until(all, { what: 'all events to be joined', timeoutMs: 300_000, everyMs: 20 });
  const { at, count } = z.object({ at: z.number(), count: z.number() }).parse(first);
  return ((events - count) * 1_000) / (performance.now() - at);
}

/** A rate of events that were not joined would be worth nothing. */
async function joined({ db }: KafkaSystem, pieces: number): Promise<void> {
  const { rows } = await db.query<{ n: number }>('select count(*)::int as n from viewing where watched = $1', [
    `{[0,${pieces * PIECE_SECONDS})}`,
  ]);
  if (rows[0]?.n !== LAUNCHES) throw new Error(`only ${rows[0]?.n} of ${LAUNCHES} launches were joined in full`);
}
