export interface BatchLimits {
  /** writes at once */
  readonly parallel: number;
  /** items of one write */
  readonly size: number;
  /** ms that an item may wait for others, unless they fill a write; default: until the loop's next turn */
  readonly gatherMs?: number;
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
  private gathering: NodeJS.Timeout | null = null;
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
      this.gather();
    });
  }

  /** Resolves when nothing waits and nothing is being written. */
  async drained(): Promise<void> {
    if (this.writing > 0 || this.waiting.length > 0) await new Promise<void>((resolve) => this.idle.push(resolve));
  }

  /** Items that arrive together are written together; what fills a write goes at once. */
  private gather(): void {
    const { parallel, size, gatherMs } = this.limits;
    if (this.writing >= parallel || this.waiting.length === 0) return;
    if (gatherMs === undefined || this.waiting.length >= size) setImmediate(() => void this.next());
    else this.gathering ??= setTimeout(() => void this.next(), gatherMs);
  }

  private async next(): Promise<void> {
    if (this.gathering) clearTimeout(this.gathering);
    this.gathering = null;
    if (this.writing >= this.limits.parallel || this.waiting.length === 0) return;
    this.writing += 1;
    const written = this.writeBatch(this.waiting.splice(0, this.limits.size));
    this.gather();
    await written;
    this.writing -= 1;
    this.gather();
    if (this.writing === 0 && this.waiting.length === 0) for (const resolve of this.idle.splice(0)) resolve();
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
