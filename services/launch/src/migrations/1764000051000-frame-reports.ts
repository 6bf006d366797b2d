import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The page that a launch came from, until it is known whether its browser shows us there. */
export class FrameReports1764000051000 implements MigrationInterface {
  name = 'FrameReports1764000051000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table pending_launches
        add column frame_origin_sealed text,
        -- told once, however often the browser reports it
        add column frame_refused_at timestamptz`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table pending_launches drop column frame_origin_sealed, drop column frame_refused_at');
  }
}
