import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Claiming a delivery changes only its lease and fence. With no index that speaks of the lease, that update touches no index at all (HOT),
 * if its page has room; the index of the lanes speaks of what never changes.
 */
export class Lanes1764000041000 implements MigrationInterface {
  name = 'Lanes1764000041000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index deliveries_of_lane on deliveries (host, port, sid_digest);
      drop index deliveries_leased;
      alter table deliveries set (fillfactor = 60)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index deliveries_leased on deliveries (host, port, sid_digest) where lease_until is not null;
      drop index deliveries_of_lane;
      alter table deliveries set (fillfactor = 80)`);
  }
}
