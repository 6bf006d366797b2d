import { z } from 'zod';
import { FrameOrigin } from './frame-origins.js';
import { CourseId, LaunchId, LaunchKey, LearnerId, TenantId } from './ids.js';
import { RULE_IDS } from './rules.js';

const at = z.iso.datetime({ offset: true });
export const Device = z.enum(['desktop', 'mobile']);
export type Device = z.infer<typeof Device>;

/** `launch.started` on `launch.sessions.v1`: a launch that may report. No names on the bus. */
export const LaunchStarted = z.object({
  launchId: LaunchId,
  tenantId: TenantId,
  launchKey: LaunchKey,
  courseId: CourseId,
  learnerId: LearnerId,
  device: Device,
  /** host and port of aicc_url as matched on the tenant's list */
  host: z.string().min(1).max(253),
  port: z.int().min(1).max(65535),
  /** sealed text (AES-256-GCM), associated data `launchId/aicc_url` and `launchId/aicc_sid` */
  aiccUrlSealed: z.string().max(10_000),
  aiccSidSealed: z.string().max(10_000),
  startedAt: at,
});
export type LaunchStarted = z.infer<typeof LaunchStarted>;

/** `launch.presence`: the player is open, also while paused. */
export const LaunchPresence = z.object({ launchId: LaunchId, at });
export type LaunchPresence = z.infer<typeof LaunchPresence>;

/** `launch.left`: the learner pressed "Leave course". */
export const LaunchLeft = z.object({ launchId: LaunchId, at });
export type LaunchLeft = z.infer<typeof LaunchLeft>;

/** `launch.refused` and `launch.not-reported`: for the reports and for host suggestions. */
export const LaunchDeclined = z.object({
  /** the code that the page shows; the admin finds cause and cure by it */
  launchId: LaunchId,
  ruleId: z.enum(RULE_IDS),
  tenantId: TenantId.nullable(),
  launchKey: z.string().max(100).nullable(),
  courseId: z.string().max(100).nullable(),
  learnerId: LearnerId.nullable(),
  /** host (and port) that the visitor brought, if it could be read */
  host: z.string().max(300).nullable(),
  at,
});
export type LaunchDeclined = z.infer<typeof LaunchDeclined>;

/**
 * `launch.frame-refused`: a browser has refused to show our page in a frame, because the page around it is not on the tenant's list.
 * For host suggestions; nothing of the launch or its learner is in it.
 */
export const LaunchFrameRefused = z.object({
  /** an id of this event alone: mostly nobody has signed in yet, so there is no launch */
  launchId: LaunchId,
  tenantId: TenantId,
  /** where the course was opened from, as the browser said then */
  origin: FrameOrigin,
  at,
});
export type LaunchFrameRefused = z.infer<typeof LaunchFrameRefused>;

/** Data by CloudEvents type on `launch.sessions.v1`. */
export const LAUNCH_EVENTS = {
  'launch.started': LaunchStarted,
  'launch.presence': LaunchPresence,
  'launch.left': LaunchLeft,
  'launch.refused': LaunchDeclined,
  'launch.not-reported': LaunchDeclined,
  'launch.frame-refused': LaunchFrameRefused,
} as const;

/** `learner.erased`: each service deletes what it holds of the learner, or makes it nobody's (design §5). */
export const LearnerErased = z.object({
  tenantId: TenantId,
  learnerId: LearnerId,
  /** who asked for it, as the audit trail writes it: `person:<id>` */
  by: z.string().max(200).optional(),
  at,
});
export type LearnerErased = z.infer<typeof LearnerErased>;
