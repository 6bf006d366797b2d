import { Injectable } from '@nestjs/common';
import { returnedRows } from '@aicc-bridge/database';
import { type CourseId, CourseState } from '@aicc-bridge/contracts';
import { Outbox, outgoingEvent, type OutgoingMessage, type Queryable } from '@aicc-bridge/messaging';
import { Clock, newId } from '@aicc-bridge/platform';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { changedFields, contentHash, courseFacts, type CourseFacts, ROW_BUILD } from './course-row.js';
import type { Precondition } from './precondition.js';

/**
 * The lock on the clock's row makes the order of numbers the order of commits: no row ever appears behind a cursor handed out.
 * A writer may wait for a large import of somebody else's.
 */
const PATIENCE = `set local lock_timeout = '60s'; set local statement_timeout = '60s'`;
const LOCK_CLOCK = 'select seq from catalogue_clock for update';
const TAKE_NUMBERS = 'update catalogue_clock set seq = seq + $1 returning seq';
/** The old state is read only where the content differs: an import that changes nothing reads hashes only. */
const KNOWN = `
  select c.course_id, c.aggregate_version, c.content_hash, case when c.content_hash is distinct from g.hash then c.state end as state
  from unnest($1::text[], $2::text[]) as g(id, hash) join courses c on c.course_id = g.id`;
const SUPERSEDE = `
  update course_changes x set superseded_seq = n.seq, superseded_at = $2, old_state = c.state
  from unnest($1::text[], $3::bigint[]) as n(course_id, seq) join courses c on c.course_id = n.course_id
  where x.seq = c.seq`;
const UPSERT = `
  insert into courses (course_id, aggregate_version, seq, deleted, title, state, changed_at, row_build, content_hash, status, language,
    kind, topics, seconds, ascii_bytes, utf8_bytes, manifest_bytes, title_words, title_search, search)
  select course_id, aggregate_version, seq, status = 'deleted', title, state, $2, $3, content_hash, status, language,
    kind, topics, seconds, ascii_bytes, utf8_bytes, manifest_bytes, title_words,
    array_to_tsvector(array_remove(string_to_array(title_words, ' '), '')),
    array_to_tsvector(array_remove(string_to_array(concat_ws(' ', title_words, other_words, about_words), ' '), ''))
      || strip(to_tsvector(stem_config::regconfig, stem_text))
  from jsonb_to_recordset($1::jsonb) as c(course_id text, aggregate_version int, seq bigint, title text, state jsonb,
    content_hash text, status text, language text, kind text, topics text[], seconds int, ascii_bytes int, utf8_bytes int,
    manifest_bytes int, title_words text, other_words text, about_words text, stem_config text, stem_text text)
  on conflict (course_id) do update set aggregate_version = excluded.aggregate_version, seq = excluded.seq, deleted = excluded.deleted,
    title = excluded.title, state = excluded.state, changed_at = excluded.changed_at, row_build = excluded.row_build,
    content_hash = excluded.content_hash, status = excluded.status, language = excluded.language, kind = excluded.kind,
    topics = excluded.topics, seconds = excluded.seconds, ascii_bytes = excluded.ascii_bytes, utf8_bytes = excluded.utf8_bytes,
    manifest_bytes = excluded.manifest_bytes, title_words = excluded.title_words, title_search = excluded.title_search,
    search = excluded.search`;
const TELL_CHANGES = `
  insert into course_changes (seq, course_id, status, fields, changed_at)
  select seq, course_id, status, fields, $2
  from jsonb_to_recordset($1::jsonb) as c(seq bigint, course_id text, status text, fields text[])`;
const KEEP_WORDS = `insert into search_words (word) select unnest($1::text[]) on conflict do nothing`;
/** The same course, its columns as this build makes them: no change, no number, no event. */
const REFILL = `
  update courses set row_build = $2, content_hash = c.content_hash, status = c.status, language = c.language, kind = c.kind,
    topics = c.topics, seconds = c.seconds, ascii_bytes = c.ascii_bytes, utf8_bytes = c.utf8_bytes, manifest_bytes = c.manifest_bytes,
    title_words = c.title_words,
    title_search = array_to_tsvector(array_remove(string_to_array(c.title_words, ' '), '')),
    search = array_to_tsvector(array_remove(string_to_array(concat_ws(' ', c.title_words, other_words, about_words), ' '), ''))
      || strip(to_tsvector(stem_config::regconfig, stem_text))
  from jsonb_to_recordset($1::jsonb) as c(course_id text, aggregate_version int,
    content_hash text, status text, language text, kind text, topics text[], seconds int, ascii_bytes int, utf8_bytes int,
    manifest_bytes int, title_words text, other_words text, about_words text, stem_config text, stem_text text)
  where courses.course_id = c.course_id and courses.aggregate_version = c.aggregate_version`;
