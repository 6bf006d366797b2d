import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What changed when, for change lists and for downloads that go on after a cut; words for search; measures for downloads of known
 * length. Measures and words of courses that are there already are filled in at start (catalogue-upkeep.provider.ts).
 */
export class CatalogueHistory1764000014000 implements MigrationInterface {
  name = 'CatalogueHistory1764000014000';

  async up(runner: QueryRunner): Promise<void> {
    // Provisioning has made it in this schema already; where the role may, it is made here.
    await runner.query('create extension if not exists pg_trgm');
    await runner.query(`
      alter table courses
        -- of the code that filled in the columns below; 0 = they are not filled in
        add column row_build int not null default 0,
        add column content_hash text not null default '',
        add column status text not null default '',
        add column language text not null default '',
        add column kind text not null default '',
        add column topics text[] not null default '{}',
        add column seconds int not null default 0,
        -- bytes of the package without its launch address, by charset
        add column ascii_bytes int not null default 0,
        add column utf8_bytes int not null default 0,
        -- bytes of its row in manifest.csv without file name, size and checksum
        add column manifest_bytes int not null default 0,
        add column title_words text collate "C" not null default '',
        add column title_search tsvector not null default '',
        add column search tsvector not null default '';
      create index courses_of_build on courses (row_build);
      create index courses_title_words on courses (title_words) where status = 'published';
      create index courses_title_search on courses using gin (title_search);
      create index courses_search on courses using gin (search);
      create index courses_topics on courses using gin (topics);
      create index courses_published on courses (course_id) include (seq, content_hash, ascii_bytes, utf8_bytes, manifest_bytes)
        where status = 'published';
      create index courses_retired on courses (course_id) where status = 'retired';

      -- every word of every course: typing errors are mended against it
      create table search_words (word text collate "C" primary key);
      -- few inserts, and a list of pending ones would be read through at each search
      create index search_words_similar on search_words using gin (word gin_trgm_ops) with (fastupdate = off);

      create table course_changes (
        seq bigint primary key,
        course_id text not null,
        -- what the course is since then
        status text not null,
        -- names of the fields that changed; empty for a new course
        fields text[] not null,
        changed_at timestamptz not null,
        -- the course's next change
        superseded_seq bigint,
        -- what the course was, kept for a while after the next change: downloads on their way still need it
        old_state jsonb,
        superseded_at timestamptz
      );
      create unique index course_changes_of_course on course_changes (course_id, seq);
      create index course_changes_superseded on course_changes (superseded_seq) where superseded_seq is not null;
      create index course_changes_old on course_changes (superseded_at) where old_state is not null;
      insert into course_changes (seq, course_id, status, fields, changed_at)
        select seq, course_id, state->>'state', '{}', changed_at from courses`);
    await runner.query(SIMILAR_WORDS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop function similar_words;
      drop table course_changes, search_words;
      alter table courses drop column row_build, drop column content_hash, drop column status, drop column language, drop column kind,
        drop column topics, drop column seconds, drop column ascii_bytes, drop column utf8_bytes, drop column manifest_bytes,
        drop column title_words, drop column title_search, drop column search`);
  }
}

/** Transposed letters cost a short word most of its trigrams, so the threshold is low; the caller ranks by edit distance. */
const SIMILAR_WORDS = `
  create function similar_words(typed text, most int) returns table (word text) language sql stable
  set pg_trgm.similarity_threshold = 0.2
  as $$
    select w.word::text from search_words w where w.word % typed order by similarity(w.word, typed) desc, w.word limit most
  $$`;
