import pg from 'pg';

/**
 * Tables of the in-process bus (design §2): an inbox with one row per consumer group, the last value of compacted topics, and
 * messages of topics that nobody consumes (`viewing.rejected.v1`), for operators.
 */
const TABLES = `
  create schema if not exists bus;
  create table if not exists bus.inbox (
    position bigint generated always as identity primary key,
    consumer_group text not null,
    topic text not null,
    key text not null,
    value bytea,
    headers jsonb not null,
    tries int not null default 0,
    retry_at timestamptz
  ) with (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000);
  create index if not exists inbox_next on bus.inbox (consumer_group, topic, position);
  create index if not exists inbox_waiting on bus.inbox (consumer_group, topic, key, position) where retry_at is not null;
  create table if not exists bus.latest (topic text, key text, value bytea, headers jsonb not null, primary key (topic, key));
  create table if not exists bus.subscriptions (consumer_group text, topic text, primary key (consumer_group, topic));
  create table if not exists bus.kept (
    position bigint generated always as identity primary key,
    topic text not null, key text not null, value bytea, headers jsonb not null, kept_at timestamptz not null default clock_timestamp()
  );
  create index if not exists kept_by_topic on bus.kept (topic, position)`;

/** Makes the bus's schema and lets the services' roles use it. Safe to repeat. */
export async function installInProcessBus(adminUrl: string, roles: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    await client.query(TABLES);
    for (const role of roles) {
      const name = client.escapeIdentifier(role);
      await client.query(
        `grant usage on schema bus to ${name}; grant select, insert, update, delete on all tables in schema bus to ${name}`,
      );
    }
  } finally {
    await client.end();
  }
}
