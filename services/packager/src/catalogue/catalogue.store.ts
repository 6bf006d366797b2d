import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { type CourseId, CourseState } from '@aicc-bridge/contracts';
import { MessageBus, Outbox, outgoingEvent, type OutgoingMessage, type Queryable } from '@aicc-bridge/messaging';
import { Clock, newId } from '@aicc-bridge/platform';
import { DataSource } from 'typeorm';
import { returnedRows } from '@aicc-bridge/database';
import { z } from 'zod';
import { type CourseChange, type CourseInput, putCourse } from './course-input.js';

/** The lock on the clock's row makes the order of numbers the order of commits: no row ever appears behind a cursor handed out. */
const TAKE_NUMBERS = 'update catalogue_clock set seq = seq + $1 returning seq';
const LOCK_CLOCK = 'select seq from catalogue_clock for update';
const SOME = 'select state from courses where course_id = any($1::text[])';
const UPSERT = `
  insert into courses (course_id, aggregate_version, seq, deleted, title, state, changed_at)
  select course_id, aggregate_version, seq, deleted, title, state, $2 from jsonb_to_recordset($1::jsonb) as c(course_id text, aggregate_version int, seq bigint, deleted boolean, title text, state jsonb)
  on conflict (course_id) do update set aggregate_version = excluded.aggregate_version, seq = excluded.seq, deleted = excluded.deleted, title = excluded.title, state = excluded.state, changed_at = excluded.changed_at`;
const ONE = 'select state from courses where course_id = $1 and not deleted';
const LIST = `select state from courses where not deleted and ($1::text is null or course_id > $1) and ($2::text is null or title ilike '%' || $2 || '%') order by course_id limit $3`;
const ALL = 'select state from courses order by seq';
const Rows = z.array(z.object({ state: CourseState }));

/** The catalogue: each real change raises the version, takes the next number and is told, in one transaction. */
@Injectable()
export class CatalogueStore implements OnApplicationBootstrap {
  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    private readonly bus: MessageBus,
    private readonly clock: Clock,
  ) {}

  /** Publishes all courses again if nothing was ever published (design §5, republish). */
  async onApplicationBootstrap(): Promise<void> {
    if (!(await this.bus.isEmpty('catalog.courses.v1', this.dataSource))) return;
    await this.outbox.transaction(async (tx, add) =>
      add(Rows.parse(await tx.query(ALL)).map(({ state }) => this.event(state))),
    );
  }

  async one(courseId: string): Promise<CourseState | null> {
    return Rows.parse(await this.dataSource.query(ONE, [courseId]))[0]?.state ?? null;
  }

  async list(after: string | null, search: string | null, limit: number): Promise<readonly CourseState[]> {
    const pattern = search?.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`) ?? null;
    return Rows.parse(await this.dataSource.query(LIST, [after, pattern, limit])).map(({ state }) => state);
  }

  /** Puts many courses; of two lines with one id the later one wins. Results in the order given. */
  async put(
    given: readonly { readonly courseId: CourseId; readonly input: CourseInput }[],
  ): Promise<readonly CourseChange['kind'][]> {
    return this.outbox.transaction(async (tx, add) => {
      await tx.query(LOCK_CLOCK);
      const known = new Map(
        Rows.parse(await tx.query(SOME, [given.map(({ courseId }) => courseId)])).map(({ state }) => [
          state.courseId,
          state,
        ]),
      );
      const changed = new Map<CourseId, CourseState>();
      const kinds = given.map(({ courseId, input }) => {
        const before = known.get(courseId) ?? null;
        const change = putCourse(before, courseId, input);
        if (change.kind !== 'unchanged') {
          known.set(courseId, change.course);
          changed.set(courseId, change.course);
        }
        return before?.state === 'deleted' ? 'created' : change.kind;
      });
      await this.save(tx, add, [...changed.values()]);
      return kinds;
    });
  }

  async remove(courseId: CourseId): Promise<boolean> {
    return this.outbox.transaction(async (tx, add) => {
      await tx.query(LOCK_CLOCK);
      const [row] = Rows.parse(await tx.query(ONE, [courseId]));
      if (!row) return false;
      await this.save(tx, add, [{ ...row.state, state: 'deleted', aggregateVersion: row.state.aggregateVersion + 1 }]);
      return true;
    });
  }

  private async save(
    tx: Queryable,
    add: (events: readonly OutgoingMessage[]) => Promise<void>,
    changed: readonly CourseState[],
  ): Promise<void> {
    if (changed.length === 0) return;
    const result: unknown = await tx.query(TAKE_NUMBERS, [changed.length]);
    const [taken] = z.array(z.object({ seq: z.coerce.number() })).parse(returnedRows(result));
    const first = (taken?.seq ?? 0) - changed.length + 1;
    const rows = changed.map((state, index) => ({
      course_id: state.courseId,
      aggregate_version: state.aggregateVersion,
      seq: first + index,
      deleted: state.state === 'deleted',
      title: state.title,
      state,
    }));
    await tx.query(UPSERT, [JSON.stringify(rows).replaceAll('\\u0000', '\\ufffd'), this.clock.now()]);
    await add(changed.map((state) => this.event(state)));
  }

  private event(course: CourseState): OutgoingMessage {
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
}
