import type { ReactNode } from 'react';
import { Button } from '../look/button.js';
import { Notice } from '../look/notice.js';
import { ProblemNotice } from '../look/problem-notice.js';
import { useMessages } from '../messages/use-messages.js';
import { settingsWords } from './messages.js';
import { PanelSection } from './panel-section.js';
import type { DownloadRun } from './use-library-download.js';

/** How a download goes, file by file, and how it ended. */
export function DownloadProgress({
  run,
  onStop,
}: {
  readonly run: DownloadRun;
  readonly onStop: () => void;
}): ReactNode {
  const t = useMessages(settingsWords);
  switch (run.kind) {
    case 'idle':
      return null;
    case 'running':
      return <Running run={run} onStop={onStop} />;
    case 'finished':
      return (
        <Notice tone="good" role="status">
          <p>{t('running.finished', { count: run.files })}</p>
        </Notice>
      );
    case 'stopped':
      return (
        <Notice tone="mute" role="status">
          <p>{t('running.stopped')}</p>
        </Notice>
      );
    case 'failed':
      return <ProblemNotice problem={run.problem} />;
  }
}

interface RunningProps {
  readonly run: Extract<DownloadRun, { kind: 'running' }>;
  readonly onStop: () => void;
}

function Running({ run: { preview, saved }, onStop }: RunningProps): ReactNode {
  const t = useMessages(settingsWords);
  const { parts, courses } = preview;
  const done = parts.slice(0, saved).reduce((sum, part) => sum + part.courses, 0);
  const says = t('running.of', { at: Math.min(saved + 1, parts.length), all: parts.length });
  return (
    <PanelSection title={t('running')} about={t('running.about')}>
      <div
        className="stack"
        role="progressbar"
        aria-label={t('download')}
        aria-valuemin={0}
        aria-valuemax={parts.length}
        aria-valuenow={saved}
        aria-valuetext={says}
      >
        <p className="progress-head">
          <strong>{says}</strong> <span className="soft">{t('running.done', { done, all: courses })}</span>
        </p>
        <div className="parts" aria-hidden="true">
          {parts.slice(0, 40).map(({ part }, at) => (
            <i key={part} className={at < saved ? 'done' : undefined} />
          ))}
        </div>
        <p className="small muted mono">{parts[saved]?.fileName}</p>
      </div>
      <div>
        <Button small onPress={onStop}>
          {t('running.stop')}
        </Button>
      </div>
    </PanelSection>
  );
}
