import { TOPICS, type Topic } from '@aicc-bridge/contracts';
import type { DataSource } from 'typeorm';
import { type BusHealth, BusStrategy } from '../bus.strategy.js';
import type { BusMessage } from '../bus-message.js';
import { deliverBatch } from '../deliver-batch.js';
import type { MessageBus, SubscriberOptions } from '../message-bus.js';
import type { MessagingLog } from '../messaging-log.js';
import { parked } from '../park.js';

const BATCH = 500;
const IDLE_MS = 1_000;
const RETRY_MS = 1_000;

/** A key waits only behind itself: rows after a waiting row of the same key are left for later. */
const NEXT = `
  select i.position, i.key, i.value, i.headers
  from bus.inbox i
  where i.consumer_group = $1 and i.topic = $2
    and (i.retry_at is null or i.retry_at <= clock_timestamp())
    and not exists (
      select 1 from bus.inbox w
      where w.consumer_group = $1 and w.topic = $2 and w.key = i.key and w.position < i.position and w.retry_at > clock_timestamp())
  order by i.position
  limit ${BATCH}`;

const DONE = 'delete from bus.inbox where position = any($1::bigint[])';
const LATER = `update bus.inbox set retry_at = clock_timestamp() + $2 * interval '1 millisecond', tries = tries + 1 where position = any($1::bigint[])`;

/** A new group starts with the last value of each key of a compacted topic. */
const SUBSCRIBE = `
  with added as (insert into bus.subscriptions (consumer_group, topic) values ($1, $2) on conflict do nothing returning topic)
  insert into bus.inbox (consumer_group, topic, key, value, headers)
  select $1, l.topic, l.key, l.value, l.headers from bus.latest l join added using (topic)`;

const UP_TO =
  'select max(position)::text as position from bus.inbox where consumer_group = $1 and topic = any($2::text[])';
const LEFT = 'select 1 from bus.inbox where consumer_group = $1 and topic = any($2::text[]) and position <= $3 limit 1';

type Row = {
  readonly position: string;
  readonly key: string;
  readonly value: Buffer | null;
  readonly headers: Record<string, string>;
};

/** Reads one group's inbox and hands it to Nest, topic by topic; rows are deleted after their handler's transaction. */
export class InProcessStrategy extends BusStrategy {
  readonly dataSource: DataSource;
  private stopping = false;
  private caughtUp = false;
  private readonly bells = new Set<() => void>();
  private loops: Promise<void>[] = [];

  constructor(
    private readonly options: SubscriberOptions,
    private readonly bus: MessageBus,
    private readonly log: MessagingLog,
  ) {
    super();
    this.dataSource = options.dataSource;
  }

  override listen(callback: (error?: unknown) => void): void {
    this.subscribe().then(
      () => callback(),
      (error: unknown) => callback(error),
    );
  }

  override async close(): Promise<void> {
    this.stopping = true;
    this.ring();
    await Promise.all(this.loops);
  }

  override health(): BusHealth {
    return this.caughtUp ? { kind: 'ready' } : { kind: 'starting', detail: 'state topics are still being read' };
  }

  ring(): void {
    for (const bell of this.bells) bell();
  }

  private async subscribe(): Promise<void> {
    const { group } = this.options;
    const state = this.topics().filter(isStateTopic);
    for (const topic of state) await this.dataSource.query(SUBSCRIBE, [group, topic]);
    const [last] = await this.dataSource.query<{ position: string | null }[]>(UP_TO, [group, state]);
    this.loops = this.topics().map((topic) => this.consume(topic));
    this.loops.push(this.watchCatchUp(state, last?.position ?? null));
  }

  private async watchCatchUp(state: readonly string[], upTo: string | null): Promise<void> {
    while (!this.stopping && upTo !== null) {
      const left = await this.dataSource
        .query<unknown[]>(LEFT, [this.options.group, state, upTo])
        .catch(() => ['unknown']);
      if (left.length === 0) break;
      await this.idle(50);
    }
    this.caughtUp = true;
  }

  private async consume(topic: string): Promise<void> {
    const bell = { rung: false };
    this.bells.add(() => (bell.rung = true));
    while (!this.stopping) {
      bell.rung = false;
      const taken = await this.consumeOnce(topic).catch((error: unknown) => {
        this.log.warn('inbox.interrupted', { group: this.options.group, topic, error: String(error) });
        return 'failed' as const;
      });
      if (taken === 'failed') await this.idle(RETRY_MS);
      else if (taken === 0 && !bell.rung) await this.idle(IDLE_MS);
    }
  }

  private async consumeOnce(topic: string): Promise<number> {
    const rows = await this.dataSource.query<Row[]>(NEXT, [this.options.group, topic]);
    if (rows.length === 0) return 0;
    const messages = rows.map(({ position, key, value, headers }): BusMessage => ({
      topic,
      key,
      value,
      headers,
      position,
    }));
    const delivered = await deliverBatch(messages, {
      tries: 3,
      handle: (batch) => this.dispatch({ topic, messages: batch }),
      park: async (message, reason) => {
        this.log.error('message.parked', { group: this.options.group, topic, position: message.position, reason });
        await this.bus.publish([parked(message, reason, new Date())]);
      },
    });
    const taken = delivered.kind === 'all' ? rows.length : delivered.taken;
    const positions = rows.map(({ position }) => position);
    if (taken > 0) await this.dataSource.query(DONE, [positions.slice(0, taken)]);
    if (delivered.kind === 'interrupted') {
      this.log.warn('inbox.waits', {
        group: this.options.group,
        topic,
        waiting: rows.length - taken,
        error: String(delivered.error),
      });
      await this.dataSource.query(LATER, [positions.slice(taken), RETRY_MS]);
    }
    return rows.length;
  }

  private async idle(ms: number): Promise<void> {
    let bell = (): void => undefined;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      bell = () => {
        clearTimeout(timer);
        resolve();
      };
      this.bells.add(bell);
    });
    this.bells.delete(bell);
  }
}

function isStateTopic(topic: string): boolean {
  return TOPICS[topic as Topic]?.kind === 'state';
}
