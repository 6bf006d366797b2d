import type { DataSource, QueryRunner } from 'typeorm';
import type { MessageBus } from '../message-bus.js';
import type { MessagingLog } from '../messaging-log.js';
import type { Outbox } from './outbox.store.js';

/** Number of the session lock that makes one copy of a service the relay; classid = this, objid = hash of the schema. */
const RELAY_LOCK_CLASS = 7_201_002;
const BATCH = 500;
/** After a ring a moment for more: reading, publishing and deleting many rows costs little more than a few. */
const GATHER_MS = 15;

export interface RelayOptions {
  readonly dataSource: DataSource;
  readonly outbox: Outbox;
  readonly bus: MessageBus;
  readonly service: string;
  readonly log: MessagingLog;
  /** floor of the poll when nothing rings, ms; other copies' rows are found by it */
  readonly pollMs?: number;
}

/**
 * Publishes outbox rows and deletes them after publishing. One relay per service at a time by an advisory lock, which keeps
 * the order per key; there is no cursor, so a row that commits late is never skipped (reliability §3, A + E).
 * A crash between publishing and deleting publishes again: every consumer is safe against that.
 */
export class Relay {
  private stopping = false;
  private wake: (() => void) | null = null;
  private rung = false;
  private running: Promise<void> | null = null;

  constructor(private readonly options: RelayOptions) {
    options.outbox.onRing(() => this.ring());
  }

  start(): void {
    this.running ??= this.run();
  }

  /** Publishes what is there (if this copy holds the lock), then lets go. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.ring();
    await this.running;
  }

  private ring(): void {
    this.rung = true;
    this.wake?.();
  }

  private async run(): Promise<void> {
    let failures = 0;
    while (!this.stopping) {
      try {
        await this.holdLockAndPublish(() => (failures = 0));
      } catch (error) {
        failures += 1;
        this.options.log.warn('relay.interrupted', { service: this.options.service, failures, error: String(error) });
        await this.pause(Math.min(5_000, 100 * 2 ** failures));
      }
    }
  }

  private async holdLockAndPublish(onSuccess: () => void): Promise<void> {
    const connection = this.options.dataSource.createQueryRunner();
    try {
      while (!(await this.tryLock(connection))) {
        if (this.stopping) return;
        await this.pause(1_000);
      }
      await this.publishUntilStopped(connection, onSuccess);
      await connection.query('select pg_advisory_unlock_all()');
    } finally {
      await connection.release();
    }
  }

  private async publishUntilStopped(connection: QueryRunner, onSuccess: () => void): Promise<void> {
    for (;;) {
      const last = this.stopping;
      this.rung = false;
      let moved: number;
      do {
        moved = await this.options.bus.relay(connection, BATCH);
        onSuccess();
      } while (moved === BATCH);
      if (last) return;
      if (!this.rung && !this.stopping) await this.pause(this.options.pollMs ?? 1_000);
      if (this.rung && !this.stopping) await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
    }
  }

  private async tryLock(connection: QueryRunner): Promise<boolean> {
    const rows = (await connection.query('select pg_try_advisory_lock($1, hashtext(current_schema())) as held', [
      RELAY_LOCK_CLASS,
    ])) as { held: boolean }[];
    return rows[0]?.held === true;
  }

  private async pause(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wake = null;
  }
}
