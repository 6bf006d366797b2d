import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Indexes of the reports: pages by time over all tenants, by learner and by outcome; refusals by host. */
export class Reports1764000006000 implements MigrationInterface {
  name = 'Reports1764000006000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index launches_by_time on launches (started_at desc, launch_id desc);
      create index launches_of_host on launches (host, port, started_at desc);
      create index deliveries_not_confirmed on deliveries (tenant_id, outcome) where outcome <> 'confirmed';
      create index deliveries_by_update on deliveries (updated_at);
      create index declined_by_time on declined_launches (at desc, launch_id desc);
      create index declined_of_host on declined_launches (tenant_id, host, at desc) where rule_id = 'S29'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'drop index launches_by_time, launches_of_host, deliveries_not_confirmed, deliveries_by_update, declined_by_time, declined_of_host',
    );
  }
}
