import type { BusHealth } from '../bus.strategy.js';

const STALLED_AFTER_MS = 60_000;

/**
 * "Alive" is not "making progress" (trap K-p): a consumer that has messages waiting and commits nothing is not ready after 60 s.
 * Whoever owns the process ends it after 180 s.
 */
export class ProgressWatch {
  private readonly expected = new Map<string, number>();
  private readonly behind = new Map<string, number>();

  constructor(private readonly now: () => number) {}

  /** The partition has to be read up to `offset` before the service is ready. */
  expect(topic: string, partition: number, offset: number): void {
    this.expected.set(`${topic}/${partition}`, offset);
  }

  expectsMore(): boolean {
    return this.expected.size > 0;
  }

  /** The group, maybe another copy of it, has read the partition up to `offset`. */
  readTo(topic: string, partition: number, offset: number): void {
    const name = `${topic}/${partition}`;
    const expected = this.expected.get(name);
    if (expected !== undefined && offset >= expected) this.expected.delete(name);
  }

  /** Messages of the partition have arrived: unread from `offset` to `highWatermark`. */
  waiting(topic: string, partition: number, highWatermark: number, offset: number): void {
    const name = `${topic}/${partition}`;
    if (offset < highWatermark && !this.behind.has(name)) this.behind.set(name, this.now());
  }

  committed(topic: string, partition: number, nextOffset: number): void {
    const name = `${topic}/${partition}`;
    this.behind.delete(name);
    this.readTo(topic, partition, nextOffset);
  }

  health(): BusHealth {
    const [first] = this.expected;
    if (first) return { kind: 'starting', detail: `${first[0]} is still being read` };
    const oldest = Math.min(...this.behind.values());
    const stalledMs = Number.isFinite(oldest) ? this.now() - oldest : 0;
    if (stalledMs < STALLED_AFTER_MS) return { kind: 'ready' };
    return {
      kind: 'stalled',
      stalledMs,
      detail: `nothing was committed for ${Math.round(stalledMs / 1000)} s while messages wait`,
    };
  }
}
