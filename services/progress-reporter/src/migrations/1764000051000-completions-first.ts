import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A delivery that owes the LMS a completion goes before ordinary progress (F85): it is claimed by an index of its own. */
export class CompletionsFirst1764000051000 implements MigrationInterface {
  name = 'CompletionsFirst1764000051000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table deliveries add column owes_completion boolean not null default false;
      create index deliveries_completion_due on deliveries (due_at) where due_at is not null and owes_completion;
      drop index deliveries_due;
      create index deliveries_due on deliveries (due_at) where due_at is not null and not owes_completion`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index deliveries_completion_due, deliveries_due;
      create index deliveries_due on deliveries (due_at) where due_at is not null;
      alter table deliveries drop column owes_completion`);
  }
}
