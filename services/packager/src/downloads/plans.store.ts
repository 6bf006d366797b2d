import { Injectable } from '@nestjs/common';
import { CourseState } from '@aicc-bridge/contracts';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { courseFacts } from '../catalogue/course-row.js';
import type { PlannedCourse } from './archive-plan.js';
import { type ChangeFacts, courseChange, type CourseChange, judgeChange } from './change-list.js';
import { launchAddress, type PackageSettings } from './package-settings.js';

const CLOCK = 'select seq from catalogue_clock';
const COLUMNS = 'course_id, seq, content_hash, ascii_bytes, utf8_bytes, manifest_bytes, title_words';
const PAGE_AT = `select ${COLUMNS} from courses where status = 'published' and seq <= $1 and course_id > $2 order by course_id limit $3`;
const THOSE = `select ${COLUMNS} from courses where course_id = any($1::text[]) and status = 'published'`;
/** Courses that have changed since, as they were. */
const CHANGED_SINCE = `
  select course_id, seq, old_state from course_changes where superseded_seq > $1 and seq <= $1 and status = 'published'`;
/** Cost follows what has changed, not the size of the library. */
export const CHANGES_BETWEEN = `
  with latest as (
    select distinct on (course_id) course_id, seq, status from course_changes
    where seq > $1 and seq <= $2 order by course_id, seq desc)
  select l.course_id, l.seq, l.status,
    (select b.status from course_changes b where b.course_id = l.course_id and b.seq <= $1 order by b.seq desc limit 1) as before,
    array(select distinct f from course_changes x, unnest(x.fields) as f
      where x.course_id = l.course_id and x.seq > $1 and x.seq <= $2) as fields
  from latest l order by l.course_id`;
const RETIRED = `
  select course_id, seq, 'retired' as status, 'published' as before, '{}'::text[] as fields
  from courses where status = 'retired' and seq <= $1 order by course_id`;
const STATES = `
  select coalesce(c.state, x.old_state)::text as state
  from unnest($1::text[], $2::bigint[]) with ordinality as w(course_id, seq, n)
  left join courses c on c.course_id = w.course_id and c.seq = w.seq
  left join course_changes x on c.course_id is null and x.seq = w.seq
  order by w.n`;

const Seq = z.coerce.number();
const Planned = z.array(
  z.object({
    course_id: z.string(),
    seq: Seq,
    content_hash: z.string(),
    ascii_bytes: z.number(),
    utf8_bytes: z.number(),
    manifest_bytes: z.number(),
    title_words: z.string(),
  }),
);
const Old = z.array(z.object({ course_id: z.string(), seq: Seq, old_state: CourseState.nullable() }));
const Status = CourseState.shape.state;
const Changes = z.array(
  z.object({ course_id: z.string(), seq: Seq, status: Status, before: Status.nullable(), fields: z.array(z.string()) }),
);
/** Rows that are read and taken apart in one go: a search in between waits no longer than that. */
const PAGE = 1_000;
const CHANGES_PER_QUERY = 1_000;

/** A course at a number of the catalogue. */
export interface WantedState {
  readonly courseId: string;
  readonly seq: number;
}

/** A state that a download needs is no longer kept: it was planned too long ago. */
export class PlanExpired extends Error {}

/** Reads the catalogue as it was at a number: what a download was planned with stays what it is, whatever changes meanwhile. */
@Injectable()
export class PlansStore {
  constructor(private readonly dataSource: DataSource) {}

  /** Number of the last change that anybody can see. */
  async clock(): Promise<number> {
    return z.array(z.object({ seq: Seq })).parse(await this.dataSource.query(CLOCK))[0]?.seq ?? 0;
  }

  /** Every published course as of that number, by id. @throws PlanExpired */
  async libraryAt(seq: number, settings: PackageSettings): Promise<readonly PlannedCourse[]> {
    const courses = new Map<string, PlannedCourse>();
    for (let after = ''; ;) {
      const page = Planned.parse(await this.dataSource.query(PAGE_AT, [seq, after, PAGE]));
      for (const row of page) courses.set(row.course_id, planned(row, settings));
      const last = page.at(-1);
      if (page.length < PAGE || last === undefined) break;
      after = last.course_id;
    }
    // After the pages: a course that changes while they are read is in one of the two, or in both.
    for (const row of Old.parse(await this.dataSource.query(CHANGED_SINCE, [seq])))
      courses.set(row.course_id, plannedOld(row, settings));
    return [...courses.values()].sort(byId);
  }

