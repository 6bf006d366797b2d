import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Learners whom the LMS knew under another Student_ID: a handful among millions of attempts, and a page of the console asks for them. */
export class SecondStudentIds1764000062000 implements MigrationInterface {
  name = 'SecondStudentIds1764000062000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'create index attempts_under_a_second_id on attempts (attempt_id) where own_student is not null',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index attempts_under_a_second_id');
  }
}
