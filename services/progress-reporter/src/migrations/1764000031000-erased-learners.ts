import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who was erased, so that nothing that comes later brings the learner back; and which launches are nobody's since. */
export class ErasedLearners1764000031000 implements MigrationInterface {
  name = 'ErasedLearners1764000031000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table erased_learners (
        tenant_id uuid not null,
        learner_id uuid not null,
        erased_at timestamptz not null,
        primary key (tenant_id, learner_id)
      );
      alter table launches add column erased_at timestamptz`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table erased_learners; alter table launches drop column erased_at');
  }
}
