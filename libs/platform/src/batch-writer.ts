export interface BatchLimits {
  /** writes at once */
  readonly parallel: number;
  /** items of one write */
  readonly size: number;
}

interface Waiting<T, R> {
  readonly item: T;
  readonly done: (result: R) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Writes items together that come at the same time: what comes while all writers are busy makes up the next batch. So however much work
 * comes at once, it takes no more than `parallel` connections of the database.
 */
export class BatchWriter<T, R = void> {
  private waiting: Waiting<T, R>[] = [];
  private writing = 0;
  private idle: (() => void)[] = [];

  /** @param write gives a result for each item, in their order; if it throws, each of them fails so */
  constructor(
    private readonly write: (items: readonly T[]) => Promise<readonly R[]>,
    private readonly limits: BatchLimits,
  ) {}

  /** Resolves with the item's result when its batch is written. */
  add(item: T): Promise<R> {
    return new Promise((done, fail) => {
      this.waiting.push({ item, done, fail });
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
    await this.writeBatch(this.waiting.splice(0, this.limits.size));
    this.writing -= 1;
    if (this.waiting.length > 0) void this.next();
    else if (this.writing === 0) for (const resolve of this.idle.splice(0)) resolve();
  }

  private async writeBatch(batch: readonly Waiting<T, R>[]): Promise<void> {
    try {
      const results = await this.write(batch.map(({ item }) => item));
      if (results.length !== batch.length) throw new Error(`${results.length} results for ${batch.length} items`);
      for (const [at, result] of results.entries()) batch[at]?.done(result);
    } catch (error) {
      for (const { fail } of batch) fail(error);
    }
  }
}
