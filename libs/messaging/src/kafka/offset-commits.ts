import type { TopicPartitionOffset } from 'kafkajs';

export interface OffsetCommitsOptions {
  /** sends offsets to the broker; rejects if it does not take them */
  readonly commit: (offsets: TopicPartitionOffset[]) => Promise<void>;
  readonly onCommitted: (offset: TopicPartitionOffset) => void;
  readonly onError: (error: unknown) => void;
  /** ms for which offsets gather: a commit costs the broker as much as a message */
  readonly gatherMs: number;
  /** ms until offsets that the broker did not take are sent again */
  readonly retryMs: number;
}

/**
 * Commits offsets beside the reading, one request at a time with all that came meanwhile: reading never waits for it. Only what is stored
 * may be noted (traps K-g, K-h); what is not committed when a process ends comes again, which changes nothing.
 */
export class OffsetCommits {
  private readonly pending = new Map<string, TopicPartitionOffset>();
  private sending: Promise<void> | null = null;
  private retry: NodeJS.Timeout | null = null;
  /** ends the gathering; null = nothing gathers */
  private hurry: (() => void) | null = null;
  private closed = false;

  constructor(private readonly options: OffsetCommitsOptions) {}

  /** Everything of the partition before `offset` is stored. */
  note(offset: TopicPartitionOffset): void {
    this.pending.set(keyOf(offset), offset);
    this.send();
  }

  /** The group has been shared out anew: partitions may be another member's by now. */
  forget(): void {
    this.pending.clear();
  }

  /** Sends what is noted at once. Resolves when nothing is on its way to the broker. */
  async settled(): Promise<void> {
    while (this.sending !== null) {
      this.hurry?.();
      await this.sending;
    }
  }

  /** Sends what is noted and nothing later. */
  async close(): Promise<void> {
    await this.settled();
    this.closed = true;
    if (this.retry) clearTimeout(this.retry);
  }

  private send(): void {
    if (this.sending !== null || this.retry !== null || this.closed || this.pending.size === 0) return;
    this.sending = this.sendPending().finally(() => {
      this.sending = null;
      this.send();
    });
  }

  private async gathered(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.options.gatherMs);
      this.hurry = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.hurry = null;
  }

  private async sendPending(): Promise<void> {
    await this.gathered();
    const offsets = [...this.pending.values()];
    if (offsets.length === 0) return;
    try {
      await this.options.commit(offsets);
      for (const offset of offsets) {
        if (this.pending.get(keyOf(offset)) === offset) this.pending.delete(keyOf(offset));
        this.options.onCommitted(offset);
      }
    } catch (error) {
      this.options.onError(error);
      this.retry = setTimeout(() => {
        this.retry = null;
        this.send();
      }, this.options.retryMs);
    }
  }
}

function keyOf({ topic, partition }: TopicPartitionOffset): string {
  return `${topic}/${partition}`;
}
