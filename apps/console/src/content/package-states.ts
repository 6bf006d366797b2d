import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { CourseState } from '@aicc-bridge/contracts';
import { z } from 'zod';
import { api } from '../api/api.js';

const Downloads = z.object({ last: z.object({ downloadId: z.string() }).nullable() });
const Changes = z.object({ changes: z.array(z.object({ courseId: z.string(), change: z.string() })) });

export interface PackageStates {
  /** there was a download of the library */
  readonly downloaded: boolean;
  /** courses that are new since then */
  readonly fresh: number;
  of(course: CourseState): 'included' | 'new' | 'changed' | 'retired';
}

/** Which courses the last download of the tenant's library holds; null = not known (yet), or no tenant is chosen. */
export function usePackageStates(tenantId: string | null): PackageStates | null {
  const query = useQuery({
    queryKey: ['downloads', tenantId, 'states'],
    queryFn: async ({ signal }) => {
      const base = `/api/packages/tenants/${tenantId ?? ''}`;
      const { last } = await api.get(`${base}/downloads`, Downloads, { signal });
      const changes = last === null ? [] : (await api.get(`${base}/changes`, Changes, { signal })).changes;
      return { downloaded: last !== null, changes };
    },
    enabled: tenantId !== null,
    staleTime: 30_000,
  });
  // The same until the answer is another one: thousands of rows look whether it is.
  return useMemo(() => (query.data === undefined ? null : statesOf(query.data)), [query.data]);
}

interface SinceDownload extends z.infer<typeof Changes> {
  readonly downloaded: boolean;
}

function statesOf({ downloaded, changes }: SinceDownload): PackageStates {
  const changeOf = new Map(changes.map(({ courseId, change }) => [courseId, change]));
  return {
    downloaded,
    fresh: changes.filter(({ change }) => change === 'new' || change === 'back').length,
    of: ({ courseId, state }) => {
      if (state !== 'published') return 'retired';
      const change = changeOf.get(courseId);
      if (!downloaded || change === 'new' || change === 'back') return 'new';
      return change === 'changed' ? 'changed' : 'included';
    },
  };
}
