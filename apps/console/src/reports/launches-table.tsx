import {
  type ColumnDef,
  rowSelectionFeature,
  type RowSelectionState,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { type Dispatch, type SetStateAction, useCallback, useMemo, type ReactNode } from 'react';
import { RowChunks } from '../look/row-chunks.js';
import { useMessages } from '../messages/use-messages.js';
import { isReplayable, LaunchRow } from './launch-row.js';
import type { LaunchReport } from './launches.api.js';
import { reportsWords } from './messages.js';

const features = tableFeatures({ rowSelectionFeature });
type Column = ColumnDef<typeof features, LaunchReport> & { readonly id: string };

interface LaunchesTableProps {
  readonly launches: readonly LaunchReport[];
  readonly selected: RowSelectionState;
  readonly onSelect: Dispatch<SetStateAction<RowSelectionState>>;
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
    onRowSelectionChange: onSelect,
  });
  const all = table.getIsAllRowsSelected();
  const some = table.getIsSomeRowsSelected();
  const select = useCallback(
    (launchId: string, isSelected: boolean): void =>
      onSelect(({ [launchId]: _, ...others }) => (isSelected ? { ...others, [launchId]: true } : others)),
    [onSelect],
  );
  return (
    <table className="table launches" aria-rowcount={launches.length + 1}>
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
      <RowChunks rows={launches}>
        {(launch, rowIndex) => (
          <LaunchRow
            key={launch.launchId}
            launch={launch}
            rowIndex={rowIndex}
            isSelected={selected[launch.launchId] === true}
            onSelect={canSelect ? select : null}
          />
        )}
      </RowChunks>
    </table>
  );
}

const HEAD_CLASS: Readonly<Record<string, string>> = { lms: 'n lms', gap: 'gap' };

/** What a row shows in each of them stands in LaunchRow. */
function useColumns(): Column[] {
  const t = useMessages(reportsWords);
  return useMemo(
    () => [
      { id: 'time', header: t('table.time') },
      { id: 'learner', header: t('table.learner') },
      { id: 'course', header: t('table.course') },
      { id: 'lms', header: t('table.lms') },
      { id: 'gap', header: t('table.gap') },
      { id: 'we', header: t('table.we') },
      { id: 'outcome', header: t('table.outcome') },
      { id: 'verdict', header: t('table.verdict') },
    ],
    [t],
  );
}