  /** Those of the courses that are published now, by id. */
  async published(courseIds: readonly string[], settings: PackageSettings): Promise<readonly PlannedCourse[]> {
    return Planned.parse(await this.dataSource.query(THOSE, [courseIds]))
      .map((row) => planned(row, settings))
      .sort(byId);
  }

  /** What happened after `since` and up to `until`. @throws PlanExpired */
  async changes(since: number, until: number): Promise<readonly CourseChange[]> {
    return this.told(Changes.parse(await this.dataSource.query(CHANGES_BETWEEN, [since, until])));
  }

  /** Every retired course. @throws PlanExpired */
  async retired(until: number): Promise<readonly CourseChange[]> {
    return this.told(Changes.parse(await this.dataSource.query(RETIRED, [until])));
  }

  /** Courses of a change list as packages to be. @throws PlanExpired */
  async changed(changes: readonly CourseChange[], settings: PackageSettings): Promise<readonly PlannedCourse[]> {
    const planned: PlannedCourse[] = [];
    for (let at = 0; at < changes.length; at += CHANGES_PER_QUERY) {
      const some = changes.slice(at, at + CHANGES_PER_QUERY);
      const states = await this.statesOf(some);
      planned.push(...states.map((state, index) => plannedOf(state, some[index]?.seq ?? 0, settings)));
    }
    return planned.sort(byId);
  }

  /** States of courses at given numbers, in the order given. @throws PlanExpired */
  async statesOf(wanted: readonly WantedState[]): Promise<readonly CourseState[]> {
    return (await this.stateTextsOf(wanted)).map((text) => CourseState.parse(JSON.parse(text)));
  }

  /** The same as JSON, for another thread. @throws PlanExpired */
  async stateTextsOf(wanted: readonly WantedState[]): Promise<readonly string[]> {
    const rows = await this.dataSource.query<{ state: string | null }[]>(STATES, [
      wanted.map(({ courseId }) => courseId),
      wanted.map(({ seq }) => seq),
    ]);
    return rows.map(({ state }, at) => {
      if (state === null) throw new PlanExpired(`course ${wanted[at]?.courseId} has changed and its old state is gone`);
      return state;
    });
  }

  private async told(rows: z.infer<typeof Changes>): Promise<readonly CourseChange[]> {
    const real = rows.flatMap(({ course_id, ...facts }) => {
      const change = judgeChange(facts);
      return change === null
        ? []
        : [{ courseId: course_id, seq: facts.seq, facts: facts satisfies ChangeFacts, change }];
    });
    const told: CourseChange[] = [];
    for (let at = 0; at < real.length; at += CHANGES_PER_QUERY) {
      const some = real.slice(at, at + CHANGES_PER_QUERY);
      const states = await this.statesOf(some);
      for (const [index, { facts, change }] of some.entries()) {
        const state = states[index];
        if (state) told.push(courseChange(facts, change, state));
      }
    }
    return told;
  }
}

function planned(row: z.infer<typeof Planned>[number], settings: PackageSettings): PlannedCourse {
  const own = settings.charset === 'ascii' ? row.ascii_bytes : row.utf8_bytes;
  return {
    courseId: row.course_id,
    seq: row.seq,
    contentHash: row.content_hash,
    packageBytes: own + launchAddress(settings, row.course_id).length,
    manifestStartBytes: row.manifest_bytes,
    titleWords: settings.naming === 'course-id' ? '' : row.title_words,
  };
}

function plannedOf(state: CourseState, seq: number, settings: PackageSettings): PlannedCourse {
  const facts = courseFacts(state);
  return planned({ ...facts, course_id: state.courseId, seq }, settings);
}

function plannedOld({ course_id, seq, old_state }: z.infer<typeof Old>[number], settings: PackageSettings) {
  if (old_state === null) throw new PlanExpired(`course ${course_id} has changed and its old state is gone`);
  return plannedOf(old_state, seq, settings);
}

/** By code units, which no locale changes. */
function byId(a: PlannedCourse, b: PlannedCourse): number {
  return a.courseId < b.courseId ? -1 : a.courseId > b.courseId ? 1 : 0;
}
