import type { ServiceName } from '@aicc-bridge/contracts';
import type { DataSource, QueryRunner } from 'typeorm';
import type { BusStrategy } from './bus.strategy.js';
import type { OutgoingMessage } from './bus-message.js';

export interface SubscriberOptions {
  /** consumer group = the service */
  readonly group: ServiceName;
  /** the service's own pool; only the in-process bus reads from it */
  readonly dataSource: DataSource;
}

/** The seam between Kafka and the in-process bus. Both pass one contract test suite. */
export abstract class MessageBus {
  /**
   * Publishes up to `limit` outbox rows over the relay's own connection and deletes them; returns how many.
   * A row that can never be published is parked in place with its reason.
   */
  abstract relay(connection: QueryRunner, limit: number): Promise<number>;

  /** Publishes at once, without an outbox: for parking what a handler cannot take. */
  abstract publish(messages: readonly OutgoingMessage[]): Promise<void>;

  /** The transport of one service for Nest's `connectMicroservice`. */
  abstract strategyFor(options: SubscriberOptions): BusStrategy;

  /** True if nothing was ever published on a compacted topic: its owner then republishes all current state. */
  abstract isEmpty(topic: string, dataSource: DataSource): Promise<boolean>;

  abstract close(): Promise<void>;
}
