import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A launch is opened for somebody who has an account. The row is held while it happens: whoever is being erased at that moment either
 * has the launch already, and it goes too, or gets none.
 */
export class Erasure1764000032000 implements MigrationInterface {
  name = 'Erasure1764000032000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function open_launch_of_person(pending jsonb, learner uuid, new_launch uuid, at timestamptz, open_until timestamptz, event jsonb) returns uuid language plpgsql as $body$
      begin
        perform 1 from people where person_id = learner for key share;
        if not found then
          return null;
        end if;
        return open_launch(pending, learner, new_launch, at, open_until, event);
      end $body$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop function open_launch_of_person');
  }
}
