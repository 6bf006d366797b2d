import type { RowSelectionState } from '@tanstack/react-table';
import { lazy, Suspense, useMemo, useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import { asProblem, type Problem } from '../api/problem.js';
import { useLive } from '../api/use-live.js';
import { Button, buttonClass } from '../look/button.js';
import { Empty } from '../look/empty.js';
import { Icon } from '../look/icon.js';
import { Loaded, Skeleton } from '../look/loaded.js';
import { Page } from '../look/page.js';
import { ProblemNotice } from '../look/problem-notice.js';
import { useToast } from '../look/toast.js';
import { useMessages } from '../messages/use-messages.js';
import { useMay } from '../session/session.js';
import { useScope } from '../shell/scope.js';
import { LaunchFacets } from './launch-facets.js';
import { LaunchFilters } from './launch-filters.js';
import { LaunchesTable } from './launches-table.js';
import {
  download,
  livePath,
  type LaunchFilter,
  type LaunchReport,
  type OutcomeCounts,
  useLaunches,
  useOutcomeCounts,
} from './launches.api.js';
import { reportsWords } from './messages.js';
import { ReportsSubnav } from './reports-subnav.js';
import { useLaunchFilter } from './use-launch-filter.js';

const ReplayDrawer = lazy(() => import('./replay-drawer.js'));

/** Reports › Launches: is everything delivered, and if not, which and why? */
export function LaunchesPage(): ReactNode {
  const t = useMessages(reportsWords);
  const chosen = useLaunchFilter();
  const { filter } = chosen;
  const canReplay = useMay('replay');
  const [selected, setSelected] = useState<RowSelectionState>({});
  const [replaying, setReplaying] = useState(false);
  const list = useLaunches(filter);
  const counts = useOutcomeCounts(filter);
  useLive(livePath(filter.tenantId), ['launches']);

  const pages = list.data?.pages;
  const launches = useMemo(() => pages?.flatMap((page) => page.launches), [pages]);
  // What left the list by a filter is not replayed by surprise.
  const ids = (launches ?? []).map(({ launchId }) => launchId).filter((launchId) => selected[launchId]);
  return (
    <Page
      title={t('title')}
      density="dense"
      subnav={<ReportsSubnav />}
      lead={counts.data ? <Lead counts={counts.data} /> : undefined}
      actions={<CsvButton filter={filter} />}
    >
      <LaunchFacets counts={counts.data} chosen={filter.outcome} onChoose={(outcome) => chosen.set({ outcome })} />
      <LaunchFilters
        chosen={chosen}
        courseTitle={launches?.find(({ courseId }) => courseId === filter.courseId)?.courseTitle ?? null}
      />
      <Loaded query={{ ...list, data: launches }} skeleton={<Skeleton lines={12} />}>
        {(rows) =>
          rows.length === 0 ? (
            <NoLaunches chosen={chosen} />
          ) : (
            <>
              <LaunchesTable launches={rows} selected={selected} onSelect={setSelected} canSelect={canReplay} />
              {ids.length > 0 ? (
                <BulkBar n={ids.length} onClear={() => setSelected({})} onReplay={() => setReplaying(true)} />
              ) : null}
              <Foot list={list} rows={rows} filter={filter} counts={counts.data} />
            </>
          )
        }
      </Loaded>
      <Suspense>
        {replaying ? (
          <ReplayDrawer
            launchIds={ids}
            onClose={() => {
              setReplaying(false);
              setSelected({});
            }}
          />
        ) : null}
      </Suspense>
    </Page>
  );
}

function Lead({ counts: { counts, total, more } }: { readonly counts: OutcomeCounts }): ReactNode {
  const t = useMessages(reportsWords);
  const bold = { b: (words: ReactNode) => <b>{words}</b> };
  if (total === 0) return t('lead.none');
  const waiting = (counts.waiting ?? 0) + (counts.sending ?? 0);
  const act = counts['needs-relaunch'] ?? 0;
  return (
    <>
      {counts.confirmed === total
        ? t.rich('lead.all', bold, { total })
        : t.rich('lead.some', bold, { confirmed: counts.confirmed ?? 0, total })}{' '}
      {waiting > 0 ? t('lead.waiting', { n: waiting }) : null} {act > 0 ? t('lead.act', { n: act }) : null}{' '}
      {more ? t('lead.capped', { n: total - 1 }) : null}
    </>
  );
}

function CsvButton({ filter }: { readonly filter: LaunchFilter }): ReactNode {
  const t = useMessages(reportsWords);
  const say = useToast();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const make = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      await download('/api/launches/-/csv', 'launches.csv', filter);
      say(t('csv.done'));
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      {problem ? <ProblemNotice problem={problem} /> : null}
      <Button small isPending={busy} aria-label={t('csv.label')} onPress={() => void make()}>
        <Icon name="dl" />
        {busy ? t('csv.busy') : t('csv')}
      </Button>
    </>
  );
}

