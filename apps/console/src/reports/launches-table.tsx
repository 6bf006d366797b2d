import {
  type ColumnDef,
  rowSelectionFeature,
  type RowSelectionState,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useMemo, type ReactNode } from 'react';
import { Link } from 'react-router';
import { RuleId } from '../look/rule-id.js';
import { SpanBar } from '../look/span-bar.js';
import { useNow } from '../look/moment.js';
import { useFormats, useMessages } from '../messages/use-messages.js';
import { useScope } from '../shell/scope.js';
import { masked } from './masked.js';
import { reportsWords } from './messages.js';
import type { LaunchReport } from './launches.api.js';
import { OutcomeStatus, TONE_OF } from './outcome.js';
import { ShortVerdict } from './short-verdict.js';
import { type Side, sidesOf } from './sides.js';

const features = tableFeatures({ rowSelectionFeature });
type Column = ColumnDef<typeof features, LaunchReport> & { readonly id: string };

interface LaunchesTableProps {
  readonly launches: readonly LaunchReport[];
  readonly selected: RowSelectionState;
  readonly onSelect: (selected: RowSelectionState) => void;
  /** replay is not for everybody, so neither is choosing */
  readonly canSelect: boolean;
}

/** The list: what the LMS has and what we have, side by side. */
export function LaunchesTable({ launches, selected, onSelect, canSelect }: LaunchesTableProps): ReactNode {
  const t = useMessages(reportsWords);
  const columns = useColumns();
  const data = useMemo(() => [...launches], [launches]);
  const table = useTable({
    features,
    columns,
    data,
    getRowId: ({ launchId }) => launchId,
    enableRowSelection: ({ original }) => isReplayable(original),
    state: { rowSelection: selected },
    onRowSelectionChange: (next) => onSelect(typeof next === 'function' ? next(selected) : next),
  });
  const all = table.getIsAllRowsSelected();
  const some = table.getIsSomeRowsSelected();
  const formats = useFormats();
  return (
    <table className="table launches">
      <caption className="vh">{t('table.caption')}</caption>
      <thead>
        <tr>
          {canSelect ? (
            <th className="min" scope="col">
              <input
                className="tick"
                type="checkbox"
                aria-label={t('table.select-all')}
                checked={all}
                disabled={!launches.some(isReplayable)}
                ref={(box) => {
                  if (box) box.indeterminate = some && !all;
                }}
                onChange={table.getToggleAllRowsSelectedHandler()}
              />
            </th>
          ) : null}
          {columns.map(({ id, header }) => (
            <th key={id} scope="col" className={HEAD_CLASS[id]}>
              {id === 'gap' ? <span className="vh">{String(header)}</span> : String(header)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {table.getRowModel().rows.map((row) => (
          <tr key={row.id} data-selected={row.getIsSelected() || undefined}>
            {canSelect ? (
              <td className="min sel">
                {row.getCanSelect() ? (
                  <input
                    className="tick"
                    type="checkbox"
                    aria-label={t('table.select', { time: formats.time(row.original.startedAt) })}
                    checked={row.getIsSelected()}
                    onChange={row.getToggleSelectedHandler()}
                  />
                ) : null}
              </td>
            ) : null}
            {row.getAllCells().map((cell) => (
              <td
                key={cell.id}
                className={CELL_CLASS[cell.column.id]}
                data-label={
                  cell.column.id === 'lms' ? t('table.lms') : cell.column.id === 'we' ? t('table.we') : undefined
                }
              >
                <table.FlexRender cell={cell} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What a replay could change: everything that is known to a session of an LMS. */
export function isReplayable({ outcome, phase }: LaunchReport): boolean {
  if (outcome === 'refused' || outcome === 'not-reported' || outcome === 'expired') return false;
  return outcome !== 'confirmed' || phase !== 'over';
}

const HEAD_CLASS: Readonly<Record<string, string>> = { lms: 'n lms', gap: 'gap' };
const CELL_CLASS: Readonly<Record<string, string>> = {
  time: 'nowrap time',
  learner: 'mono who nowrap',
  course: 'course',
  lms: 'n v lms',
  gap: 'gap',
  we: 'v we',
  outcome: 'out',
  verdict: 'ver',
};

function useColumns(): Column[] {
  const t = useMessages(reportsWords);
  return useMemo(
    () => [
      { id: 'time', header: t('table.time'), cell: ({ row }) => <TimeCell launch={row.original} /> },
      {
        id: 'learner',
        header: t('table.learner'),
        cell: ({ row }) => (row.original.learnerId ? masked(row.original.learnerId) : '–'),
      },
      {
        id: 'course',
        header: t('table.course'),
        cell: ({ row }) => row.original.courseTitle ?? row.original.courseId ?? '–',
      },
      { id: 'lms', header: t('table.lms'), cell: ({ row }) => <Has side={sidesOf(row.original).lms} /> },
      {
        id: 'gap',
        header: t('table.gap'),
        cell: ({ row: { original } }) => <Gap launch={original} />,
      },
      { id: 'we', header: t('table.we'), cell: ({ row }) => <Has side={sidesOf(row.original).we} /> },
      {
        id: 'outcome',
        header: t('table.outcome'),
        cell: ({ row }) => <OutcomeStatus outcome={row.original.outcome} />,
      },
      {
        id: 'verdict',
        header: t('table.verdict'),
        cell: ({ row: { original } }) => (
          <>
            <ShortVerdict launch={original} />
            {original.ruleId ? <RuleId id={original.ruleId} /> : null}
          </>
        ),
      },
    ],
    [t],
  );
}

function Gap({ launch }: { readonly launch: LaunchReport }): ReactNode {
  const { lms, we } = sidesOf(launch);
  return we.percent === null ? null : <SpanBar lms={lms.percent} we={we.percent} tone={TONE_OF[launch.outcome]} />;
}

function TimeCell({ launch: { launchId, startedAt } }: { readonly launch: LaunchReport }): ReactNode {
  const t = useMessages(reportsWords);
  const formats = useFormats();
  const now = useNow(60_000);
  const { path } = useScope();
  const time = formats.whenShort(startedAt, now);
  return (
    <Link
      to={path(`/reports/launches/${launchId}`)}
      aria-label={t('table.open', { time })}
      title={formats.full(startedAt)}
    >
      {time}
    </Link>
  );
}

function Has({ side: { percent, isComplete } }: { readonly side: Side }): ReactNode {
  const t = useMessages(reportsWords);
  const formats = useFormats();
  if (percent === null)
    return (
      <span className="muted" title={t('table.nothing')}>
        –
      </span>
    );
  return (
    <>
      <b>{formats.number(percent)}</b>{' '}
      <abbr title={t(isComplete ? 'table.complete' : 'table.incomplete')}>
        {t(isComplete ? 'mark.complete' : 'mark.incomplete')}
      </abbr>
    </>
  );
}
