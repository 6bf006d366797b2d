import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { CourseState } from '@aicc-bridge/contracts';
import { MessageBus, Outbox } from '@aicc-bridge/messaging';
import { Clock, Log } from '@aicc-bridge/platform';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { CONNECTION_CHECK_COURSE } from '../connection-check/connection-check-course.js';
import { CatalogueStore } from './catalogue.store.js';
import { contentHash, ROW_BUILD } from './course-row.js';

const ALL = 'select state, seq from courses where seq > $1 order by seq limit $2';
const OTHER_BUILD = 'select state from courses where row_build <> $1 order by course_id limit $2';
const BUILT_IN = `
  insert into built_in_courses as b (course_id, aggregate_version, content_hash) values ($1, $2, $3)
  on conflict (course_id) do update set aggregate_version = b.aggregate_version + 1, content_hash = excluded.content_hash
  where b.content_hash <> excluded.content_hash
  returning aggregate_version`;
const BUILT_IN_VERSION = 'select aggregate_version from built_in_courses where course_id = $1';
/** Downloads on their way need old states; nobody goes on with one after two days. */
const FORGET = `update course_changes set old_state = null where old_state is not null and superseded_at < $1`;
const FORGET_LINKS = 'delete from package_links where expires_at < $1';
const KEPT_MS = 48 * 3_600_000;
const EVERY_MS = 3_600_000;
const PAGE = 500;

const States = z.array(z.object({ state: CourseState }));
const Numbered = z.array(z.object({ state: CourseState, seq: z.coerce.number() }));
const Versions = z.array(z.object({ aggregate_version: z.number() }));

/** Keeps the catalogue's own tables right: columns of a newer build, states that are published again, old states forgotten. */
@Injectable()
export class CatalogueUpkeep implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    private readonly bus: MessageBus,
    private readonly catalogue: CatalogueStore,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.fillColumns();
    const isEmpty = await this.bus.isEmpty('catalog.courses.v1', this.dataSource);
    if (isEmpty) await this.publishAll();
    await this.publishBuiltIn(isEmpty);
    this.timer = setInterval(() => void this.forget(), EVERY_MS).unref();
  }

  onApplicationShutdown(): void {
    if (this.timer) clearInterval(this.timer);
  }

  /** Lets go of what only downloads begun long ago could need. */
  async forget(): Promise<void> {
    try {
      const now = this.clock.now();
      await this.dataSource.query(FORGET, [new Date(now.getTime() - KEPT_MS)]);
      await this.dataSource.query(FORGET_LINKS, [now]);
    } catch (error) {
      this.log.warn('catalogue.not-tidied', { error });
    }
  }

  /** After an update of the code: measures and words of all courses as it now makes them. */
  private async fillColumns(): Promise<void> {
    for (let filled = 0; ;) {
      const page = States.parse(await this.dataSource.query(OTHER_BUILD, [ROW_BUILD, PAGE]));
      if (page.length === 0) return void (filled > 0 && this.log.info('catalogue.columns-filled', { courses: filled }));
      await this.catalogue.refill(page.map(({ state }) => state));
      filled += page.length;
    }
  }

  /** Nothing was ever published, or the topic was lost: everything, in the order of its changes (design §5, republish). */
  private async publishAll(): Promise<void> {
    await this.outbox.transaction(async (tx, add) => {
      for (let after = 0; ;) {
        const page = Numbered.parse(await tx.query(ALL, [after, PAGE]));
        await add(page.map(({ state }) => this.catalogue.event(state)));
        const last = page.at(-1);
        if (last === undefined || page.length < PAGE) return;
        after = last.seq;
      }
    });
  }

  private async publishBuiltIn(always: boolean): Promise<void> {
    const course = CONNECTION_CHECK_COURSE;
    await this.outbox.transaction(async (tx, add) => {
      const [changed] = Versions.parse(
        await tx.query(BUILT_IN, [course.courseId, course.aggregateVersion, contentHash(course)]),
      );
      const [known] = Versions.parse(await tx.query(BUILT_IN_VERSION, [course.courseId]));
      if (changed === undefined && !always) return;
      const version = known?.aggregate_version ?? course.aggregateVersion;
      await add([this.catalogue.event({ ...course, aggregateVersion: version })]);
    });
  }
}
