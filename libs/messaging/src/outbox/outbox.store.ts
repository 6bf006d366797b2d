import { prepared } from '@aicc-bridge/database';
import type { DataSource, EntityManager } from 'typeorm';
import type { OutgoingMessage } from '../bus-message.js';

/** Anything that runs SQL: a DataSource, an EntityManager of a transaction, a QueryRunner. */
export interface Queryable {
  query(sql: string, parameters?: unknown[]): Promise<unknown>;
}

const INSERT = prepared(`
  insert into outbox (topic, key, value, headers)
  select m.topic, m.key, decode(m.value, 'base64'), m.headers
  from rows from (jsonb_to_recordset($1::jsonb) as (topic text, key text, value text, headers jsonb)) with ordinality as m(topic, key, value, headers, n)
  order by m.n`);

/**
 * Writes a change of state and the events that tell of it in one transaction (design §2); the relay publishes them.
 * Events of one key keep their order if the transaction holds the row lock of the key's aggregate.
 */
export class Outbox {
  private readonly bells = new Set<() => void>();

  constructor(private readonly dataSource: DataSource) {}

  /** Runs `work` in a transaction; the events that it adds are published after the commit. */
  async transaction<T>(
    work: (tx: EntityManager, add: (events: readonly OutgoingMessage[]) => Promise<void>) => Promise<T>,
  ): Promise<T> {
    let added = 0;
    const result = await this.dataSource.transaction((tx) =>
      work(tx, async (events) => {
        added += events.length;
        await this.add(tx, events);
      }),
    );
    if (added > 0) this.ring();
    return result;
  }

  /** Adds events within a transaction that somebody else commits; call `ring` after it. */
  async add(tx: Queryable, events: readonly OutgoingMessage[]): Promise<void> {
    if (events.length === 0) return;
    const rows = events.map(({ topic, key, value, headers }) => ({
      topic,
      key,
      value: value === null ? null : Buffer.from(value).toString('base64'),
      headers,
    }));
    await tx.query(INSERT, [JSON.stringify(rows)]);
  }

  /** Tells this process's relay that there is something to publish. */
  ring(): void {
    for (const bell of this.bells) bell();
  }

  onRing(bell: () => void): void {
    this.bells.add(bell);
  }
}
