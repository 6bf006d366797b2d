import { Injectable } from '@nestjs/common';
import { assertNever, LaunchId, type RuleId, type ViewingEvent } from '@aicc-bridge/contracts';
import type { Queryable } from '@aicc-bridge/messaging';
import type { WakeTargets } from '../delivery/wake.store.js';
import { withoutErased } from '../erasure/erased-learners.store.js';
import { ProgressStore } from '../progress/progress.store.js';
import { ReadModels } from '../read-models.store.js';
import { IngestStore } from './ingest.store.js';
import { isLoose, launchOfLoose, type LooseEvent } from './join-by-learner.js';
import { type LaunchOfEvent, sortViewingEvent } from './sort-viewing-event.js';
import { tallyViewing } from './tally-viewing.js';

export interface IdentifiedEvent {
  readonly source: string;
  readonly id: string;
  readonly event: ViewingEvent;
}

/** What became of a batch. The caller wakes the deliveries, as its last statement. */
export interface TakenViewing<Given extends IdentifiedEvent> {
  readonly rejected: readonly { readonly given: Given; readonly reason: string }[];
  readonly wake: WakeTargets;
}

interface SortedBatch<Given extends IdentifiedEvent> {
  readonly counts: Given[];
  readonly waits: { readonly given: Given; readonly launchId: string }[];
  readonly ignored: { readonly launch_id: string; readonly rule_id: RuleId; readonly event_id: string }[];
  readonly rejected: { readonly given: Given; readonly reason: string }[];
}

/** Takes a batch of viewing events into the database: sorted, joined, counted. All in the caller's transaction. */
@Injectable()
export class ViewingIngest {
  private readonly progress = new ProgressStore();

  constructor(
    private readonly store: IngestStore,
    private readonly readModels: ReadModels,
  ) {}

  async take<Given extends IdentifiedEvent>(
    tx: Queryable,
    given: readonly Given[],
    now: Date,
  ): Promise<TakenViewing<Given>> {
    const { living, ...named } = await this.look(tx, given);
    const events = await this.joinedByLearner(tx, living);
    const launches = await added(named.launches, launchIdsOf(events), (ids) => this.store.launchesOf(tx, ids));
    const known = [...launches.values()];
    const [courses, tenants] = await Promise.all([
      added(
        named.courses,
        known.map(({ courseId }) => courseId),
        (ids) => this.readModels.coursesOf(tx, ids),
      ),
      added(
        named.tenants,
        known.map(({ tenantId }) => tenantId),
        (ids) => this.readModels.tenantsOf(tx, ids),
      ),
    ]);
    const batch: SortedBatch<Given> = { counts: [], waits: [], ignored: [], rejected: [] };
    for (const given of events) {
      const launch = launches.get(given.event.data.launchId ?? '') ?? null;
      const course = launch ? (courses.get(launch.courseId) ?? null) : null;
      const tenant = launch ? (tenants.get(launch.tenantId) ?? null) : null;
      sortInto(batch, given, sortViewingEvent(given.event, launch, course, tenant));
    }
    await this.store.keepUnclaimed(tx, batch.waits, now);
    await this.store.ignore(tx, batch.ignored);
    const wake = await this.count(
      tx,
      batch.counts.map(({ event }) => event),
      launches,
      (courseId) => courses.get(courseId),
      now,
    );
    // No attempt speaks for these, and their outcome changes.
    const unopened = launchIdsOf(batch.counts).filter((id) => launches.get(id)?.endedUnopened);
    return { rejected: batch.rejected, wake: { ...wake, launches: [...wake.launches, ...unopened] } };
  }

  /** What the events themselves name, asked for at once. */
  private async look<Given extends IdentifiedEvent>(tx: Queryable, given: readonly Given[]) {
    const named = given.flatMap(({ event }) => namedBy(event) ?? []);
    const [living, launches, courses, tenants] = await Promise.all([
      withoutErased(tx, given, ({ event }) => namedBy(event)),
      this.store.launchesOf(tx, launchIdsOf(given)),
      this.readModels.coursesOf(
        tx,
        named.map(({ courseId }) => courseId),
      ),
      this.readModels.tenantsOf(
        tx,
        named.map(({ tenantId }) => tenantId),
      ),
    ]);
    return { living, launches, courses, tenants };
  }

