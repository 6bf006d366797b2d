import { TOPIC_NAMES, TOPICS } from '@aicc-bridge/contracts';
import type { DataSource, QueryRunner } from 'typeorm';
import type { OutgoingMessage } from '../bus-message.js';
import { MessageBus, type SubscriberOptions } from '../message-bus.js';
import type { MessagingLog } from '../messaging-log.js';
import { InProcessStrategy } from './in-process.strategy.js';

const GROUPS_OF_TOPICS = JSON.stringify(
  TOPIC_NAMES.flatMap((topic) => TOPICS[topic].consumers.map((name) => ({ topic, name }))),
);
const STATE_TOPICS = TOPIC_NAMES.filter((topic) => TOPICS[topic].kind === 'state');
const KEPT_TOPICS = TOPIC_NAMES.filter(
  (topic) => TOPICS[topic].kind === 'events' && TOPICS[topic].consumers.length === 0,
);

const spread = (source: string, order: string) => `
  spread as (
    insert into bus.inbox (consumer_group, topic, key, value, headers)
    select g.name, t.topic, t.key, t.value, t.headers
    from ${source} t join jsonb_to_recordset($1::jsonb) as g(topic text, name text) on g.topic = t.topic
    order by t.${order}
  ), newest as (
    insert into bus.latest (topic, key, value, headers)
    select distinct on (topic, key) topic, key, value, headers from ${source} where topic = any($2::text[])
    order by topic, key, ${order} desc
    on conflict (topic, key) do update set value = excluded.value, headers = excluded.headers
  ), kept as (
    insert into bus.kept (topic, key, value, headers)
    select topic, key, value, headers from ${source} where topic = any($3::text[]) order by ${order}
  )`;

/** One statement = one transaction: rows leave the outbox and enter every group's inbox together. */
const RELAY = `
  with taken as (
    delete from outbox where id in (select id from outbox where parked_at is null order by id limit $4)
    returning id, topic, key, value, headers
  ), ${spread('taken', 'id')}
  select count(*)::int as moved from taken`;

const PUBLISH = `
  with given as (
    select n, topic, key, decode(value, 'base64') as value, headers
    from rows from (jsonb_to_recordset($4::jsonb) as (topic text, key text, value text, headers jsonb)) with ordinality as m(topic, key, value, headers, n)
  ), ${spread('given', 'n')}
  select count(*)::int as moved from given`;

/** The bus of the standalone form: PostgreSQL tables and a bell, for one process. */
export class InProcessBus extends MessageBus {
  private readonly strategies = new Set<InProcessStrategy>();

  constructor(private readonly log: MessagingLog) {
    super();
  }

  override async relay(connection: QueryRunner, limit: number): Promise<number> {
    const rows = (await connection.query(RELAY, [GROUPS_OF_TOPICS, STATE_TOPICS, KEPT_TOPICS, limit])) as {
      moved: number;
    }[];
    const moved = rows[0]?.moved ?? 0;
    if (moved > 0) this.ring();
    return moved;
  }

  override async publish(messages: readonly OutgoingMessage[]): Promise<void> {
    const [strategy] = this.strategies;
    if (!strategy) throw new Error('The in-process bus publishes over a subscriber’s pool, and there is none yet.');
    const rows = messages.map((message) => ({
      ...message,
      value: message.value === null ? null : Buffer.from(message.value).toString('base64'),
    }));
    await strategy.dataSource.query(PUBLISH, [GROUPS_OF_TOPICS, STATE_TOPICS, KEPT_TOPICS, JSON.stringify(rows)]);
    this.ring();
  }

  override strategyFor(options: SubscriberOptions): InProcessStrategy {
    const strategy = new InProcessStrategy(options, this, this.log);
    this.strategies.add(strategy);
    return strategy;
  }

  override async isEmpty(topic: string, dataSource: DataSource): Promise<boolean> {
    const rows = await dataSource.query<{ known: boolean }[]>(
      'select exists (select 1 from bus.latest where topic = $1) as known',
      [topic],
    );
    return rows[0]?.known !== true;
  }

  override async close(): Promise<void> {
    await Promise.all([...this.strategies].map((strategy) => strategy.close()));
    this.strategies.clear();
  }

  private ring(): void {
    for (const strategy of this.strategies) strategy.ring();
  }
}
