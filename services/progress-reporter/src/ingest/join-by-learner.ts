import type { CourseState, ViewingEvent } from '@aicc-bridge/contracts';

/** A launch that viewing without a launch id might belong to. */
export interface LaunchOfLearner {
  readonly launchId: string;
  readonly tenantId: string;
  readonly learnerId: string;
  readonly courseId: string;
  readonly startedAt: Date;
}

export type LooseEvent = Exclude<ViewingEvent, { type: 'viewing.left.v1' }>;

/** A launch is looked for this far back. */
export const JOIN_HOURS = 12;

/** Whether the event names no launch. */
export function isLoose(event: ViewingEvent): event is LooseEvent {
  return event.type !== 'viewing.left.v1' && event.data.launchId === undefined;
}

/** When the watching began; decides which launch it belongs to, so that a replay finds the same one. */
export function begunAt(event: LooseEvent): Date {
  return new Date(event.type === 'viewing.segment.v1' ? event.data.startedAt : event.data.at);
}

/**
 * The launch of a tenant that joins by learner (setting `joinWithoutLaunchId`, default off: S50): the last one of this learner and course
 * that began before the watching did. Null = none.
 */
export function launchOfLoose(
  event: LooseEvent,
  launches: readonly LaunchOfLearner[],
  courseOf: (courseId: string) => Pick<CourseState, 'externalId'> | undefined,
): string | null {
  const { tenantId, learnerId, courseId } = event.data;
  const at = begunAt(event).getTime();
  const [latest] = launches
    .filter(
      (launch) =>
        launch.tenantId === tenantId &&
        launch.learnerId === learnerId &&
        (launch.courseId === courseId || courseOf(launch.courseId)?.externalId === courseId) &&
        launch.startedAt.getTime() <= at &&
        at - launch.startedAt.getTime() <= JOIN_HOURS * 3_600_000,
    )
    .sort((a, b) => b.startedAt.getTime() - a.startedAt.getTime() || (a.launchId < b.launchId ? 1 : -1));
  return latest?.launchId ?? null;
}
