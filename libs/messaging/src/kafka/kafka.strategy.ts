import type { Batch, Consumer, EachBatchPayload, IHeaders, Kafka, KafkaMessage } from 'kafkajs';
import { type BusHealth, BusStrategy } from '../bus.strategy.js';
import type { BusMessage } from '../bus-message.js';
import { crashPoint } from '../crash-point.js';
import { deliverBatch } from '../deliver-batch.js';
import type { MessageBus, SubscriberOptions } from '../message-bus.js';
import type { MessagingLog } from '../messaging-log.js';
import { parked } from '../park.js';
import { JointHandling } from './joint-handling.js';
import { consumerConfig, type KafkaOptions, SESSION_TIMEOUT_MS } from './kafka-options.js';
import { lostToRetention } from './lost-to-retention.js';
import { OffsetCommits } from './offset-commits.js';
import { ProgressWatch } from './progress-watch.js';
import { topicName } from './provision-topics.js';
import { StateCatchUp } from './state-catch-up.js';

const SUB_BATCH = 4_000;
/** Transactions at once; more would wait for each other's rows and for the processor. */
const HANDLING = { parallel: 3, messages: SUB_BATCH } as const;
/** At least as many as a fetch brings, so that all of them are handled together. */
const PARTITIONS_AT_ONCE = 64;
const PAUSE_MS = 1_000;
/** So much comes again when a process is killed, and changes nothing. */
const COMMITS_GATHER_MS = 100;
const RESTART_MS = { first: 1_000, most: 30_000 } as const;

/** What of kafkajs the consuming side needs. */
export type KafkaClients = Pick<Kafka, 'admin' | 'consumer'>;

/**
 * kafkajs `eachBatch` as a Nest transport. Order of things: handler's transaction → resolve → heartbeat, and the commit of the offset
 * beside the reading of what comes next (traps K-e, K-g, K-h). Nothing is ever thrown into kafkajs: four JavaScript error names would
 * end the consumer for good (K-a).
 * A consumer that ends all the same is built anew by our own supervisor (K-l, K-o).
 */
export class KafkaStrategy extends BusStrategy {
  private consumer: Consumer | null = null;
  private offsets: OffsetCommits | null = null;
  private readonly joint = new JointHandling((topic, messages) => this.dispatch({ topic, messages }), HANDLING);
  private stopping = false;
  private restarting: NodeJS.Timeout | null = null;
  private restartMs: number = RESTART_MS.first;
  private readonly resumes = new Set<NodeJS.Timeout>();
  private readonly watch = new ProgressWatch(() => Date.now());
  private joined = false;
  /** when the broker last answered: kafkajs itself says nothing for as long as it tries again (F17) */
  private lastSignAt = 0;
  private readonly catchUp: StateCatchUp;

  constructor(
    private readonly kafka: KafkaClients,
    private readonly kafkaOptions: KafkaOptions,
    private readonly options: SubscriberOptions,
    private readonly bus: MessageBus,
    private readonly log: MessagingLog,
  ) {
    super();
    this.catchUp = new StateCatchUp({
      kafka,
      groupId: this.groupId,
      fullName: (topic) => topicName(topic, kafkaOptions),
      watch: this.watch,
      stopped: () => this.stopping,
    });
  }

  override listen(callback: (error?: unknown) => void): void {
    this.catchUp
      .expect(this.topics())
      .then(() => this.tellWhatIsLost())
      .then(() => this.connect())
      .then(
        () => {
          callback();
          void this.followState();
        },
        (error: unknown) => callback(error),
      );
  }

  /** What nobody can bring back any more must at least be known: a person has to ask the playback services for it. */
  private async tellWhatIsLost(): Promise<void> {
    const admin = this.kafka.admin();
    await admin.connect();
    try {
      const { groupId } = this;
      const fullName = (topic: string): string => topicName(topic, this.kafkaOptions);
      for (const lost of await lostToRetention({ admin, groupId, topics: this.topics(), fullName }))
        this.log.error('events.lost-to-retention', { group: this.options.group, ...lost });
    } finally {
      await admin.disconnect();
    }
  }

  private async followState(): Promise<void> {
    while (!this.stopping && this.watch.expectsMore())
      await this.catchUp.follow(this.topics()).catch(async (error: unknown) => {
        this.log.warn('state.catch-up-interrupted', { group: this.options.group, error: String(error) });
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      });
  }

  override async close(): Promise<void> {
    this.stopping = true;
    if (this.restarting) clearTimeout(this.restarting);
    for (const timer of this.resumes) clearTimeout(timer);
    const consumer = this.consumer;
    this.consumer = null;
    // What is being handled now is committed by itself (see takeSubBatch), before the group is left.
    await this.offsets?.settled();
    await consumer?.disconnect();
    await this.offsets?.close();
  }

  override health(): BusHealth {
    if (!this.joined) return { kind: 'starting', detail: 'the consumer group is not joined' };
    const silentMs = Date.now() - this.lastSignAt;
    if (silentMs > (this.kafkaOptions.sessionTimeoutMs ?? SESSION_TIMEOUT_MS))
      return { kind: 'starting', detail: `Kafka has not answered for ${Math.round(silentMs / 1_000)} s` };
    return this.watch.health();
  }

  private get groupId(): string {
    return `${this.kafkaOptions.prefix ?? ''}aicc-bridge.${this.options.group}`;
  }

