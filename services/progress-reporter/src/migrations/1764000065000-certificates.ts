import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The certificate that each host showed last: to find it in the traces took a look at twenty launches of each host, every day's partition for each. It fills itself: with the next connection to a host its certificate is known again. */
export class Certificates1764000065000 implements MigrationInterface {
  name = 'Certificates1764000065000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table certificates (
        host text not null,
        port int not null,
        -- null = the host's words cannot be read as a date
        valid_to timestamptz,
        issuer text not null,
        seen_at timestamptz not null,
        primary key (host, port)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table certificates');
  }
}
