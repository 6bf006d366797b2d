export interface BatchLimits {
  /** writes at once */
  readonly parallel: number;
  /** items of one write */
  readonly size: number;
}

interface Waiting<T> {
  readonly item: T;
  readonly done: () => void;
}

/**
 * Writes items together that come at the same time: what comes while all writers are busy makes up the next batch. `write` must not
 * throw.
 */
export class BatchWriter<T> {
  private waiting: Waiting<T>[] = [];
  private writing = 0;
  private idle: (() => void)[] = [];

  constructor(
    private readonly write: (items: readonly T[]) => Promise<void>,
    private readonly limits: BatchLimits,
  ) {}

  /** Resolves when this item's batch is written. */
  add(item: T): Promise<void> {
    return new Promise((done) => {
      this.waiting.push({ item, done });
      // One turn of the loop later: answers that arrived together are written together.
      if (this.writing < this.limits.parallel) setImmediate(() => void this.next());
    });
  }

  /** Resolves when nothing waits and nothing is being written. */
  async drained(): Promise<void> {
    if (this.writing > 0 || this.waiting.length > 0) await new Promise<void>((resolve) => this.idle.push(resolve));
  }

  private async next(): Promise<void> {
    if (this.writing >= this.limits.parallel || this.waiting.length === 0) return;
    this.writing += 1;
    const batch = this.waiting.splice(0, this.limits.size);
    await this.write(batch.map(({ item }) => item));
    this.writing -= 1;
    for (const { done } of batch) done();
    if (this.waiting.length > 0) void this.next();
    else if (this.writing === 0) for (const resolve of this.idle.splice(0)) resolve();
  }
}