const ONE = `select state from courses where course_id = $1 and not deleted`;
const EVEN_DELETED = `select state from courses where course_id = $1`;
const LIST = `select state from courses where not deleted and ($1::text is null or course_id > $1) order by course_id limit $2`;

const States = z.array(z.object({ state: CourseState }));
const Numbers = z.array(z.object({ seq: z.coerce.number() }));
const Known = z.array(
  z.object({
    course_id: z.string(),
    aggregate_version: z.number(),
    content_hash: z.string(),
    state: CourseState.nullable(),
  }),
);

/** Words kept in memory; beyond that they are asked of the database again. */
const MOST_WORDS = 100_000;

export type PutOutcome = 'created' | 'changed' | 'unchanged';
export type PutResult =
  | { readonly kind: PutOutcome; readonly course: CourseState }
  | { readonly kind: 'precondition-failed'; readonly version: number | null };
type Add = (events: readonly OutgoingMessage[]) => Promise<void>;
interface Change {
  readonly course: CourseState;
  readonly fields: readonly string[];
}

/** The catalogue: each real change raises the version, takes the next number and is told, in one transaction. */
@Injectable()
export class CatalogueStore {
  /** words that search knows already: most words of an import are */
  private readonly words = new Set<string>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  async one(courseId: string): Promise<CourseState | null> {
    return States.parse(await this.dataSource.query(ONE, [courseId]))[0]?.state ?? null;
  }

  /** In the order of ids, after the one given. */
  async list(after: string | null, limit: number): Promise<readonly CourseState[]> {
    return States.parse(await this.dataSource.query(LIST, [after, limit])).map(({ state }) => state);
  }

  /** Puts many courses in one transaction; of two with one id the later one wins. Outcomes in the order given. */
  async put(given: readonly CourseState[]): Promise<readonly PutOutcome[]> {
    const before = await known(this.dataSource, given);
    // Without a lock: what is the same now needs no number, and an import that changes nothing writes nothing.
    if (given.every((course) => before.get(course.courseId)?.content_hash === contentHash(course)))
      return given.map(() => 'unchanged');
    return this.writing((tx, add, fresh) => this.putWithin(tx, add, fresh, given));
  }

  /** Puts batch after batch in one transaction: all of them, or none. */
  async putAll(batches: AsyncIterable<readonly CourseState[]>): Promise<readonly PutOutcome[]> {
    return this.writing(async (tx, add, fresh) => {
      const outcomes: PutOutcome[] = [];
      for await (const batch of batches) outcomes.push(...(await this.putWithin(tx, add, fresh, batch)));
      return outcomes;
    });
  }

  async putOne(course: CourseState, precondition: Precondition): Promise<PutResult> {
    return this.writing(async (tx, add, fresh): Promise<PutResult> => {
      const [row] = States.parse(await tx.query(ONE, [course.courseId]));
      const version = row?.state.aggregateVersion ?? null;
      if (!precondition.holds(version)) return { kind: 'precondition-failed', version };
      const [outcome = 'unchanged'] = await this.putWithin(tx, add, fresh, [course]);
      const [now] = States.parse(await tx.query(ONE, [course.courseId]));
      if (!now) throw new Error(`course ${course.courseId} vanished while it was put`);
      return { kind: outcome, course: now.state };
    });
  }

  async remove(
    courseId: CourseId,
    precondition: Precondition,
  ): Promise<{ kind: 'removed' } | { kind: 'unknown' } | { kind: 'precondition-failed'; version: number | null }> {
    return this.writing(async (tx, add, fresh) => {
      const [row] = States.parse(await tx.query(EVEN_DELETED, [courseId]));
      if (!row) return { kind: 'unknown' as const };
      const { aggregateVersion, state } = row.state;
      const version = state === 'deleted' ? null : aggregateVersion;
      if (!precondition.holds(version)) return { kind: 'precondition-failed' as const, version };
      const course: CourseState = { ...row.state, state: 'deleted', aggregateVersion: aggregateVersion + 1 };
      if (state !== 'deleted') await this.save(tx, add, fresh, [{ course, fields: ['state'] }]);
      return { kind: 'removed' as const };
    });
  }

  /** The event that tells of a course's state. */
  event(course: CourseState): OutgoingMessage {
    return outgoingEvent({
      topic: 'catalog.courses.v1',
      key: course.courseId,
      type: 'catalog.course',
      source: '/aicc-bridge/packager',
      id: newId(),
      time: this.clock.now(),
      data: course,
    });
  }

