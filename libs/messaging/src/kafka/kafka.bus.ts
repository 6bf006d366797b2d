import { prepared } from '@aicc-bridge/database';
import { CompressionTypes, Kafka, type Producer } from 'kafkajs';
import type { DataSource, QueryRunner } from 'typeorm';
import type { OutgoingMessage } from '../bus-message.js';
import { crashPoint } from '../crash-point.js';
import { MessageBus, type SubscriberOptions } from '../message-bus.js';
import type { MessagingLog } from '../messaging-log.js';
import { clientConfig, type KafkaOptions, producerConfig } from './kafka-options.js';
import { type KafkaClients, KafkaStrategy } from './kafka.strategy.js';
import { provisionTopics, topicName } from './provision-topics.js';
import { quietRequestQueues } from './quiet-request-queue.js';
import { StuckConnections } from './stuck-connections.js';
import { whileSettling } from './while-settling.js';

const NEXT = prepared('select id, topic, key, value, headers from outbox where parked_at is null order by id limit $1');
const DONE = prepared('delete from outbox where id = any($1::bigint[])');
const PARK = 'update outbox set parked_at = clock_timestamp(), parked_reason = $2 where id = any($1::bigint[])';
/** The broker's default limit of a batch is 1 MiB; a single row above this can never be sent. */
const MAX_VALUE_BYTES = 900_000;
const GZIP_ABOVE_BYTES = 20_000;

type OutboxRow = {
  readonly id: string;
  readonly topic: string;
  readonly key: string;
  readonly value: Buffer | null;
  readonly headers: Record<string, string>;
};

/** The bus of the distributed form. kafkajs stays behind this class and the strategy; nothing else knows it. */
export class KafkaBus extends MessageBus {
  private readonly kafka: Kafka;
  private readonly stuck = new StuckConnections();
  private readonly clients: KafkaClients = {
    admin: () => this.stuck.watchAdmin(this.kafka.admin()),
    consumer: (config) => this.stuck.watchConsumer(this.kafka.consumer(config)),
  };
  private producer: Promise<Producer> | null = null;
  private readonly strategies = new Set<KafkaStrategy>();

  constructor(
    private readonly options: KafkaOptions,
    private readonly log: MessagingLog,
  ) {
    super();
    quietRequestQueues();
    this.kafka = new Kafka({ ...clientConfig(options, log), socketFactory: this.stuck.socketFactory });
  }

  /** Creates missing topics; call before anything else. */
  async provision(): Promise<void> {
    const admin = this.stuck.watchAdmin(this.kafka.admin());
    await admin.connect();
    try {
      await provisionTopics(admin, this.options);
    } finally {
      await admin.disconnect();
    }
  }

  override async relay(connection: QueryRunner, limit: number): Promise<number> {
    const rows = (await connection.query(NEXT, [limit])) as OutboxRow[];
    if (rows.length === 0) return 0;
    const tooBig = rows.filter(({ value }) => value !== null && value.length > MAX_VALUE_BYTES);
    if (tooBig.length > 0) {
      this.log.error('outbox.parked', {
        rows: tooBig.map(({ id, topic }) => `${topic}/${id}`),
        reason: 'larger than Kafka takes',
      });
      await connection.query(PARK, [tooBig.map(({ id }) => id), `value is larger than ${MAX_VALUE_BYTES} bytes`]);
    }
    const sendable = rows.filter((row) => !tooBig.includes(row));
    await this.send(sendable);
    if (sendable.length > 0) crashPoint('after-publish');
    await connection.query(DONE, [sendable.map(({ id }) => id)]);
    return rows.length;
  }

  override async publish(messages: readonly OutgoingMessage[]): Promise<void> {
    await this.send(
      messages.map((message) => ({ ...message, value: message.value === null ? null : Buffer.from(message.value) })),
    );
  }

  override strategyFor(options: SubscriberOptions): KafkaStrategy {
    const strategy = new KafkaStrategy(this.clients, this.options, options, this, this.log);
    this.strategies.add(strategy);
    return strategy;
  }

  override async isEmpty(topic: string, _dataSource: DataSource): Promise<boolean> {
    const admin = this.stuck.watchAdmin(this.kafka.admin());
    await admin.connect();
    try {
      const offsets = await whileSettling(() => admin.fetchTopicOffsets(topicName(topic, this.options)));
      return offsets.every(({ high }) => high === '0');
    } finally {
      await admin.disconnect();
    }
  }

  override async close(): Promise<void> {
    await Promise.all([...this.strategies].map((strategy) => strategy.close()));
    const producer = await this.producer?.catch(() => null);
    await producer?.disconnect();
    this.producer = null;
  }

  private async send(rows: readonly Omit<OutboxRow, 'id'>[]): Promise<void> {
    if (rows.length === 0) return;
    const byTopic = new Map<string, { key: string; value: Buffer | null; headers: Record<string, string> }[]>();
    let bytes = 0;
    for (const { topic, key, value, headers } of rows) {
      const messages = byTopic.get(topic) ?? [];
      messages.push({ key, value, headers });
      byTopic.set(topic, messages);
      bytes += value?.length ?? 0;
    }
    const producer = await this.connectedProducer();
    await producer.sendBatch({
      acks: -1,
      compression: bytes > GZIP_ABOVE_BYTES ? CompressionTypes.GZIP : CompressionTypes.None,
      topicMessages: [...byTopic].map(([topic, messages]) => ({ topic: topicName(topic, this.options), messages })),
    });
  }

  private async connectedProducer(): Promise<Producer> {
    this.producer ??= this.connectProducer();
    try {
      return await this.producer;
    } catch (error) {
      this.producer = null;
      throw error;
    }
  }

  private async connectProducer(): Promise<Producer> {
    const producer = this.stuck.watchProducer(this.kafka.producer(producerConfig(this.options)));
    await producer.connect();
    return producer;
  }
}
