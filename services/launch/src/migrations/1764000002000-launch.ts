import type { MigrationInterface, QueryRunner } from 'typeorm';

/** People, signing keys, launches on their way through sign-in, launches, outcomes for the badge. */
export class Launch1764000002000 implements MigrationInterface {
  name = 'Launch1764000002000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table people (
        person_id uuid primary key,
        -- null = the publisher's own people
        tenant_id uuid,
        username text not null,
        name text not null,
        role text not null,
        password_hash text,
        created_at timestamptz not null
      );
      create unique index people_by_username on people (coalesce(tenant_id, '00000000-0000-0000-0000-000000000000'), lower(username));

      create table signing_keys (
        key_id text primary key,
        private_jwk_sealed text not null,
        public_jwk jsonb not null,
        created_at timestamptz not null
      );

      -- the launch context while somebody signs in; sid and address sealed
      create table pending_launches (
        handle_digest text primary key,
        tenant_id uuid not null,
        course_id text not null,
        launch_key text not null,
        rule_id text,
        host text,
        port int,
        aicc_url_sealed text,
        aicc_sid_sealed text,
        sid_digest text,
        device text not null,
        expires_at timestamptz not null
      );
      create index pending_launches_expiry on pending_launches (expires_at);

      create table launches (
        launch_id uuid primary key,
        tenant_id uuid not null,
        learner_id uuid not null,
        course_id text not null,
        host text,
        port int,
        sid_digest text,
        rule_id text,
        device text not null,
        started_at timestamptz not null,
        left_at timestamptz
      );
      create index launches_by_sid on launches (tenant_id, host, port, sid_digest, learner_id, course_id) where sid_digest is not null;

      create table outcomes (
        launch_id uuid primary key,
        aggregate_version int not null,
        session_over boolean not null,
        state jsonb not null
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table outcomes, launches, pending_launches, signing_keys, people');
  }
}
