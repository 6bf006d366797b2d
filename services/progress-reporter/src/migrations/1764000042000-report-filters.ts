import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Indexes for what people look for in the reports of a million launches: a course's launches, and the few that a rule stands behind. */
export class ReportFilters1764000042000 implements MigrationInterface {
  name = 'ReportFilters1764000042000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index launches_of_course on launches (course_id, started_at desc, launch_id desc);
      create index deliveries_of_rule on deliveries (rule_id, outcome) where rule_id is not null`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index launches_of_course, deliveries_of_rule');
  }
}
