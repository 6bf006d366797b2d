import { TOPICS, type Topic } from '@aicc-bridge/contracts';
import type { Admin, Kafka } from 'kafkajs';
import type { ProgressWatch } from './progress-watch.js';
import { whileSettling } from './while-settling.js';

const LOOK_EVERY_MS = 300;

export interface StateCatchUpOptions {
  readonly kafka: Pick<Kafka, 'admin'>;
  readonly groupId: string;
  /** our name → the broker's */
  readonly fullName: (topic: string) => string;
  readonly watch: ProgressWatch;
  readonly stopped: () => boolean;
}

/**
 * A service is not ready until its group has read each compacted topic to the end that was there at its start (design §5). What counts is
 * the group and not this copy: the state goes into a database that all copies share, and a copy may well be given none of those partitions.
 */
export class StateCatchUp {
  constructor(private readonly options: StateCatchUpOptions) {}

  /** Notes how far each has to be read. */
  async expect(topics: readonly string[]): Promise<void> {
    await this.asking(async (admin) => {
      for (const name of this.stateTopics(topics)) {
        const ends = await whileSettling(() => admin.fetchTopicOffsets(name));
        const committed = await this.committed(admin, name);
        for (const { partition, high, low } of ends)
          if (Number(high) > Number(low) && (committed.get(partition) ?? -1) < Number(high))
            this.options.watch.expect(name, partition, Number(high));
      }
    });
  }

  /** Looks at what the group has committed until nothing is expected any more. */
  async follow(topics: readonly string[]): Promise<void> {
    const { watch, stopped } = this.options;
    if (!watch.expectsMore()) return;
    await this.asking(async (admin) => {
      while (watch.expectsMore() && !stopped()) {
        for (const name of this.stateTopics(topics))
          for (const [partition, offset] of await this.committed(admin, name)) watch.readTo(name, partition, offset);
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      }
    });
  }

  private stateTopics(topics: readonly string[]): readonly string[] {
    return topics.filter((name) => TOPICS[name as Topic]?.kind === 'state').map(this.options.fullName);
  }

  private async committed(admin: Admin, topic: string): Promise<ReadonlyMap<number, number>> {
    const { groupId } = this.options;
    const [known] = await whileSettling(() => admin.fetchOffsets({ groupId, topics: [topic] }));
    return new Map(known?.partitions.map(({ partition, offset }) => [partition, Number(offset)]));
  }

  private async asking(work: (admin: Admin) => Promise<void>): Promise<void> {
    const admin = this.options.kafka.admin();
    await admin.connect();
    try {
      await work(admin);
    } finally {
      await admin.disconnect();
    }
  }
}
