import { outgoingEvent, type OutgoingMessage } from '@aicc-bridge/messaging';
import { newId } from '@aicc-bridge/platform';
import { until } from '@aicc-bridge/testing';
import type { BenchOptions, Measurement } from '../bench.js';
import { percentile } from './delivery-system.js';
import { KafkaSystem } from './kafka-system.js';
import { type SeededLaunch, seedLaunches } from './seed.js';

const PER_SECOND = 500;
const TICK_MS = 20;

/**
 * `latency`: event on Kafka → first byte at the LMS, at 500/s; GetParam done, each event the completion of another launch. All on one
 * machine: broker, database, reporter and sink share its cores.
 */
export async function run({ quick, say }: BenchOptions): Promise<readonly Measurement[]> {
  const seconds = quick ? 10 : 60;
  const system = await KafkaSystem.start(100);
  try {
    await system.startReporter();
    const warm = await seeded(system, PER_SECOND * 5);
    await publishSteadily(system, warm);
    await allArrived(system, warm.length);
    await system.arrivals();
    say(`${PER_SECOND}/s for ${seconds} s`);
    const launches = await seeded(system, PER_SECOND * seconds);
    const sentAt = await publishSteadily(system, launches);
    const arrivals = await allArrived(system, launches.length);
    const latencies = launches.map(({ sid }) => (arrivals.get(sid) ?? Infinity) - (sentAt.get(sid) ?? 0));
    const [p50, p99] = [percentile(latencies, 0.5), percentile(latencies, 0.99)];
    return [
      {
        name: 'latency',
        ours: p50,
        ground: null,
        ratio: null,
        unit: 'ms p50',
        rssMB: null,
        goal: { text: 'p50 ≤ 15 ms, p99 ≤ 100 ms', met: p50 <= 15 && p99 <= 100 },
        details: { p99, max: Math.max(...latencies), perSecond: PER_SECOND, seconds },
      },
    ];
  } finally {
    await system.stop();
  }
}

function seeded({ db, hosts, keyring }: KafkaSystem, count: number): Promise<readonly SeededLaunch[]> {
  return seedLaunches(db, hosts, keyring, count, new Date(), 0, 'acknowledged-so-far');
}

/** Resolves with the time at which each launch's event was handed to Kafka. */
async function publishSteadily({ bus }: KafkaSystem, launches: readonly SeededLaunch[]): Promise<Map<string, number>> {
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

function completion({ launchId, tenantId, learnerId }: SeededLaunch): OutgoingMessage {
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