  /** Fills in the columns that this build makes of courses which are there. */
  async refill(courses: readonly CourseState[]): Promise<void> {
    const rows = courses.map((course) => ({ ...courseFacts(course), ...rowOf(course), state: undefined }));
    await this.dataSource.query(REFILL, [JSON.stringify(rows).replaceAll('\\u0000', '\\ufffd'), ROW_BUILD]);
    await this.dataSource.query(KEEP_WORDS, [vocabulary(rows)]);
  }

  private async writing<T>(work: (tx: Queryable, add: Add, fresh: string[]) => Promise<T>): Promise<T> {
    const fresh: string[] = [];
    const result = await this.outbox.transaction(async (tx, add) => {
      await tx.query(PATIENCE);
      await tx.query(LOCK_CLOCK);
      return work(tx, add, fresh);
    });
    if (this.words.size > MOST_WORDS) this.words.clear();
    for (const word of fresh) this.words.add(word);
    return result;
  }

  private async putWithin(
    tx: Queryable,
    add: Add,
    fresh: string[],
    given: readonly CourseState[],
  ): Promise<readonly PutOutcome[]> {
    const before = await known(tx, given);
    const changes = new Map<string, Change>();
    const outcomes = given.map((course): PutOutcome => {
      const old = before.get(course.courseId);
      const hash = contentHash(course);
      if (old?.content_hash === hash) return 'unchanged';
      const version = (old?.aggregate_version ?? 0) + 1;
      const next = version === course.aggregateVersion ? course : { ...course, aggregateVersion: version };
      const isNew = old === undefined || old.state?.state === 'deleted';
      const earlier = changes.get(course.courseId)?.fields ?? [];
      const fields = old?.state ? [...new Set([...earlier, ...changedFields(old.state, next)])] : [];
      changes.set(course.courseId, { course: next, fields });
      before.set(course.courseId, { ...rowOf(next), content_hash: hash });
      return isNew ? 'created' : 'changed';
    });
    // One number per course and transaction: the later of two lines is what anybody sees.
    const saved = [...changes.values()].map(({ course, fields }) => ({ course, fields }));
    await this.save(tx, add, fresh, saved);
    return outcomes;
  }

  /** @param fresh gets the words that were new to search */
  private async save(tx: Queryable, add: Add, fresh: string[], changes: readonly Change[]): Promise<void> {
    if (changes.length === 0) return;
    const now = this.clock.now();
    const [taken] = Numbers.parse(returnedRows(await tx.query(TAKE_NUMBERS, [changes.length])));
    const first = (taken?.seq ?? 0) - changes.length + 1;
    const rows = changes.map(({ course, fields }, at) => ({
      ...courseFacts(course),
      ...rowOf(course),
      title: course.title,
      seq: first + at,
      fields,
    }));
    const json = JSON.stringify(rows).replaceAll('\\u0000', '\\ufffd');
    const stored = [
      tx.query(SUPERSEDE, [rows.map(({ course_id }) => course_id), now, rows.map(({ seq }) => seq)]),
      tx.query(UPSERT, [json, now, ROW_BUILD]),
    ];
    // The database has its longest statement now: what else there is to tell it is made meanwhile.
    const changed = rows.map(({ seq, course_id, status, fields }) => ({ seq, course_id, status, fields }));
    const words = vocabulary(rows).filter((word) => !this.words.has(word));
    await Promise.all([
      ...stored,
      tx.query(TELL_CHANGES, [JSON.stringify(changed), now]),
      words.length > 0 && tx.query(KEEP_WORDS, [words]),
      add(changes.map(({ course }) => this.event(course))),
    ]);
    fresh.push(...words);
  }
}

async function known(
  db: Queryable,
  given: readonly CourseState[],
): Promise<Map<string, z.infer<typeof Known>[number]>> {
  const hashes = new Map<string, string>();
  for (const course of given) {
    const hash = contentHash(course);
    // Two lines with one id and different content: the old state is wanted whatever it is.
    hashes.set(course.courseId, (hashes.get(course.courseId) ?? hash) === hash ? hash : '');
  }
  const rows = Known.parse(await db.query(KNOWN, [[...hashes.keys()], [...hashes.values()]]));
  return new Map(rows.map((row) => [row.course_id, row]));
}

function rowOf(course: CourseState): { course_id: string; aggregate_version: number; state: CourseState } {
  return { course_id: course.courseId, aggregate_version: course.aggregateVersion, state: course };
}

/** In one order, so that two writers never wait for each other. Words of one letter are no typing errors. */
function vocabulary(rows: readonly CourseFacts[]): readonly string[] {
  const words = rows.flatMap(({ title_words, other_words, about_words }) =>
    `${title_words} ${other_words} ${about_words}`.split(' '),
  );
  return [...new Set(words)].filter((word) => word.length > 1).sort();
}
