import { CourseId, CourseKind, CourseState, CourseUnit, describeIssues } from '@aicc-bridge/contracts';
import { z } from 'zod';

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
  units: z
    .array(CourseUnit)
    .min(1)
    .max(500)
    .refine((units) => new Set(units.map(({ unitId }) => unitId)).size === units.length, {
      error: 'two units have the same unitId',
    }),
  completionThresholdPercent: z.int().min(1).max(100).default(95),
  replacedBy: CourseId.optional(),
});
export type CourseInput = z.infer<typeof CourseInput>;

const CourseLine = CourseInput.extend({ courseId: CourseId });

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
  return { kind: 'course', courseId, input };
}

export type CourseChange =
  | { readonly kind: 'unchanged'; readonly course: CourseState }
  | { readonly kind: 'created' | 'changed'; readonly course: CourseState };

/** What a PUT makes of a course; the same content again changes nothing. */
export function putCourse(before: CourseState | null, courseId: CourseId, input: CourseInput): CourseChange {
  const course = CourseState.parse({ ...input, courseId, aggregateVersion: (before?.aggregateVersion ?? 0) + 1 });
  if (before === null) return { kind: 'created', course };
  const same =
    JSON.stringify({ ...course, aggregateVersion: 0 }) === JSON.stringify({ ...before, aggregateVersion: 0 });
  return same ? { kind: 'unchanged', course: before } : { kind: 'changed', course };
}
