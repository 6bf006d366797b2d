import type { ReactNode } from 'react';
import { Icon, type IconName } from '../look/icon.js';
import { useNow } from '../look/moment.js';
import type { Tone } from '../look/status.js';
import { useFormats, useMessages } from '../messages/use-messages.js';
import type { Exchange, LaunchDetail } from './launches.api.js';
import { reportsWords } from './messages.js';
import { type TimelineEntry, timelineOf } from './timeline.js';

const ICONS: Readonly<Record<Tone, IconName>> = {
  good: 'good',
  bad: 'bad',
  mute: 'dot',
  warn: 'wait',
  act: 'act',
  live: 'send',
};

interface LaunchTimelineProps {
  readonly launch: LaunchDetail;
  readonly exchanges: readonly Exchange[];
}

export function LaunchTimeline({ launch, exchanges }: LaunchTimelineProps): ReactNode {
  const formats = useFormats();
  const now = useNow();
  const entries = timelineOf(launch, exchanges);
  return (
    <ol className="tl">
      {entries.map((entry, index) => (
        <li
          key={index}
          className={`${entry.tone}${entries[index + 1]?.kind === 'next' ? ' next' : ''}${entry.kind === 'next' ? ' soon' : ''}`}
        >
          <time className="t" dateTime={entry.at.toISOString()} title={formats.full(entry.at)}>
            {entry.kind === 'next' ? formats.relative(entry.at, now) : formats.time(entry.at)}
          </time>
          <Icon name={ICONS[entry.tone]} />
          <div>
            <Says entry={entry} />
          </div>
        </li>
      ))}
    </ol>
  );
}

function Says({ entry }: { readonly entry: TimelineEntry }): ReactNode {
  const t = useMessages(reportsWords);
  const bold = { b: (words: ReactNode) => <b>{words}</b> };
  switch (entry.kind) {
    case 'launched':
      return t('timeline.launched');
    case 'declined':
      return t('timeline.declined');
    case 'over':
      return t('timeline.over');
    case 'get':
      return (
        <>
          {t.rich('timeline.get.ok', bold)}
          <small>
            {entry.had === null ? t('timeline.get.ok.nothing') : t('timeline.get.ok.had', { standing: entry.had })}
          </small>
        </>
      );
    case 'put':
      return t.rich('timeline.put.ok', bold, {
        what: `${entry.percent} ${t(entry.isComplete ? 'mark.complete' : 'mark.incomplete')}`,
      });
    case 'exit':
      return t.rich('timeline.exit.ok', bold);
    case 'failed':
      return (
        <>
          {t('timeline.failed', { command: entry.command, result: entry.result })}
          {entry.more > 0 ? <small>{t('timeline.folded', { n: entry.more })}</small> : null}
        </>
      );
    case 'next':
      return <b>{t('timeline.next')}</b>;
  }
}
