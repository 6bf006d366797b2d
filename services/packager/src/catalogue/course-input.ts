import {
  CONNECTION_CHECK,
  CourseId,
  CourseKind,
  CourseState,
  CourseUnit,
  describeIssues,
} from '@aicc-bridge/contracts';
import { z } from 'zod';

/** A date or a moment; a date is its first moment in UTC. */
const Moment = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()], { error: 'must be a date or a moment of ISO 8601' })
  .transform((text) => (text.includes('T') ? text : `${text}T00:00:00Z`));

/** A course as the publisher gives it; what is left out has a sensible default. */
export const CourseInput = z.strictObject({
  state: z.enum(['published', 'retired']).default('published'),
  externalId: z.string().min(1).max(200).optional(),
  title: z.string().trim().min(1).max(1000),
  authors: z.array(z.string().trim().min(1).max(200)).max(20).default([]),
  description: z.string().max(20_000).default(''),
  language: z.string().min(2).max(35).default('en'),
  kind: CourseKind.default('course'),
  topics: z.array(z.string().min(1).max(100)).max(50).default([]),
  keywords: z.array(z.string().min(1).max(100)).max(50).optional(),
  thumbnailUrl: z
    .url({ protocol: /^https$/, error: 'must be an https address' })
    .max(2000)
    .optional(),
  units: z
    .array(CourseUnit)
    .min(1)
    .max(500)
    .refine((units) => new Set(units.map(({ unitId }) => unitId)).size === units.length, {
      error: 'two units have the same unitId',
    }),
  completionThresholdPercent: z.int().min(1).max(100).default(95),
  replacedBy: CourseId.optional(),
  publishedAt: Moment.optional(),
  changedAt: Moment.optional(),
  retiredAt: Moment.optional(),
});
export type CourseInput = z.infer<typeof CourseInput>;

const CourseLine = CourseInput.extend({ courseId: CourseId });

/** What a course's content is, whatever its version: two equal ones change nothing. */
export function courseOf(courseId: CourseId, input: CourseInput): CourseState {
  return CourseState.parse({ ...input, courseId, aggregateVersion: 1 });
}

export const RESERVED = `The id "${CONNECTION_CHECK}" belongs to the built-in test course. Choose another one.`;

export type ReadLine =
  | { readonly kind: 'course'; readonly courseId: CourseId; readonly input: CourseInput }
  | { readonly kind: 'refused'; readonly courseId: string | null; readonly detail: string };

/** Reads one line of an NDJSON import. Never throws. */
export function readCourseLine(line: string): ReadLine {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return { kind: 'refused', courseId: null, detail: 'The line is not JSON.' };
  }
  return readCourseRecord(json);
}

/** Reads a course with its id from whatever JSON it is. Never throws. */
export function readCourseRecord(json: unknown): ReadLine {
  const parsed = CourseLine.safeParse(json);
  if (!parsed.success) {
    const named = z.object({ courseId: z.string() }).safeParse(json);
    return {
      kind: 'refused',
      courseId: named.success ? named.data.courseId.slice(0, 100) : null,
      detail: describeIssues(parsed.error),
    };
  }
  const { courseId, ...input } = parsed.data;
  if (courseId === CONNECTION_CHECK) return { kind: 'refused', courseId, detail: RESERVED };
  return { kind: 'course', courseId, input };
}