  /** Viewing that names no launch, for tenants that join it by learner and course (S50). */
  private async joinedByLearner<Given extends IdentifiedEvent>(
    tx: Queryable,
    given: readonly Given[],
  ): Promise<readonly Given[]> {
    const loose = given.flatMap(({ event }) => (isLoose(event) ? [event] : []));
    if (loose.length === 0) return given;
    const tenants = await this.readModels.tenantsOf(tx, [...new Set(loose.map(({ data }) => data.tenantId))]);
    const joins = loose.filter(({ data }) => tenants.get(data.tenantId)?.joinWithoutLaunchId === true);
    if (joins.length === 0) return given;
    const launches = await this.store.launchesOfLearners(tx, joins);
    const courses = await this.readModels.coursesOf(tx, [...new Set(launches.map(({ courseId }) => courseId))]);
    const joinable = new Set<ViewingEvent>(joins);
    return given.map((one) => {
      if (!isLoose(one.event) || !joinable.has(one.event)) return one;
      const found = LaunchId.safeParse(launchOfLoose(one.event, launches, (courseId) => courses.get(courseId)));
      return found.success ? { ...one, event: withLaunch(one.event, found.data) } : one;
    });
  }

  private async count(
    tx: Queryable,
    events: readonly ViewingEvent[],
    launches: ReadonlyMap<string, LaunchOfEvent>,
    courseOf: Parameters<ProgressStore['raise']>[2],
    now: Date,
  ): Promise<WakeTargets> {
    if (events.length === 0) return { launches: [], attempts: [] };
    const tally = tallyViewing(
      events,
      // Of the launch, not of the event: that may name the course by the publisher's own id.
      (unitId, launchId) =>
        courseOf(launches.get(launchId)?.courseId ?? '')?.units.find((unit) => unit.unitId === unitId)?.seconds,
    );
    const launchIds = launchIdsOf(events.map((event) => ({ event })));
    const [, , attempts] = await Promise.all([
      this.store.lockActivity(tx, launchIds),
      this.progress.join(tx, tally, now),
      this.progress.raise(tx, launchIds, courseOf),
    ]);
    // Leaving closes the session; an ended viewing may let a left session close sooner.
    const left = tally.activity.filter(({ left }) => left);
    const ended = tally.viewings.filter(({ endedAt }) => endedAt !== null);
    return { launches: [...left, ...ended].map(({ launchId }) => launchId), attempts };
  }
}

function withLaunch(event: LooseEvent, launchId: LaunchId): ViewingEvent {
  switch (event.type) {
    case 'viewing.segment.v1':
      return { ...event, data: { ...event.data, launchId } };
    case 'viewing.progress.v1':
      return { ...event, data: { ...event.data, launchId } };
    case 'viewing.completed.v1':
      return { ...event, data: { ...event.data, launchId } };
    case 'viewing.ended.v1':
      return { ...event, data: { ...event.data, launchId } };
    default:
      return assertNever(event);
  }
}

/** With those that are not there yet. */
async function added<T>(
  known: ReadonlyMap<string, T>,
  wanted: readonly string[],
  find: (ids: readonly string[]) => Promise<ReadonlyMap<string, T>>,
): Promise<ReadonlyMap<string, T>> {
  const missing = wanted.filter((id) => !known.has(id));
  return missing.length === 0 ? known : new Map([...known, ...(await find(missing))]);
}

/** "Left" names nobody. */
function namedBy(event: ViewingEvent): Pick<LooseEvent['data'], 'tenantId' | 'learnerId' | 'courseId'> | null {
  return event.type === 'viewing.left.v1' ? null : event.data;
}

function launchIdsOf(events: readonly Pick<IdentifiedEvent, 'event'>[]): string[] {
  return [...new Set(events.flatMap(({ event }) => event.data.launchId ?? []))];
}

function sortInto<Given extends IdentifiedEvent>(
  batch: SortedBatch<Given>,
  given: Given,
  sorted: ReturnType<typeof sortViewingEvent>,
): void {
  switch (sorted.kind) {
    case 'counts':
      batch.counts.push(given);
      break;
    case 'waits':
      batch.waits.push({ given, launchId: sorted.launchId });
      break;
    case 'ignored':
      if (sorted.launchId !== null)
        batch.ignored.push({ launch_id: sorted.launchId, rule_id: sorted.ruleId, event_id: given.id });
      break;
    case 'rejected':
      batch.rejected.push({ given, reason: sorted.reason });
      break;
    default:
      assertNever(sorted);
  }
}
