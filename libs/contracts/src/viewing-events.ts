import { z } from 'zod';
import { LaunchId, LearnerId, TenantId, UnitId } from './ids.js';
import { Device } from './launch-events.js';

const at = z.iso.datetime({ offset: true });
const mediaSeconds = z.number().min(0).max(360_000);

const viewing = {
  /** absent = opened outside an LMS: does not count (S50) unless the tenant joins by learner */
  launchId: LaunchId.optional(),
  /** one playing of one unit by one player; any stable text */
  viewingId: z.string().min(1).max(200),
  tenantId: TenantId,
  learnerId: LearnerId,
  /** our course id, or the publisher's externalId */
  courseId: z.string().min(1).max(200),
  device: Device.optional(),
};

/** `viewing.segment.v1`: the learner watched `[from, to)` of the unit, in media seconds. */
export const ViewingSegment = z
  .object({ ...viewing, unitId: UnitId, from: mediaSeconds, to: mediaSeconds, startedAt: at, endedAt: at })
  .refine((segment) => segment.to >= segment.from, { path: ['to'], error: 'must not be less than from' })
  .refine((segment) => Date.parse(segment.endedAt) >= Date.parse(segment.startedAt), {
    path: ['endedAt'],
    error: 'must not be before startedAt',
  });
export type ViewingSegment = z.infer<typeof ViewingSegment>;

/** `viewing.progress.v1`: for playback services without intervals. */
export const ViewingProgress = z.object({
  ...viewing,
  percent: z.int({ error: 'must be an integer 0 to 100' }).min(0).max(100),
  at,
});
export type ViewingProgress = z.infer<typeof ViewingProgress>;

/** `viewing.completed.v1`: the playback service says that the course is complete. */
export const ViewingCompleted = z.object({ ...viewing, at });
export type ViewingCompleted = z.infer<typeof ViewingCompleted>;

/** `viewing.ended.v1`: this viewing is over; closing rule (c) of design §7. */
export const ViewingEnded = z.object({ ...viewing, at });
export type ViewingEnded = z.infer<typeof ViewingEnded>;

/**
 * `viewing.left.v1`: the learner pressed "Leave course". Launch sends it with the launch's key after all that the launch's own player
 * posted, so whoever reads it has read that viewing too (ADR 0007). `launch.left` on the other topic says the same, without that promise.
 */
export const ViewingLeft = z.object({ launchId: LaunchId, at });
export type ViewingLeft = z.infer<typeof ViewingLeft>;

/** Data by CloudEvents type on `viewing.events.v1`. */
export const VIEWING_EVENTS = {
  'viewing.segment.v1': ViewingSegment,
  'viewing.progress.v1': ViewingProgress,
  'viewing.completed.v1': ViewingCompleted,
  'viewing.ended.v1': ViewingEnded,
  'viewing.left.v1': ViewingLeft,
} as const;
export type ViewingEventType = keyof typeof VIEWING_EVENTS;

export type ViewingEvent =
  | { readonly type: 'viewing.segment.v1'; readonly data: ViewingSegment }
  | { readonly type: 'viewing.progress.v1'; readonly data: ViewingProgress }
  | { readonly type: 'viewing.completed.v1'; readonly data: ViewingCompleted }
  | { readonly type: 'viewing.ended.v1'; readonly data: ViewingEnded }
  | { readonly type: 'viewing.left.v1'; readonly data: ViewingLeft };
