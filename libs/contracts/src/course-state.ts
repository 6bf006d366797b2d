import { z } from 'zod';
import { CourseId, UnitId } from './ids.js';

export const CourseUnit = z.object({
  unitId: UnitId,
  title: z.string().min(1).max(500),
  /** length of the video in media seconds */
  seconds: z.int().min(1).max(360_000),
  /** where the video lies, absolute or a path at the publisher; absent = the bundled sample */
  mediaUrl: z.string().max(2000).optional(),
});
export type CourseUnit = z.infer<typeof CourseUnit>;

export const CourseKind = z.enum(['course', 'video']);

/** Value of `catalog.courses.v1`. */
export const CourseState = z.object({
  courseId: CourseId,
  aggregateVersion: z.int().min(1),
  state: z.enum(['published', 'retired', 'deleted']),
  /** the publisher's own id; may stand in viewing events instead of courseId */
  externalId: z.string().min(1).max(200).optional(),
  title: z.string().min(1).max(1000),
  authors: z.array(z.string().min(1).max(200)).max(20),
  description: z.string().max(20_000),
  /** BCP 47 */
  language: z.string().min(2).max(35),
  kind: CourseKind,
  topics: z.array(z.string().min(1).max(100)).max(50),
  units: z.array(CourseUnit).min(1).max(500),
  /** a unit counts as watched at this share of its length, percent 0–100 */
  completionThresholdPercent: z.int().min(1).max(100),
  replacedBy: CourseId.optional(),
});
export type CourseState = z.infer<typeof CourseState>;
