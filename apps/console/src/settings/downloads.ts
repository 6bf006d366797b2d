import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { z } from 'zod';
import { api } from '../api/api.js';

const Counts = z.object({ new: z.number(), changed: z.number(), retired: z.number() });
const Selection = z.object({ kind: z.enum(['all', 'since', 'filter']) });
const Completed = z.object({
  downloadId: z.string(),
  completedAt: z.coerce.date(),
  launchKey: z.string(),
  selection: Selection,
  courses: z.number(),
  movesCursor: z.boolean(),
});
export type CompletedDownload = z.infer<typeof Completed>;
const Downloads = z.object({ last: Completed.nullable(), sinceLast: Counts.nullable(), history: z.array(Completed) });
export type Downloads = z.infer<typeof Downloads>;

/** The last download (S35), what is new since, and earlier ones. */
export function useDownloads(tenantId: string): UseQueryResult<Downloads> {
  return useQuery({
    queryKey: ['downloads', tenantId],
    queryFn: ({ signal }) => api.get(`/api/packages/tenants/${tenantId}/downloads`, Downloads, { signal }),
  });
}

const Publisher = z.object({ name: z.string().nullable() });

/** Whose library it is; null while that is not known, or if nobody has said it. */
export function usePublisherName(): string | null {
  const publisher = useQuery({
    queryKey: ['publisher'],
    queryFn: ({ signal }) => api.get('/api/publisher', Publisher, { signal }),
    staleTime: Infinity,
  });
  return publisher.data?.name ?? null;
}

/** What to download, as the API asks it. */
export interface Choice {
  readonly courses: 'all' | 'new';
  /** with `new`: `last` or the id of a download of the history */
  readonly since: string;
  readonly changed: boolean;
}

export function queryOf({ courses, since, changed }: Choice): Readonly<Record<string, string>> {
  return courses === 'all' ? { courses } : { courses, since, changed: changed ? 'include' : 'leave-out' };
}

const Preview = z.object({
  courses: z.number(),
  bytes: z.number(),
  changes: Counts,
  parts: z.array(z.object({ part: z.number(), courses: z.number(), bytes: z.number(), fileName: z.string() })),
});
export type Preview = z.infer<typeof Preview>;

/** What a choice would download: courses, size, files. */
export function usePreview(tenantId: string, choice: Choice | null): UseQueryResult<Preview> {
  return useQuery({
    queryKey: ['downloads', tenantId, 'preview', choice],
    queryFn: ({ signal }) =>
      api.get(`/api/packages/tenants/${tenantId}/preview`, Preview, {
        query: queryOf(choice ?? { courses: 'all', since: 'last', changed: false }),
        signal,
        timeoutMillis: 60_000,
      }),
    enabled: choice !== null,
  });
}

const Change = z.object({
  courseId: z.string(),
  title: z.string(),
  change: z.enum(['new', 'back', 'changed', 'retired', 'removed']),
});
const Changes = z.object({ addressChanged: z.boolean(), changes: z.array(Change) });
export type Changes = z.infer<typeof Changes>;

/** What has changed since a download. */
export function useChanges(tenantId: string, since: string): UseQueryResult<Changes> {
  return useQuery({
    queryKey: ['downloads', tenantId, 'changes', since],
    queryFn: ({ signal }) =>
      api.get(`/api/packages/tenants/${tenantId}/changes`, Changes, { query: { since }, signal }),
  });
}
