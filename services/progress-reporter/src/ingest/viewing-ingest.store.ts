import { Injectable } from '@nestjs/common';
import { assertNever, type ViewingEvent } from '@aicc-bridge/contracts';
import type { Queryable } from '@aicc-bridge/messaging';
import { ProgressStore } from '../progress/progress.store.js';
import { ReadModels } from '../read-models.store.js';
import { IngestStore } from './ingest.store.js';
import { sortViewingEvent } from './sort-viewing-event.js';
import { tallyViewing } from './tally-viewing.js';

export interface IdentifiedEvent {
  readonly source: string;
  readonly id: string;
  readonly event: ViewingEvent;
}

export interface RejectedEvent {
  readonly id: string;
  readonly source: string;
  readonly reason: string;
}

/** Takes a batch of viewing events into the database: sorted, joined, counted; due deliveries are woken. All in one transaction. */
@Injectable()
export class ViewingIngest {
  private readonly progress = new ProgressStore();

  constructor(
    private readonly store: IngestStore,
    private readonly readModels: ReadModels,
  ) {}

  async take(tx: Queryable, events: readonly IdentifiedEvent[], now: Date): Promise<readonly RejectedEvent[]> {
    const launches = await this.store.launchesOf(tx, [
      ...new Set(events.flatMap(({ event }) => event.data.launchId ?? [])),
    ]);
    const courses = await this.readModels.coursesOf(
      tx,
      [...launches.values()].map(({ courseId }) => courseId),
    );
    const tenants = await this.readModels.tenantsOf(
      tx,
      [...launches.values()].map(({ tenantId }) => tenantId),
    );

    const counts: IdentifiedEvent[] = [];
    const waits: (IdentifiedEvent & { launchId: string })[] = [];
    const ignored: { launch_id: string; rule_id: string; event_id: string }[] = [];
    const rejected: RejectedEvent[] = [];
    for (const given of events) {
      const launch = given.event.data.launchId === undefined ? null : (launches.get(given.event.data.launchId) ?? null);
      const sorted = sortViewingEvent(
        given.event,
        launch,
        launch ? (courses.get(launch.courseId) ?? null) : null,
        launch ? (tenants.get(launch.tenantId) ?? null) : null,
      );
      switch (sorted.kind) {
        case 'counts':
          counts.push(given);
          break;
        case 'waits':
          waits.push({ ...given, launchId: sorted.launchId });
          break;
        case 'ignored':
          if (sorted.launchId !== null)
            ignored.push({ launch_id: sorted.launchId, rule_id: sorted.ruleId, event_id: given.id });
          break;
        case 'rejected':
          rejected.push({ id: given.id, source: given.source, reason: sorted.reason });
          break;
        default:
          assertNever(sorted);
      }
    }
    await this.store.keepUnclaimed(tx, waits, now);
    await this.store.ignore(tx, ignored);
    await this.count(
      tx,
      counts.map(({ event }) => event),
      (courseId) => courses.get(courseId),
      now,
    );
    return rejected;
  }

  private async count(
    tx: Queryable,
    events: readonly ViewingEvent[],
    courseOf: Parameters<ProgressStore['raise']>[2],
    now: Date,
  ): Promise<void> {
    if (events.length === 0) return;
    const { segments, signs, viewings } = tallyViewing(
      events,
      (unitId, launchCourseId) => courseOf(launchCourseId)?.units.find((unit) => unit.unitId === unitId)?.seconds,
    );
    await this.progress.join(tx, segments, signs, viewings, now);
    const raised = await this.progress.raise(tx, [...new Set(signs.map(({ launchId }) => launchId))], courseOf);
    await this.store.wakeAttempts(tx, raised, now);
    // An ended viewing may let a left session close sooner.
    await this.store.wake(tx, [...new Set(viewings.filter(({ ended }) => ended).map(({ launchId }) => launchId))], now);
  }
}
