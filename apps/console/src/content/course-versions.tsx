import { useInfiniteQuery, type InfiniteData, type UseInfiniteQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { z } from 'zod';
import { api } from '../api/api.js';
import { LoadMore } from '../look/load-more.js';
import { Loaded, Skeleton } from '../look/loaded.js';
import { Moment } from '../look/moment.js';
import { useMessages } from '../messages/use-messages.js';
import { contentWords } from './messages.js';

const Versions = z.object({
  versions: z.array(
    z.object({
      seq: z.number(),
      changedAt: z.coerce.date(),
      kind: z.enum(['new', 'changed', 'retired', 'back', 'removed']),
      fields: z.array(z.string()),
    }),
  ),
  next: z.number().nullable(),
});
type VersionsPage = z.infer<typeof Versions>;
type Version = VersionsPage['versions'][number];

/** Fields of a course that people have a word for; one that a newer service knows is shown as the API calls it. */
const NAMED = [
  'externalId',
  'title',
  'authors',
  'description',
  'language',
  'kind',
  'topics',
  'keywords',
  'thumbnailUrl',
  'units',
  'completionThresholdPercent',
  'replacedBy',
  'publishedAt',
  'changedAt',
  'retiredAt',
] as const;

function useCourseVersions(courseId: string): UseInfiniteQueryResult<InfiniteData<VersionsPage>> {
  return useInfiniteQuery({
    queryKey: ['course-versions', courseId],
    queryFn: ({ pageParam, signal }) =>
      api.get(`/api/courses/${encodeURIComponent(courseId)}/versions`, Versions, {
        query: { after: pageParam },
        signal,
      }),
    initialPageParam: null as number | null,
    getNextPageParam: ({ next }) => next ?? undefined,
  });
}

/** What changed in a course and when, the newest first. */
export function CourseVersions({ courseId }: { readonly courseId: string }): ReactNode {
  const t = useMessages(contentWords);
  const versions = useCourseVersions(courseId);
  return (
    <Loaded query={versions} skeleton={<Skeleton lines={3} />}>
      {({ pages }) => (
        <div className="stack">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t('versions.when')}</th>
                <th scope="col">{t('versions.what')}</th>
              </tr>
            </thead>
            <tbody>
              {pages
                .flatMap((page) => page.versions)
                .map((version) => (
                  <tr key={version.seq}>
                    <td className="nowrap">
                      <Moment at={version.changedAt} />
                    </td>
                    <td>
                      <What version={version} />
                    </td>
                  </tr>
                ))}
            </tbody>
          </table>
          <LoadMore query={versions}>{t('versions.more')}</LoadMore>
        </div>
      )}
    </Loaded>
  );
}

function What({ version: { kind, fields } }: { readonly version: Version }): ReactNode {
  const t = useMessages(contentWords);
  const names = fields.map((field) => {
    const named = NAMED.find((one) => one === field);
    return named === undefined ? field : t(`field.${named}`);
  });
  return (
    <>
      {t(`version.${kind}`)}
      {names.length === 0 ? null : <span className="sub">{names.join(', ')}</span>}
    </>
  );
}
