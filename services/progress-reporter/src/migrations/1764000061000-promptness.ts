import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How much progress was confirmed within 30 s, counted by hour with the outcomes: a week of a million launches is a few thousand rows to
 * add up, and no row of a launch is read for it. An hour's counters change in place (HOT), if their page has room.
 */
export class Promptness1764000061000 implements MigrationInterface {
  name = 'Promptness1764000061000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table promptness (
        tenant_id uuid not null,
        hour timestamptz not null,
        -- so that transactions of different connections do not wait for each other
        part int not null,
        prompt int not null,
        late int not null,
        primary key (tenant_id, hour, part)
      ) with (fillfactor = 60);
      create index promptness_by_time on promptness (hour)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table promptness');
  }
}
