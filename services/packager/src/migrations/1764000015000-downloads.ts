import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What each tenant has downloaded, byte range by byte range: "last download" moves only once the last byte was sent. */
export class Downloads1764000015000 implements MigrationInterface {
  name = 'Downloads1764000015000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table downloads (
        download_id uuid primary key,
        tenant_id uuid not null,
        principal_id text not null,
        -- hash of what decides the bytes of all its files
        plan_key text not null,
        -- resolved: numbers of the catalogue, no "last"
        selection jsonb not null,
        until_seq bigint not null,
        launch_key text not null,
        profile_id text not null,
        settings jsonb not null,
        courses int not null,
        parts int not null,
        moves_cursor boolean not null,
        started_at timestamptz not null,
        completed_at timestamptz
      );
      create unique index downloads_on_their_way on downloads (tenant_id, principal_id, plan_key) where completed_at is null;
      create index downloads_done on downloads (tenant_id, completed_at desc) where completed_at is not null;
      create table download_files (
        download_id uuid not null references downloads on delete cascade,
        -- 0 = all in one file
        part int not null,
        etag text not null,
        bytes bigint not null,
        sent int8multirange not null,
        primary key (download_id, part)
      );
      create index download_files_of_tag on download_files (etag);
      -- links that need no sign-in, for an LMS that fetches by itself (PENS); only their hash is kept
      create table package_links (
        token_hash text primary key,
        tenant_id uuid not null,
        course_id text not null,
        expires_at timestamptz not null,
        receipt jsonb,
        created_at timestamptz not null
      );
      -- courses of the service itself, and the version of them that was published last
      create table built_in_courses (course_id text primary key, aggregate_version int not null, content_hash text not null)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table download_files, downloads, package_links, built_in_courses');
  }
}
