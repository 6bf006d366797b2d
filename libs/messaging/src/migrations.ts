import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables that every service's schema has: its outbox, and its copies of compacted topics. */
export class Messaging1764000000000 implements MigrationInterface {
  name = 'Messaging1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table outbox (
        id bigint generated always as identity primary key,
        topic text not null,
        key text not null,
        value bytea,
        headers jsonb not null default '{}',
        created_at timestamptz not null default clock_timestamp(),
        parked_at timestamptz,
        parked_reason text
      ) with (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000);
      create index outbox_unpublished on outbox (id) where parked_at is null;
      create table read_model (
        topic text not null,
        key text not null,
        aggregate_version bigint not null,
        state jsonb not null,
        updated_at timestamptz not null default clock_timestamp(),
        primary key (topic, key)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table outbox, read_model');
  }
}

/** For `DatabaseOptions.migrations` of every service, before its own. */
export const MESSAGING_MIGRATIONS = [Messaging1764000000000] as const;
