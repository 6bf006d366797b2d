import type { MigrationInterface, QueryRunner } from 'typeorm';

const BUSY = 'with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000)';

/** Launches, viewing, attempts, deliveries, trace. Vocabulary: design §4. */
export class ProgressReporter1764000001000 implements MigrationInterface {
  name = 'ProgressReporter1764000001000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table launches (
        launch_id uuid primary key,
        tenant_id uuid not null,
        learner_id uuid not null,
        course_id text not null,
        launch_key text not null,
        device text not null,
        host text not null,
        port int not null,
        sid_digest text not null,
        aicc_url_sealed text,
        aicc_sid_sealed text,
        started_at timestamptz not null,
        attempt_id uuid,
        student_id text,
        superseded_by uuid
      );
      create index launches_of_learner on launches (tenant_id, learner_id, course_id, started_at desc);
      create index launches_of_attempt on launches (attempt_id) where attempt_id is not null;
      create index launches_superseded on launches (superseded_by) where superseded_by is not null;
      create index launches_of_lane on launches (host, port, sid_digest);
      create index launches_of_tenant on launches (tenant_id, started_at desc, launch_id desc);

      create table activity (
        launch_id uuid primary key,
        -- wall-clock intervals of watching; their measure is the session time
        clock tstzmultirange not null default '{}',
        reported_percent int not null default 0,
        completed boolean not null default false,
        counted boolean not null default false,
        presence_at timestamptz,
        left_at timestamptz,
        left_seen_at timestamptz,
        last_viewing_at timestamptz,
        location text,
        location_at timestamptz
      ) ${BUSY};

      create table viewing (
        launch_id uuid not null,
        unit_id text not null,
        -- media seconds
        watched int4multirange not null,
        primary key (launch_id, unit_id)
      ) ${BUSY};

      create table viewings (
        launch_id uuid not null,
        viewing_id text not null,
        last_at timestamptz not null,
        ended_at timestamptz,
        primary key (launch_id, viewing_id)
      ) ${BUSY};

      create table ignored_viewing (
        launch_id uuid not null,
        rule_id text not null,
        event_id text not null,
        primary key (launch_id, rule_id, event_id)
      );

      create table unclaimed_viewing (
        launch_id uuid not null,
        event_source text not null,
        event_id text not null,
        type text not null,
        data jsonb not null,
        received_at timestamptz not null,
        primary key (launch_id, event_source, event_id)
      );

      create table attempts (
        attempt_id uuid primary key,
        tenant_id uuid not null,
        learner_id uuid not null,
        course_id text not null,
        number int not null,
        percent int not null default 0,
        complete boolean not null default false,
        counted boolean not null default false,
        -- Student_ID and host whose LMS acknowledged the completion, and whether a close or a later GetParam has shown it
        completion_host text,
        completion_port int,
        completion_student_id text,
        completion_settled boolean not null default false,
        -- set for a known learner who came with a new Student_ID: no carry-over until an admin accepts (design §6)
        own_student text,
        unique (tenant_id, learner_id, course_id, number)
      ) ${BUSY};

      create table identities (
        tenant_id uuid not null,
        host text not null,
        port int not null,
        student_id text not null,
        learner_id uuid not null,
        bound_at timestamptz not null,
        primary key (tenant_id, host, port, student_id)
      );
      create index identities_of_learner on identities (tenant_id, learner_id);

      create table deliveries (
        launch_id uuid primary key,
        tenant_id uuid not null,
        host text not null,
        port int not null,
        sid_digest text not null,
        phase text not null,
        -- when to look at it again; null = only an event can change anything
        due_at timestamptz,
        -- ordinary progress waits until then (design §7, pace)
        paced_until timestamptz,
        -- after a failure nothing goes before then, whatever happens
        backoff_until timestamptz,
        lease_until timestamptz,
        fence bigint not null default 0,
        desired_version bigint not null default 1,
        session jsonb not null,
        outcome text not null default 'sending',
        waiting_for text,
        rule_id text,
        verdict jsonb,
        receipt text,
        outcome_version int not null default 0,
        updated_at timestamptz not null default clock_timestamp()
      ) ${BUSY};
      create index deliveries_due on deliveries (due_at) where due_at is not null;
      create index deliveries_leased on deliveries (host, port, sid_digest) where lease_until is not null;
      create index deliveries_open_of_tenant on deliveries (tenant_id) where phase <> 'over';

      create table declined_launches (
        launch_id uuid primary key,
        kind text not null,
        rule_id text not null,
        tenant_id uuid,
        launch_key text,
        course_id text,
        learner_id uuid,
        host text,
        at timestamptz not null
      );
      create index declined_of_tenant on declined_launches (tenant_id, at desc);

      create table receipts (
        tenant_id uuid not null,
        day date not null,
        code text not null,
        launch_id uuid not null,
        primary key (tenant_id, day, code)
      );

      create table exchanges (
        exchange_id uuid not null,
        launch_id uuid not null,
        tenant_id uuid not null,
        command text not null,
        started_at timestamptz not null,
        took_ms int not null,
        request text not null,
        http_status int,
        answer text,
        classification text not null,
        clause text,
        detail text,
        facts jsonb not null,
        primary key (started_at, exchange_id)
      ) partition by range (started_at);
      create index exchanges_of_launch on exchanges (launch_id, started_at);
      create table exchanges_default partition of exchanges default`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `drop table exchanges, receipts, declined_launches, deliveries, identities, attempts, unclaimed_viewing, ignored_viewing, viewings, viewing, activity, launches`,
    );
  }
}
