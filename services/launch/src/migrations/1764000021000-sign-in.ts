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

      -- Opens a launch in one round trip (ADR 0043). Whoever opens the same session at the same time waits for the other (design §7, reused
      -- sid): an open launch of the same learner and course is resumed; with another learner or course the old binding ends.
      create function open_launch(pending jsonb, learner uuid, new_launch uuid, at timestamptz, open_until timestamptz, event jsonb) returns uuid language plpgsql as $body$
      declare
        p pending_launches := jsonb_populate_record(null::pending_launches, pending);
        found uuid;
      begin
        if p.sid_digest is not null then
          perform pg_advisory_xact_lock(hashtextextended(concat_ws('/', p.tenant_id, p.host, p.port, p.sid_digest), 7201005));
          select l.launch_id into found from launches l left join outcomes o using (launch_id)
            where (l.tenant_id, l.host, l.port, l.sid_digest, l.learner_id, l.course_id) = (p.tenant_id, p.host, p.port, p.sid_digest, learner, p.course_id)
              and l.left_at is null and not coalesce(o.session_over, false)
            order by l.started_at desc limit 1;
          if found is null then
            update launches set left_at = at
              where (tenant_id, host, port, sid_digest) = (p.tenant_id, p.host, p.port, p.sid_digest) and (learner_id, course_id) <> (learner, p.course_id) and left_at is null;
          end if;
        end if;
        insert into pending_launches as known select (jsonb_populate_record(p, jsonb_build_object('opened_at', at, 'expires_at', open_until))).*
          on conflict (handle_digest) do update set opened_at = excluded.opened_at;
        if found is not null then
          return found;
        end if;
        insert into launches (launch_id, tenant_id, learner_id, course_id, host, port, sid_digest, rule_id, device, started_at, launch_key, other_course_id)
          values (new_launch, p.tenant_id, learner, p.course_id, p.host, p.port, p.sid_digest, p.rule_id, p.device, at, p.launch_key, p.other_course_id);
        insert into outbox (topic, key, value, headers) values (event->>'topic', event->>'key', decode(event->>'value', 'base64'), event->'headers');
        return new_launch;
      end $body$;

      -- rate-limiter-flexible's own shape
      create table rate_limits (key varchar(255) primary key, points integer not null default 0, expire bigint)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop function open_launch;
      drop table rate_limits, positions, refusals, saml_taken, sessions, one_use;
      alter table signing_keys drop column signs_from, drop column retired_at;
      alter table people drop column disabled_at, drop column saml_name_id, drop column totp_sealed, drop column totp_confirmed_at, drop column totp_last_step;
      alter table launches drop column launch_key, drop column other_course_id;
      alter table pending_launches drop column browser_digest, drop column page_digest, drop column opened_at, drop column other_course_id`);
  }
}