  private async connect(): Promise<void> {
    const consumer = this.kafka.consumer(consumerConfig(this.groupId, this.kafkaOptions));
    this.consumer = consumer;
    const offsets = this.commitsOf(consumer);
    this.offsets = offsets;
    consumer.on(consumer.events.GROUP_JOIN, () => {
      this.joined = true;
      offsets.forget();
      this.lastSignAt = Date.now();
      this.restartMs = RESTART_MS.first;
    });
    for (const sign of [consumer.events.FETCH, consumer.events.HEARTBEAT])
      consumer.on(sign, () => (this.lastSignAt = Date.now()));
    consumer.on(consumer.events.CRASH, ({ payload }) => this.restart(consumer, payload.error));
    await consumer.connect();
    await consumer.subscribe({
      topics: this.topics().map((topic) => topicName(topic, this.kafkaOptions)),
      fromBeginning: true,
    });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: PARTITIONS_AT_ONCE,
      eachBatch: (payload) => this.eachBatch(offsets, payload),
    });
  }

  private commitsOf(consumer: Consumer): OffsetCommits {
    return new OffsetCommits({
      commit: (offsets) => consumer.commitOffsets(offsets),
      onCommitted: ({ topic, partition, offset }) => this.watch.committed(topic, partition, Number(offset)),
      onError: (error) =>
        this.log.warn('offsets.not-committed', {
          group: this.options.group,
          error: String(error),
          againInMs: PAUSE_MS,
        }),
      gatherMs: COMMITS_GATHER_MS,
      retryMs: PAUSE_MS,
    });
  }

  private restart(consumer: Consumer, error: Error): void {
    if (this.stopping || this.consumer !== consumer || this.restarting) return;
    this.joined = false;
    void this.offsets?.close();
    this.log.warn('consumer.ended', { group: this.options.group, error: String(error), restartInMs: this.restartMs });
    this.restarting = setTimeout(() => {
      this.restarting = null;
      consumer
        .disconnect()
        .catch(() => undefined)
        .then(() => this.connect())
        .catch((failure: unknown) =>
          this.restart(this.consumer ?? consumer, failure instanceof Error ? failure : new Error(String(failure))),
        );
    }, this.restartMs);
    this.restartMs = Math.min(RESTART_MS.most, this.restartMs * 2);
  }

  private async eachBatch(offsets: OffsetCommits, payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    this.watch.waiting(
      batch.topic,
      batch.partition,
      Number(batch.highWatermark),
      Number(batch.firstOffset() ?? batch.highWatermark),
    );
    try {
      for (let from = 0; from < batch.messages.length; from += SUB_BATCH) {
        if (!payload.isRunning() || payload.isStale()) return;
        if (!(await this.takeSubBatch(offsets, payload, batch.messages.slice(from, from + SUB_BATCH)))) return;
      }
    } catch (error) {
      // The heartbeat failed (rebalance, coordinator moved): what is not committed comes again.
      this.log.warn('batch.interrupted', {
        group: this.options.group,
        topic: batch.topic,
        partition: batch.partition,
        error: String(error),
      });
    }
  }

  /** False if the rest of the batch has to come again. */
  private async takeSubBatch(
    offsets: OffsetCommits,
    payload: EachBatchPayload,
    records: readonly KafkaMessage[],
  ): Promise<boolean> {
    const { topic: fullName, partition } = payload.batch;
    const topic = fullName.slice((this.kafkaOptions.prefix ?? '').length);
    const messages = records.map((record) => busMessage(topic, payload.batch, record));
    const delivered = await deliverBatch(messages, {
      tries: 3,
      handle: (part) => this.joint.handle(topic, part),
      park: async (message, reason) => {
        this.log.error('message.parked', { group: this.options.group, topic, position: message.position, reason });
        await this.bus.publish([parked(message, reason, new Date())]);
      },
    });
    const last = records[(delivered.kind === 'all' ? records.length : delivered.taken) - 1];
    if (last) {
      crashPoint('after-commit');
      payload.resolveOffset(last.offset);
      crashPoint('after-resolve');
      offsets.note({ topic: fullName, partition, offset: String(Number(last.offset) + 1) });
      if (this.stopping) await offsets.settled();
      await payload.heartbeat();
    }
    if (delivered.kind === 'all') return true;
    this.pause(payload, delivered.error);
    return false;
  }

  /** Our own trouble (database away): the partition rests a moment while heartbeats go on, then the same messages come again. */
  private pause(payload: EachBatchPayload, error: unknown): void {
    const { topic, partition } = payload.batch;
    this.log.warn('partition.paused', {
      group: this.options.group,
      topic,
      partition,
      ms: PAUSE_MS,
      error: String(error),
    });
    const resume = payload.pause();
    const timer = setTimeout(() => {
      this.resumes.delete(timer);
      if (!this.stopping) resume();
    }, PAUSE_MS);
    this.resumes.add(timer);
  }
}

function busMessage(
  topic: string,
  { partition, highWatermark }: Batch,
  { key, value, headers, offset }: KafkaMessage,
): BusMessage {
  return {
    topic,
    key: key?.toString('utf8') ?? null,
    value,
    headers: textHeaders(headers),
    position: `${partition}/${offset}`,
    waiting: Number(highWatermark) - Number(offset) - 1,
  };
}

function textHeaders(headers: IHeaders | undefined): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers ?? {})) {
    const first = Array.isArray(value) ? value[0] : value;
    if (first !== undefined) texts[name] = first.toString();
  }
  return texts;
}
