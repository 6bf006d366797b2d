import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tenants, API keys, audit trail. */
export class Settings1764000003000 implements MigrationInterface {
  name = 'Settings1764000003000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table tenants (
        tenant_id uuid primary key,
        aggregate_version int not null,
        name text not null,
        deleted boolean not null default false,
        -- TenantSettings of libs/contracts; what is published is the TenantState in it
        state jsonb not null,
        created_at timestamptz not null,
        changed_at timestamptz not null
      );
      create unique index tenants_by_name on tenants (lower(name)) where not deleted;
      create table api_keys (
        api_key_id uuid primary key,
        aggregate_version int not null,
        sha256 text not null unique,
        state jsonb not null,
        created_at timestamptz not null
      );
      create table audit (
        audit_id uuid primary key,
        tenant_id uuid,
        at timestamptz not null,
        who text not null,
        action text not null,
        detail jsonb not null
      );
      create index audit_of_tenant on audit (tenant_id, at desc, audit_id desc)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table audit, api_keys, tenants');
  }
}