function BulkBar({
  n,
  onClear,
  onReplay,
}: {
  readonly n: number;
  readonly onClear: () => void;
  readonly onReplay: () => void;
}): ReactNode {
  const t = useMessages(reportsWords);
  return (
    <div className="bulk" role="region" aria-label={t('bulk.label')}>
      <p role="status">{t.rich('bulk.selected', { b: (words) => <b>{words}</b> }, { n })}</p>
      <div className="row">
        <Button small kind="quiet" onPress={onClear}>
          {t('bulk.clear')}
        </Button>
        <Button small kind="primary" onPress={onReplay}>
          <Icon name="replay" />
          {t('bulk.replay', { n })}
        </Button>
      </div>
    </div>
  );
}

interface FootProps {
  readonly list: ReturnType<typeof useLaunches>;
  readonly rows: readonly LaunchReport[];
  readonly filter: LaunchFilter;
  readonly counts: OutcomeCounts | undefined;
}

function Foot({ list, rows, filter, counts }: FootProps): ReactNode {
  const t = useMessages(reportsWords);
  const total =
    counts && !counts.more
      ? filter.outcome
        ? Object.entries(counts.counts).find(([one]) => one === filter.outcome)?.[1]
        : counts.total
      : undefined;
  const mark = (title: string) => (words: ReactNode) => <abbr title={title}>{words}</abbr>;
  return (
    <div className="row between foot soft">
      <span>
        {total === undefined
          ? t('foot.shown-some', { shown: rows.length })
          : t('foot.shown', { shown: rows.length, total: Math.max(total, rows.length) })}
      </span>
      <span>{t.rich('foot.legend', { c: mark(t('table.complete')), i: mark(t('table.incomplete')) })}</span>
      {list.hasNextPage ? (
        <Button small isPending={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()}>
          {t('foot.older')}
        </Button>
      ) : (
        <span>{t('foot.end')}</span>
      )}
    </div>
  );
}

function NoLaunches({ chosen }: { readonly chosen: ReturnType<typeof useLaunchFilter> }): ReactNode {
  const t = useMessages(reportsWords);
  const { path } = useScope();
  if (chosen.isNarrowed || chosen.period !== 'all')
    return (
      <Empty says={t('empty.filtered')}>
        <p className="soft">{t('empty.filtered.next')}</p>
        <div className="row">
          <Button onPress={chosen.clear}>{t('empty.clear')}</Button>
          <Button kind="quiet" onPress={() => chosen.set({ period: 'all' })}>
            {t('period.all')}
          </Button>
        </div>
      </Empty>
    );
  return (
    <Empty says={t('empty.first')}>
      <p className="soft">{t('empty.first.next')}</p>
      <Link className={buttonClass('primary')} to={path('/settings')}>
        {t('empty.settings')}
      </Link>
    </Empty>
  );
}
