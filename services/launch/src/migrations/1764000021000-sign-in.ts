import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sign-in bound to the browser, SAML, sessions, invitations, second factor, refusals by code, positions to resume at. */
export class SignIn1764000021000 implements MigrationInterface {
  name = 'SignIn1764000021000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table pending_launches
        add column browser_digest text,
        add column page_digest text,
        add column opened_at timestamptz,
        -- S51: the course that was opened from the LMS
        add column other_course_id text;

      alter table launches add column launch_key text, add column other_course_id text;
      create index launches_of_learner on launches (learner_id, started_at desc);
      create index launches_by_key on launches (tenant_id, launch_key, started_at);

      alter table people
        add column disabled_at timestamptz,
        -- NameID by which the tenant's identity provider knows the person
        add column saml_name_id text,
        add column totp_sealed text,
        add column totp_confirmed_at timestamptz,
        -- the time step of the last code that was taken: a code works once
        add column totp_last_step bigint;
      create unique index people_by_saml on people (tenant_id, saml_name_id) where saml_name_id is not null;

      alter table signing_keys add column signs_from timestamptz, add column retired_at timestamptz;
      update signing_keys set signs_from = created_at;

      -- codes and secrets that work once; only digests are kept
      create table one_use (
        digest text primary key,
        kind text not null,
        facts jsonb not null,
        expires_at timestamptz not null
      );
      create index one_use_expiry on one_use (expires_at);

      create table sessions (
        session_id uuid primary key,
        person_id uuid not null references people on delete cascade,
        kind text not null,
        created_at timestamptz not null,
        expires_at timestamptz not null,
        revoked_at timestamptz
      );
      create index sessions_of_person on sessions (person_id) where revoked_at is null;

      -- assertions that were taken: each works once
      create table saml_taken (
        assertion_digest text primary key,
        expires_at timestamptz not null
      );

      create table refusals (
        launch_id uuid primary key,
        code text not null,
        tenant_id uuid,
        rule_id text not null,
        launch_key text not null,
        course_id text not null,
        host text,
        at timestamptz not null
      );
      create index refusals_by_code on refusals (code);
      create index refusals_by_age on refusals (at);

      create index refusals_of_tenant on refusals (tenant_id, at);

      create table positions (
        learner_id uuid not null,
        course_id text not null,
        unit_id text not null,
        seconds double precision not null,
        at timestamptz not null,
        primary key (learner_id, course_id)
      );

      -- rate-limiter-flexible's own shape
      create table rate_limits (key varchar(255) primary key, points integer not null default 0, expire bigint)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table rate_limits, positions, refusals, saml_taken, sessions, one_use;
      alter table signing_keys drop column signs_from, drop column retired_at;
      alter table people drop column disabled_at, drop column saml_name_id, drop column totp_sealed, drop column totp_confirmed_at, drop column totp_last_step;
      alter table launches drop column launch_key, drop column other_course_id;
      alter table pending_launches drop column browser_digest, drop column page_digest, drop column opened_at, drop column other_course_id`);
  }
}
