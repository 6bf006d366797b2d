import { memo, type ReactNode } from 'react';
import { Link } from 'react-router';
import { useNow } from '../look/moment.js';
import { RuleId } from '../look/rule-id.js';
import { SpanBar } from '../look/span-bar.js';
import { useFormats, useMessages } from '../messages/use-messages.js';
import { useScope } from '../shell/scope.js';
import type { LaunchReport } from './launches.api.js';
import { masked } from './masked.js';
import { reportsWords } from './messages.js';
import { OutcomeStatus, TONE_OF } from './outcome.js';
import { ShortVerdict } from './short-verdict.js';
import { type Side, sidesOf } from './sides.js';

interface LaunchRowProps {
  readonly launch: LaunchReport;
  readonly rowIndex: number;
  readonly isSelected: boolean;
  /** null = nobody chooses rows here; the same function every time, or every row is made anew */
  readonly onSelect: ((launchId: string, isSelected: boolean) => void) | null;
}

/** A launch in the list. Of thousands, a press makes only those anew that it changes; what the API tells again is no change. */
export const LaunchRow = memo(function LaunchRow({
  launch,
  rowIndex,
  isSelected,
  onSelect,
}: LaunchRowProps): ReactNode {
  const t = useMessages(reportsWords);
  const { lms, we } = sidesOf(launch);
  return (
    <tr aria-rowindex={rowIndex} data-selected={isSelected || undefined}>
      {onSelect === null ? null : (
        <td className="min sel">
          {isReplayable(launch) ? (
            <Choice launch={launch} isSelected={isSelected} onSelect={(chosen) => onSelect(launch.launchId, chosen)} />
          ) : null}
        </td>
      )}
      <td className="nowrap time">
        <Time launch={launch} />
      </td>
      <td className="mono who nowrap">{launch.learnerId ? masked(launch.learnerId) : '–'}</td>
      <td className="course">{launch.courseTitle ?? launch.courseId ?? '–'}</td>
      <td className="n v lms" data-label={t('table.lms')}>
        <Has side={lms} />
      </td>
      <td className="gap">
        {we.percent === null ? null : <SpanBar lms={lms.percent} we={we.percent} tone={TONE_OF[launch.outcome]} />}
      </td>
      <td className="v we" data-label={t('table.we')}>
        <Has side={we} />
      </td>
      <td className="out">
        <OutcomeStatus outcome={launch.outcome} />
      </td>
      <td className="ver">
        <ShortVerdict launch={launch} />
        {launch.ruleId ? <RuleId id={launch.ruleId} /> : null}
      </td>
    </tr>
  );
}, isSameRow);

function isSameRow(one: LaunchRowProps, other: LaunchRowProps): boolean {
  if (one.rowIndex !== other.rowIndex || one.isSelected !== other.isSelected || one.onSelect !== other.onSelect)
    return false;
  return one.launch === other.launch || JSON.stringify(one.launch) === JSON.stringify(other.launch);
}

/** What a replay could change: everything that is known to a session of an LMS. */
export function isReplayable({ outcome, phase }: LaunchReport): boolean {
  if (outcome === 'refused' || outcome === 'not-reported' || outcome === 'expired') return false;
  return outcome !== 'confirmed' || phase !== 'over';
}

interface ChoiceProps {
  readonly launch: LaunchReport;
  readonly isSelected: boolean;
  readonly onSelect: (isSelected: boolean) => void;
}

function Choice({ launch, isSelected, onSelect }: ChoiceProps): ReactNode {
  const t = useMessages(reportsWords);
  const formats = useFormats();
  return (
    <input
      className="tick"
      type="checkbox"
      aria-label={t('table.select', { time: formats.time(launch.startedAt) })}
      checked={isSelected}
      onChange={({ target }) => onSelect(target.checked)}
    />
  );
}

function Time({ launch: { launchId, startedAt } }: { readonly launch: LaunchReport }): ReactNode {
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
