import { KafkaBus, outgoingEvent, type OutgoingMessage } from '@aicc-bridge/messaging';
import { createLog, newId } from '@aicc-bridge/platform';
import { until } from '@aicc-bridge/testing';
import type { BenchOptions, Measurement } from '../bench.js';
import { Child } from './child.js';
import { percentile } from './delivery-system.js';
import { KafkaSystem } from './kafka-system.js';
import { type SeededLaunch, seedLaunches, sidOf } from './seed.js';

const PER_SECOND = 500;
const TICK_MS = 20;

type Watched = Pick<SeededLaunch, 'launchId' | 'tenantId' | 'learnerId' | 'sid'>;

/**
 * `latency`: event on Kafka → first byte at the LMS, at 500/s; GetParam done, each event the completion of another launch. Ground: a bare
 * consumer that writes one statement and posts, before and after ours. All on one machine: broker, database, reporter and sink share its cores.
 */
export async function run({ quick, say }: BenchOptions): Promise<readonly Measurement[]> {
  const [seconds, bareSeconds] = quick ? [10, 5] : [60, 20];
  const system = await KafkaSystem.start(100);
  try {
    const before = await bare(system, 'before', bareSeconds);
    await system.startReporter();
    const { bus } = system;
    await timed(system, bus, await seeded(system, PER_SECOND * 5));
    say(`${PER_SECOND}/s for ${seconds} s`);
    const ours = await timed(system, bus, await seeded(system, PER_SECOND * seconds));
    await system.stopReporter();
    const after = await bare(system, 'after', bareSeconds);
    const [p50, p99] = [percentile(ours, 0.5), percentile(ours, 0.99)];
    const ground = (percentile(before, 0.5) + percentile(after, 0.5)) / 2;
    const groundP99 = (percentile(before, 0.99) + percentile(after, 0.99)) / 2;
    return [
      {
        name: 'latency',
        ours: p50,
        ground,
        ratio: ground / p50,
        unit: 'ms p50',
        rssMB: null,
        goal: { text: 'p50 ≤ 15 ms, p99 ≤ 100 ms', met: p50 <= 15 && p99 <= 100 },
        details: { p99, groundP99, max: Math.max(...ours), perSecond: PER_SECOND, seconds },
      },
    ];
  } finally {
    await system.stop();
  }
}

/** ms of each event of the bare consumer, on topics of its own; the first seconds do not count. */
async function bare(system: KafkaSystem, group: string, seconds: number): Promise<readonly number[]> {
  const { brokers, prefix } = system.kafka;
  const own = `${prefix}${group}.`;
  const bus = new KafkaBus({ brokers, clientId: 'bench', prefix: own }, createLog('bench', 'error'));
  await bus.provision();
  const child = Child.start('latency-ground.main.js');
  try {
    const { databaseUrl, hosts } = system;
    const topic = `${own}viewing.events.v1`;
    await child.ask({ brokers, topic, groupId: `${own}ground`, databaseUrl, sinkPort: hosts.port });
    await timed(system, bus, strangers(PER_SECOND * 3));
    return await timed(system, bus, strangers(PER_SECOND * seconds));
  } finally {
    await Promise.all([child.stop(), bus.close()]);
  }
}

/** Launches that only the bare consumer sees. */
function strangers(count: number): readonly Watched[] {
  const tenantId = newId();
  return Array.from({ length: count }, () => {
    const launchId = newId();
    return { launchId, tenantId, learnerId: newId(), sid: sidOf(launchId) };
  });
}

/** ms from Kafka to the LMS of each launch's event. */
async function timed(system: KafkaSystem, bus: KafkaBus, launches: readonly Watched[]): Promise<readonly number[]> {
  const sentAt = await publishSteadily(bus, launches);
  const arrivals = await allArrived(system, launches.length);
  return launches.map(({ sid }) => (arrivals.get(sid) ?? Infinity) - (sentAt.get(sid) ?? 0));
}

function seeded({ db, hosts, keyring }: KafkaSystem, count: number): Promise<readonly SeededLaunch[]> {
  return seedLaunches(db, hosts, keyring, count, new Date(), 0, 'acknowledged-so-far');
}

/** Resolves with the time at which each launch's event was handed to Kafka. */
async function publishSteadily(bus: KafkaBus, launches: readonly Watched[]): Promise<ReadonlyMap<string, number>> {
  const sentAt = new Map<string, number>();
  const begun = Date.now();
  let sent = 0;
  while (sent < launches.length) {
    const due = Math.min(launches.length, Math.floor(((Date.now() - begun) * PER_SECOND) / 1_000));
    const batch = launches.slice(sent, due);
    sent = Math.max(sent, due);
    const now = Date.now();
    for (const { sid } of batch) sentAt.set(sid, now);
    await bus.publish(batch.map(completion));
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, TICK_MS - (Date.now() - now))));
  }
  return sentAt;
}

function completion({ launchId, tenantId, learnerId }: Watched): OutgoingMessage {
  const at = new Date();
  return outgoingEvent({
    topic: 'viewing.events.v1',
    key: launchId,
    type: 'viewing.completed.v1',
    source: '/bench',
    id: newId(),
    time: at,
    data: { launchId, viewingId: 'v', tenantId, learnerId, courseId: 'ladders', at: at.toISOString() },
  });
}

async function allArrived(system: KafkaSystem, count: number): Promise<ReadonlyMap<string, number>> {
  const all = new Map<string, number>();
  const complete = async (): Promise<boolean> => {
    for (const [sid, at] of await system.arrivals()) if (!all.has(sid)) all.set(sid, at);
    return all.size >= count;
  };
  await until(complete, { what: `${count} messages at the LMS`, timeoutMs: 120_000, everyMs: 500 });
  return all;
}
