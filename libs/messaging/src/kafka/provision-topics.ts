import { TOPIC_NAMES, TOPICS, type Topic } from '@aicc-bridge/contracts';
import type { Admin } from 'kafkajs';
import type { KafkaOptions } from './kafka-options.js';
import { whileSettling } from './while-settling.js';

const DAY_MS = 86_400_000;

/** Creates the topics that are missing, each with its kind (design §5), and waits for their leaders. Safe under concurrent starts. */
export async function provisionTopics(admin: Admin, options: KafkaOptions): Promise<void> {
  const known = new Set(await admin.listTopics());
  const missing = TOPIC_NAMES.filter((topic) => !known.has(topicName(topic, options)));
  if (missing.length === 0) return;
  await whileSettling(() => createTopics(admin, missing, options));
  await whileSettling(() => expectLeaders(admin, missing, options));
}

async function createTopics(admin: Admin, missing: readonly Topic[], options: KafkaOptions): Promise<void> {
  try {
    await admin.createTopics({
      waitForLeaders: false,
      topics: missing.map((topic) => ({
        topic: topicName(topic, options),
        numPartitions: options.partitions ?? 6,
        replicationFactor: options.replicationFactor ?? 1,
        configEntries:
          TOPICS[topic].kind === 'state'
            ? [{ name: 'cleanup.policy', value: 'compact' }]
            : [
                { name: 'retention.ms', value: String((TOPICS[topic].retentionDays ?? 7) * DAY_MS) },
                // Playback services of others may pack with snappy, lz4 or zstd, which kafkajs cannot read: the broker unpacks (F21).
                // Not with gzip: packed and unpacked a few at a time, an event came 8 ms later to its LMS.
                { name: 'compression.type', value: 'uncompressed' },
              ],
      })),
    });
  } catch (error) {
    // Another service was quicker: what counts is that they are there now.
    const now = new Set(await admin.listTopics());
    if (!missing.every((topic) => now.has(topicName(topic, options)))) throw error;
  }
}

/** kafkajs's own wait gives up on the first "unknown topic", which a broker says while it still takes a new topic in. */
async function expectLeaders(admin: Admin, created: readonly Topic[], options: KafkaOptions): Promise<void> {
  const { topics } = await admin.fetchTopicMetadata({ topics: created.map((topic) => topicName(topic, options)) });
  const leaderless = topics.find(({ partitions }) => partitions.some(({ leader }) => leader < 0));
  if (leaderless)
    throw Object.assign(new Error(`${leaderless.name} has a partition without a leader`), { retriable: true });
}

export function topicName(topic: string, options: KafkaOptions): string {
  return `${options.prefix ?? ''}${topic}`;
}
