import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { OUTCOMES } from '@aicc-bridge/contracts';
import { z } from 'zod';
import { api } from '../api/api.js';
import { SaidVerdict } from '../verdicts/said-verdict.js';

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const Standing = z.object({ status: z.string(), percent: z.number().nullable() });

/** A launch as the reports give it. */
export const LaunchReport = z.object({
  launchId: z.string(),
  tenantId: z.string().nullable(),
  learnerId: z.string().nullable(),
  courseId: z.string().nullable(),
  courseTitle: z.string().nullable(),
  host: z.string().nullable(),
  port: z.number().nullable(),
  device: z.string().nullable(),
  startedAt: instant,
  studentId: z.string().nullable(),
  phase: z.string(),
  outcome: z.enum(OUTCOMES),
  waitingFor: z.string().nullable(),
  ruleId: z.string().nullable(),
  verdict: SaidVerdict.nullable(),
  receipt: z.string().nullable(),
  nextLookAt: instant.nullable(),
  acknowledged: Standing.nullable(),
  lms: Standing.nullable(),
  attempt: z.number().nullable(),
  percent: z.number().nullable(),
  complete: z.boolean().nullable(),
});
export type LaunchReport = z.infer<typeof LaunchReport>;

const LaunchDetail = LaunchReport.extend({ ignored: z.record(z.string(), z.number()) });
export type LaunchDetail = z.infer<typeof LaunchDetail>;

const LaunchPage = z.object({ launches: z.array(LaunchReport), next: z.string().nullable() });
const Counts = z.object({ counts: z.record(z.enum(OUTCOMES), z.number()), total: z.number(), more: z.boolean() });
export type OutcomeCounts = z.infer<typeof Counts>;

const Exchange = z.object({
  exchangeId: z.string(),
  command: z.string(),
  startedAt: instant,
  tookMs: z.number(),
  request: z.string(),
  httpStatus: z.number().nullable(),
  answer: z.string().nullable(),
  classification: z.string(),
  clause: z.string().nullable(),
  detail: z.string().nullable(),
  facts: z.unknown(),
});
export type Exchange = z.infer<typeof Exchange>;

const Viewing = z.object({
  watched: z.array(z.object({ unitId: z.string(), intervals: z.array(z.tuple([z.number(), z.number()])) })),
  ignored: z.array(z.object({ ruleId: z.string(), events: z.number() })),
  activity: z
    .object({
      lastViewingAt: instant.nullable(),
      presenceAt: instant.nullable(),
      leftAt: instant.nullable(),
      viewings: z.number(),
    })
    .nullable(),
});
export type Viewing = z.infer<typeof Viewing>;

/** What a list of launches is narrowed to; goes to the API as it is. */
export interface LaunchFilter {
  readonly tenantId: string | null;
  readonly outcome?: string | undefined;
  readonly courseId?: string | undefined;
  readonly learnerId?: string | undefined;
  readonly host?: string | undefined;
  readonly ruleId?: string | undefined;
  readonly from?: string | undefined;
}

const PAGE = 50;

export function useLaunches(filter: LaunchFilter) {
  return useInfiniteQuery({
    queryKey: ['launches', 'list', filter],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      api.get('/api/launches', LaunchPage, { query: { ...filter, after: pageParam, limit: PAGE }, signal }),
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });
}

/** Outcomes are counted without the outcome's own filter: a facet must not hide the others. */
export function useOutcomeCounts({ outcome: _outcome, ...filter }: LaunchFilter) {
  return useQuery({
    queryKey: ['launches', 'counts', filter],
    queryFn: ({ signal }) => api.get('/api/launches/-/counts', Counts, { query: filter, signal }),
    placeholderData: keepPreviousData,
  });
}

export function useLaunch(launchId: string) {
  return useQuery({
    queryKey: ['launches', launchId, 'detail'],
    queryFn: ({ signal }) => api.get(`/api/launches/${encodeURIComponent(launchId)}`, LaunchDetail, { signal }),
  });
}

export function useTrace(launchId: string) {
  return useQuery({
    queryKey: ['launches', launchId, 'trace'],
    queryFn: async ({ signal }) =>
      (await api.get(`/api/launches/${launchId}/trace`, z.object({ exchanges: z.array(Exchange) }), { signal }))
        .exchanges,
  });
}

export function useViewing(launchId: string) {
  return useQuery({
    queryKey: ['launches', launchId, 'viewing'],
    queryFn: ({ signal }) => api.get(`/api/launches/${launchId}/viewing`, Viewing, { signal }),
  });
}

/** Where the list's live updates come from. */
export function livePath(tenantId: string | null): string {
  return `/api/launches/-/live${tenantId === null ? '' : `?tenantId=${tenantId}`}`;
}

/** Hands a file to the reader as a download. */
export async function download(
  path: string,
  name: string,
  query: LaunchFilter | Record<string, never> = {},
): Promise<void> {
  const file = await api.file(path, { query: { ...query }, timeoutMillis: 120_000 });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
