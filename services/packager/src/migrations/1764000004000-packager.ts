import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The catalogue; its clock gives every change the next sequence number in the order of commits. */
export class Packager1764000004000 implements MigrationInterface {
  name = 'Packager1764000004000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table catalogue_clock (single boolean primary key default true check (single), seq bigint not null);
      insert into catalogue_clock (seq) values (0);
      create table courses (
        course_id text primary key,
        aggregate_version int not null,
        seq bigint not null unique,
        deleted boolean not null,
        title text not null,
        -- CourseState of libs/contracts, the same that is published
        state jsonb not null,
        changed_at timestamptz not null
      );
      create index courses_present on courses (course_id) where not deleted`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table courses, catalogue_clock');
  }
}
