import type { CourseState, RuleId, TenantState, ViewingEvent } from '@aicc-bridge/contracts';

/** The facts of a launch that decide whether an event counts for it. */
export interface LaunchOfEvent {
  readonly launchId: string;
  readonly tenantId: string;
  readonly learnerId: string;
  readonly courseId: string;
  readonly device: 'desktop' | 'mobile';
  /** its session was over before the LMS had answered any GetParam */
  readonly endedUnopened: boolean;
}

export type Sorted =
  | { readonly kind: 'counts'; readonly launchId: string }
  /** its launch, or that launch's course or tenant, is not known yet: kept, and joined when it comes */
  | { readonly kind: 'waits'; readonly launchId: string }
  | { readonly kind: 'ignored'; readonly launchId: string | null; readonly ruleId: RuleId }
  | { readonly kind: 'rejected'; readonly reason: string };

/**
 * Decides what becomes of a viewing event (S50, S51, S53; design §5, §6). Review, browse, pause and a disabled integration do not
 * stand in the way here: such viewing counts and is held by the delivery.
 */
export function sortViewingEvent(
  event: ViewingEvent,
  launch: LaunchOfEvent | null,
  course: CourseState | null,
  tenant: TenantState | null,
): Sorted {
  const { launchId } = event.data;
  if (launchId === undefined) return { kind: 'ignored', launchId: null, ruleId: 'S50' };
  // The topics are read side by side. "Left" waits as well, so that it overtakes no viewing.
  if (launch === null || course === null || tenant === null) return { kind: 'waits', launchId };
  if (event.type === 'viewing.left.v1') return { kind: 'counts', launchId };
  const { tenantId, learnerId } = event.data;
  if (launch.tenantId !== tenantId)
    return rejected(
      `launch ${launchId} does not belong to tenant ${tenantId}`,
      'Send the tenantId that launch.started carried.',
    );
  if (launch.learnerId !== learnerId)
    return rejected(
      `launch ${launchId} does not belong to learner ${learnerId}`,
      'Send the learnerId that launch.started carried.',
    );
  if (!isCourse(event.data.courseId, launch, course)) return { kind: 'ignored', launchId, ruleId: 'S51' };
  if (isMobile(event, launch) && !tenant.reportMobile) return { kind: 'ignored', launchId, ruleId: 'S53' };
  if (event.type === 'viewing.segment.v1' && !course.units.some(({ unitId }) => unitId === event.data.unitId)) {
    return rejected(
      `course ${launch.courseId} has no unit ${event.data.unitId}`,
      'Send one of the unitIds of the catalogue.',
    );
  }
  return { kind: 'counts', launchId };
}

type Watching = Exclude<ViewingEvent, { type: 'viewing.left.v1' }>;

function isCourse(courseId: string, launch: LaunchOfEvent, { externalId }: CourseState): boolean {
  return courseId === launch.courseId || (externalId !== undefined && courseId === externalId);
}

function isMobile(event: Watching, launch: LaunchOfEvent): boolean {
  return launch.device === 'mobile' || event.data.device === 'mobile';
}

function rejected(what: string, cure: string): Sorted {
  return { kind: 'rejected', reason: `${what}. ${cure}` };
}
