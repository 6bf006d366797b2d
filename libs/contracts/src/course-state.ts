import { z } from 'zod';
import { CourseId, UnitId } from './ids.js';

export const CourseUnit = z.object({
  unitId: UnitId,
  title: z.string().min(1).max(500),
  /** length of the video in media seconds */
  seconds: z.int().min(1).max(360_000),
  /** where the video lies, absolute or a path at the publisher; absent = the bundled sample */
  mediaUrl: z.string().max(2000).optional(),
  /** where its captions lie (WebVTT, in the course's language), absolute or a path at the publisher; absent = it has none */
  captionsUrl: z.string().max(2000).optional(),
});
export type CourseUnit = z.infer<typeof CourseUnit>;

export const CourseKind = z.enum(['course', 'video']);

/**
 * The built-in course of "Test integration" (one unit of 60 s). It is in no library download, search or report figure; consumers of
 * `catalog.courses.v1` get it like any other course.
 */
export const CONNECTION_CHECK = CourseId.parse('connection-check');

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
  /** found by search, not shown */
  keywords: z.array(z.string().min(1).max(100)).max(50).optional(),
  /** of a picture, https */
  thumbnailUrl: z.string().max(2000).optional(),
  units: z.array(CourseUnit).min(1).max(500),
  /** a unit counts as watched at this share of its length, percent 0–100 */
  completionThresholdPercent: z.int().min(1).max(100),
  replacedBy: CourseId.optional(),
  /** when the publisher first published it, as the publisher says */
  publishedAt: z.iso.datetime({ offset: true }).optional(),
  /** when its content last changed, as the publisher says */
  changedAt: z.iso.datetime({ offset: true }).optional(),
  /** when it was or will be retired; may lie in the future while the course is still published */
  retiredAt: z.iso.datetime({ offset: true }).optional(),
});
export type CourseState = z.infer<typeof CourseState>;
