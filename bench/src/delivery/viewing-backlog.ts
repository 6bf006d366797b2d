import { outgoingEvent } from '@aicc-bridge/messaging';
import { Kafka, logLevel } from 'kafkajs';
import type { KafkaSystem } from './kafka-system.js';
import type { SeededLaunch } from './seed.js';

/** Media seconds of one event. */
export const PIECE_SECONDS = 10;
const CHUNK = 2_000;

/** Data of the segment of PIECE_SECONDS that begins at `from`, for somebody who began to watch at `begun` (epoch ms). */
export function pieceOf({ launchId, tenantId, learnerId }: SeededLaunch, from: number, begun: number): object {
  const to = from + PIECE_SECONDS;
  const at = (second: number): string => new Date(begun + second * 1_000).toISOString();
  const who = { launchId, viewingId: 'v', tenantId, learnerId, courseId: 'ladders', unitId: 'u1' };
  return { ...who, from, to, startedAt: at(from), endedAt: at(to) };
}

/** Publishes `pieces` events for each launch, as players send them: everybody's first piece, everybody's second … The last one completes. */
export async function publishViewing(
  { bus }: KafkaSystem,
  launches: readonly SeededLaunch[],
  pieces: number,
  say: (line: string) => void,
): Promise<void> {
  const begun = Date.now() - pieces * PIECE_SECONDS * 1_000;
  for (let piece = 0; piece < pieces; piece += 1) {
    const from = piece * PIECE_SECONDS;
    const time = new Date();
    for (let start = 0; start < launches.length; start += CHUNK)
      await bus.publish(
        launches.slice(start, start + CHUNK).map((launch) =>
          outgoingEvent({
            topic: 'viewing.events.v1',
            key: launch.launchId,
            type: 'viewing.segment.v1',
            source: '/bench',
            id: `${launch.launchId}/${piece}`,
            time,
            data: pieceOf(launch, from, begun),
          }),
        ),
      );
    if ((piece + 1) % 100 === 0) say(`published ${(piece + 1) * launches.length} events`);
  }
}

/** How many viewing events the reporter's group has committed. */
export class CommittedViewing {
  private constructor(
    private readonly admin: ReturnType<Kafka['admin']>,
    private readonly prefix: string,
  ) {}

  static async open({ kafka: { brokers, prefix } }: KafkaSystem): Promise<CommittedViewing> {
    const admin = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    return new CommittedViewing(admin, prefix);
  }

  async count(): Promise<number> {
    const [found] = await this.admin.fetchOffsets({
      groupId: `${this.prefix}aicc-bridge.progress-reporter`,
      topics: [`${this.prefix}viewing.events.v1`],
    });
    return (found?.partitions ?? []).reduce((sum, { offset }) => sum + Math.max(0, Number(offset)), 0);
  }

  close(): Promise<void> {
    return this.admin.disconnect();
  }
}
