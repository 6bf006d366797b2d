import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Session seconds that a launch takes over from ended ones of its attempt, and has given away (design §7, lost answers). */
export class CarriedSeconds1764000005000 implements MigrationInterface {
  name = 'CarriedSeconds1764000005000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'alter table launches add column carried_in int not null default 0, add column carried_out int not null default 0',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table launches drop column carried_in, drop column carried_out');
  }
}
