import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Frames that browsers refused to show: a page off the tenant's list is a host suggestion. */
export class FrameRefusals1764000053000 implements MigrationInterface {
  name = 'FrameRefusals1764000053000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table frame_refusals (
        launch_id uuid not null,
        origin text not null,
        tenant_id uuid not null,
        at timestamptz not null,
        primary key (launch_id, origin)
      );
      create index frame_refusals_of_tenant on frame_refusals (tenant_id, at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table frame_refusals');
  }
}
