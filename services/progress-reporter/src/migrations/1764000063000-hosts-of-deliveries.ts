import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A host belongs to a tenant: counted by both, there are as many groups as hosts, and not hosts times tenants. Who plans the health of all
 * knows it now, and lets two processors count a day.
 */
export class HostsOfDeliveries1764000063000 implements MigrationInterface {
  name = 'HostsOfDeliveries1764000063000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create statistics deliveries_hosts (ndistinct) on tenant_id, host, port from deliveries');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop statistics deliveries_hosts');
  }
}
