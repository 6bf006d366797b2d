import {
  keepPreviousData,
  useInfiniteQuery,
  useQuery,
  type InfiniteData,
  type UseInfiniteQueryResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import { CourseState } from '@aicc-bridge/contracts';
import { z } from 'zod';
import { api } from '../api/api.js';

/** What narrows the list; empty = any. It stands in the address. */
export interface CourseFilter {
  readonly q: string;
  readonly topic: string;
  readonly kind: string;
  readonly language: string;
  readonly state: string;
}
export const FILTERS = ['q', 'topic', 'kind', 'language', 'state'] as const;

const Courses = z.object({
  courses: z.array(CourseState),
  next: z.string().nullable(),
  corrected: z.string().nullable(),
});
export type CoursesPage = z.infer<typeof Courses>;
const PAGE = 50;

export function useCourses(filter: CourseFilter): UseInfiniteQueryResult<InfiniteData<CoursesPage>> {
  return useInfiniteQuery({
    queryKey: ['courses', filter],
    queryFn: ({ pageParam, signal }) =>
      api.get('/api/courses', Courses, { query: { ...filter, after: pageParam, limit: PAGE }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: keepPreviousData,
  });
}

export function useCourse(courseId: string): UseQueryResult<CourseState> {
  return useQuery({
    queryKey: ['course', courseId],
    queryFn: ({ signal }) => api.get(`/api/courses/${encodeURIComponent(courseId)}`, CourseState, { signal }),
  });
}

const Suggestions = z.object({
  suggestions: z.array(
    z.object({ courseId: z.string(), title: z.string(), kind: z.enum(['course', 'video']), seconds: z.number() }),
  ),
  corrected: z.string().nullable(),
});
export type Suggestion = z.infer<typeof Suggestions>['suggestions'][number];

/** Titles while somebody types (S43); what was found last stays until the next is here. */
export function useSuggestions(words: string): UseQueryResult<z.infer<typeof Suggestions>> {
  return useQuery({
    queryKey: ['course-suggestions', words],
    queryFn: ({ signal }) => api.get('/api/courses/-/suggest', Suggestions, { query: { q: words }, signal }),
    enabled: words.trim() !== '',
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

const Facets = z.object({
  facets: z.array(z.object({ facet: z.enum(['topic', 'language', 'kind']), value: z.string(), count: z.number() })),
});
export type Facet = z.infer<typeof Facets>['facets'][number];

export function useFacets(): UseQueryResult<readonly Facet[]> {
  return useQuery({
    queryKey: ['course-facets'],
    queryFn: async ({ signal }) => (await api.get('/api/courses/-/facets', Facets, { signal })).facets,
    staleTime: 60_000,
  });
}

const Check = z.object({
  profileId: z.string(),
  looks: z.object({ title: z.string(), author: z.string(), description: z.string() }),
  findings: z.array(
    z.object({
      severity: z.enum(['error', 'warning']),
      field: z.string(),
      reason: z.string(),
      clause: z.string(),
      cure: z.string(),
      reasonId: z.string().optional(),
      cureId: z.string().optional(),
      values: z.record(z.string(), z.string()).optional(),
    }),
  ),
  file: z.object({ name: z.string(), bytes: z.number(), sha256: z.string() }),
});
export type CourseCheck = z.infer<typeof Check>;

/** What becomes of a course in the tenant's LMS. */
export function useCourseCheck(tenantId: string | null, courseId: string): UseQueryResult<CourseCheck> {
  return useQuery({
    queryKey: ['course-check', tenantId, courseId],
    queryFn: ({ signal }) =>
      api.get(`/api/packages/tenants/${tenantId ?? ''}/courses/${courseId}/check`, Check, { signal }),
    enabled: tenantId !== null,
  });
}

const Standing = z.object({ status: z.string(), percent: z.number().nullable() });
const Launches = z.object({
  launches: z.array(
    z.object({
      launchId: z.string(),
      host: z.string().nullable(),
      startedAt: z.coerce.date(),
      outcome: z.enum(['sending', 'waiting', 'confirmed', 'needs-relaunch', 'not-reported', 'refused', 'expired']),
      acknowledged: Standing.nullable(),
      percent: z.number().nullable(),
    }),
  ),
});
export type CourseLaunch = z.infer<typeof Launches>['launches'][number];

export function useCourseLaunches(tenantId: string | null, courseId: string): UseQueryResult<readonly CourseLaunch[]> {
  return useQuery({
    queryKey: ['course-launches', tenantId, courseId],
    queryFn: async ({ signal }) =>
      (await api.get('/api/launches', Launches, { query: { tenantId, courseId, limit: 10 }, signal })).launches,
  });
}
