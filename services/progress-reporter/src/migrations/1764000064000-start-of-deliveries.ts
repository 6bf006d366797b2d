import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * When the launch of a delivery began, with the delivery: a day of all organisations is summed up without looking up each launch. Rows lie
 * in the order of their start, so that a summary of pages (BRIN) finds the day, and costs nothing with each of a row's many updates.
 */
export class StartOfDeliveries1764000064000 implements MigrationInterface {
  name = 'StartOfDeliveries1764000064000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table deliveries add column started_at timestamptz;
      update deliveries d set started_at = coalesce((select started_at from launches l where l.launch_id = d.launch_id), updated_at);
      alter table deliveries alter column started_at set default clock_timestamp(), alter column started_at set not null;
      create index deliveries_by_start on deliveries using brin (started_at) with (autosummarize = on);
      create index deliveries_troubled on deliveries (started_at) where outcome <> 'confirmed' and (rule_id is not null or verdict is not null)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table deliveries drop column started_at');
  }
}
