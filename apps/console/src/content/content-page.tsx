import type { ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import { Empty } from '../look/empty.js';
import { LoadMore } from '../look/load-more.js';
import { Loaded } from '../look/loaded.js';
import { Notice } from '../look/notice.js';
import { Page } from '../look/page.js';
import { useMessages } from '../messages/use-messages.js';
import { useScope } from '../shell/scope.js';
import './content.css';
import { CourseFilters } from './course-filters.js';
import { CourseSearch } from './course-search.js';
import { CourseTable } from './course-table.js';
import { type CourseFilter, FILTERS, useCourses, useFacets } from './courses.js';
import { contentWords } from './messages.js';
import { usePackageStates } from './package-states.js';

/** Content › Explore: search, filters, courses. What is looked for stands in the address. */
export function ContentPage(): ReactNode {
  const t = useMessages(contentWords);
  const [address, setAddress] = useSearchParams();
  const filter = filterOf(address);
  const courses = useCourses(filter);
  const change = (more: Partial<CourseFilter>): void => {
    const given = Object.entries({ ...filter, ...more }).filter(([, value]) => value !== '');
    setAddress(Object.fromEntries(given), { replace: true });
  };
  return (
    <Page title={t('title')} lead={<Lead />} density="dense">
      <div className="content-page">
        <div className="searchbar">
          <CourseSearch key={filter.q} words={filter.q} onSearch={(q) => change({ q })} />
          <CourseFilters filter={filter} onChange={change} />
        </div>
        <div className="results">
          <Loaded query={courses}>
            {({ pages }) => {
              const list = pages.flatMap((page) => page.courses);
              const corrected = pages[0]?.corrected ?? null;
              if (list.length === 0) return <Nothing filter={filter} />;
              return (
                <div className="stack">
                  {corrected === null ? null : (
                    <Notice tone="mute" role="status">
                      <p>{t('corrected', { words: corrected })}</p>
                    </Notice>
                  )}
                  <CourseTable courses={list} />
                  <LoadMore query={courses}>{t('more')}</LoadMore>
                </div>
              );
            }}
          </Loaded>
        </div>
      </div>
    </Page>
  );
}

function Nothing({ filter }: { readonly filter: CourseFilter }): ReactNode {
  const t = useMessages(contentWords);
  const asked = FILTERS.some((name) => filter[name] !== '');
  return (
    <Empty says={asked ? t('none') : t('empty')}>
      <p className="md soft">{asked ? t('none.next') : t('empty.next')}</p>
    </Empty>
  );
}

function Lead(): ReactNode {
  const t = useMessages(contentWords);
  const { tenantId } = useScope();
  const facets = useFacets();
  const states = usePackageStates(tenantId);
  if (facets.data === undefined) return null;
  const count = facets.data.filter(({ facet }) => facet === 'kind').reduce((sum, one) => sum + one.count, 0);
  const b = (words: ReactNode): ReactNode => <b>{words}</b>;
  if (tenantId === null || states === null) return t.rich('lead.all', { b }, { count });
  return states.downloaded
    ? t.rich('lead.new', { b }, { count, fresh: states.fresh })
    : t.rich('lead.never', { b }, { count });
}

function filterOf(address: URLSearchParams): CourseFilter {
  const of = (name: keyof CourseFilter): string => address.get(name) ?? '';
  return { q: of('q'), topic: of('topic'), kind: of('kind'), language: of('language'), state: of('state') };
}
