import { readCloudEvent, type Topic } from '@aicc-bridge/contracts';
import { prepared } from '@aicc-bridge/database';
import { z } from 'zod';
import type { BusMessage } from '../bus-message.js';
import type { Queryable } from '../outbox/outbox.store.js';

/** Keeps the newest state per key of a compacted topic; a lower or equal version changes nothing. */
const APPLY = `
  insert into read_model as r (topic, key, aggregate_version, state)
  select distinct on (m.key) $1, m.key, m.version, m.state
  from jsonb_to_recordset($2::jsonb) as m(key text, version bigint, state jsonb)
  order by m.key, m.version desc
  on conflict (topic, key) do update
    set aggregate_version = excluded.aggregate_version, state = excluded.state, updated_at = clock_timestamp()
    where r.aggregate_version < excluded.aggregate_version
  returning key`;

const STATES = prepared('select key, state from read_model where topic = $1 and key = any($2)');
const VERSIONS = prepared('select key, aggregate_version from read_model where topic = $1 and key = any($2)');

const Versioned = z.object({ aggregateVersion: z.int().min(1) });

export interface AppliedState<T> {
  /** states that were newer than what was there */
  readonly changed: readonly T[];
  /** messages that are no state of this topic, with the reason */
  readonly unreadable: readonly { readonly message: BusMessage; readonly reason: string }[];
}

/** One service's copy of a compacted topic, in its own schema: the last value per key, higher `aggregateVersion` wins. */
export class ReadModel<T extends { readonly aggregateVersion: number }> {
  constructor(
    readonly topic: Topic,
    private readonly schema: z.ZodType<T>,
    private readonly keyOf: (state: T) => string,
  ) {}

  /** Applies a batch within the handler's transaction. Bad messages are returned, not thrown. */
  async apply(tx: Queryable, messages: readonly BusMessage[]): Promise<AppliedState<T>> {
    const states: T[] = [];
    const unreadable: { message: BusMessage; reason: string }[] = [];
    for (const message of messages) {
      const read = readCloudEvent(message.value, message.headers);
      if (read.kind === 'tombstone') continue;
      const parsed = read.kind === 'event' ? this.schema.safeParse(read.event.data) : null;
      if (parsed?.success) states.push(parsed.data);
      else
        unreadable.push({
          message,
          reason: parsed ? z.prettifyError(parsed.error) : read.kind === 'unreadable' ? read.reason : 'unreadable',
        });
    }
    if (states.length === 0) return { changed: [], unreadable };
    const rows = states.map((state) => ({
      key: this.keyOf(state),
      version: Versioned.parse(state).aggregateVersion,
      state,
    }));
    const changedKeys = new Set(
      ((await tx.query(APPLY, [this.topic, JSON.stringify(rows)])) as { key: string }[]).map(({ key }) => key),
    );
    return { changed: newestOf(states, this.keyOf).filter((state) => changedKeys.has(this.keyOf(state))), unreadable };
  }

  async get(db: Queryable, key: string): Promise<T | null> {
    const rows = (await db.query('select state from read_model where topic = $1 and key = $2', [this.topic, key])) as {
      state: unknown;
    }[];
    return rows[0] ? this.schema.parse(rows[0].state) : null;
  }

  async getMany(db: Queryable, keys: readonly string[]): Promise<Map<string, T>> {
    if (keys.length === 0) return new Map();
    const rows = (await db.query(STATES, [this.topic, [...new Set(keys)]])) as { key: string; state: unknown }[];
    return new Map(rows.map(({ key, state }) => [key, this.schema.parse(state)]));
  }

  /** Which version of each is here; for callers that keep parsed states. */
  async versions(db: Queryable, keys: readonly string[]): Promise<Map<string, number>> {
    const rows = (await db.query(VERSIONS, [this.topic, [...new Set(keys)]])) as {
      key: string;
      aggregate_version: string;
    }[];
    return new Map(rows.map(({ key, aggregate_version }) => [key, Number(aggregate_version)]));
  }

  /** Every state that is not deleted; for small topics (tenants, keys). */
  async all(db: Queryable): Promise<T[]> {
    const rows = (await db.query(
      `select state from read_model where topic = $1 and coalesce(state->>'state', '') <> 'deleted' order by key`,
      [this.topic],
    )) as { state: unknown }[];
    return rows.map(({ state }) => this.schema.parse(state));
  }
}

function newestOf<T extends { readonly aggregateVersion: number }>(
  states: readonly T[],
  keyOf: (state: T) => string,
): T[] {
  const newest = new Map<string, T>();
  for (const state of states) {
    const known = newest.get(keyOf(state));
    if (known === undefined || known.aggregateVersion < state.aggregateVersion) newest.set(keyOf(state), state);
  }
  return [...newest.values()];
}
