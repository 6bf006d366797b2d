import { TOPICS, type Topic } from '@aicc-bridge/contracts';
import type { Admin } from 'kafkajs';
import { whileSettling } from './while-settling.js';

export interface LostEvents {
  readonly topic: string;
  readonly partition: number;
  /** how many events were deleted before the group read them */
  readonly count: number;
}

export interface LostEventsQuestion {
  readonly admin: Admin;
  readonly groupId: string;
  readonly topics: readonly string[];
  /** our name → the broker's */
  readonly fullName: (topic: string) => string;
}

/**
 * What the topics' retention has deleted before the group had read it: the consumer would go on behind the gap without a word (F29).
 * Compacted topics are left out: what they forget has a newer value.
 */
export async function lostToRetention(question: LostEventsQuestion): Promise<readonly LostEvents[]> {
  const { admin, groupId, topics, fullName } = question;
  const lost: LostEvents[] = [];
  for (const topic of topics.filter((name) => TOPICS[name as Topic]?.kind === 'events')) {
    const name = fullName(topic);
    const kept = await whileSettling(() => admin.fetchTopicOffsets(name));
    const [known] = await whileSettling(() => admin.fetchOffsets({ groupId, topics: [name] }));
    for (const { partition, offset } of known?.partitions ?? []) {
      const low = Number(kept.find((one) => one.partition === partition)?.low ?? 0);
      const next = Number(offset);
      if (next >= 0 && low > next) lost.push({ topic, partition, count: low - next });
    }
  }
  return lost;
}
