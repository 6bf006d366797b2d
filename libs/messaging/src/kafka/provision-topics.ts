import { TOPIC_NAMES, TOPICS } from '@aicc-bridge/contracts';
import type { Admin } from 'kafkajs';
import type { KafkaOptions } from './kafka-options.js';

const DAY_MS = 86_400_000;

/** Creates the topics that are missing, each with its kind (design §5). Safe under concurrent starts. */
export async function provisionTopics(admin: Admin, options: KafkaOptions): Promise<void> {
  const known = new Set(await admin.listTopics());
  const missing = TOPIC_NAMES.filter((topic) => !known.has(topicName(topic, options)));
  if (missing.length === 0) return;
  try {
    await admin.createTopics({
      waitForLeaders: true,
      topics: missing.map((topic) => ({
        topic: topicName(topic, options),
        numPartitions: options.partitions ?? 6,
        replicationFactor: options.replicationFactor ?? 1,
        configEntries:
          TOPICS[topic].kind === 'state'
            ? [{ name: 'cleanup.policy', value: 'compact' }]
            : [{ name: 'retention.ms', value: String((TOPICS[topic].retentionDays ?? 7) * DAY_MS) }],
      })),
    });
  } catch (error) {
    // Another service was quicker: what counts is that they are there now.
    const now = new Set(await admin.listTopics());
    if (!missing.every((topic) => now.has(topicName(topic, options)))) throw error;
  }
}

export function topicName(topic: string, options: KafkaOptions): string {
  return `${options.prefix ?? ''}${topic}`;
}
