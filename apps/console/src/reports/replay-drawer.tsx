import { useState, type CSSProperties, type ReactNode } from 'react';
import { asProblem } from '../api/problem.js';
import { Button } from '../look/button.js';
import { Drawer } from '../look/drawer.js';
import { Icon } from '../look/icon.js';
import { Loaded } from '../look/loaded.js';
import { ProblemNotice } from '../look/problem-notice.js';
import { useMessages } from '../messages/use-messages.js';
import { reportsWords } from './messages.js';
import { ReplayPlan } from './replay-plan.js';
import { type ReplayPreview, useReplay, useReplayPreview } from './replays.api.js';

interface ReplayDrawerProps {
  readonly launchIds: readonly string[];
  readonly onClose: () => void;
}

/** What a replay would do; then the replay, launch by launch until all are settled. */
export default function ReplayDrawer({ launchIds, onClose }: ReplayDrawerProps): ReactNode {
  const t = useMessages(reportsWords);
  // The list behind changes while the replay runs: what was chosen stays chosen.
  const [ids] = useState(launchIds);
  const replay = useReplay(ids);
  const begun = replay.data !== undefined;
  const [running, setRunning] = useState<readonly string[]>([]);
  const preview = useReplayPreview(ids, begun);
  const start = (): void =>
    replay.mutate(undefined, {
      onSuccess: ({ launches }) =>
        setRunning(launches.filter(({ verdict }) => verdict === 'asks-and-sends').map(({ launchId }) => launchId)),
    });
  const canSend = (preview.data?.counts['asks-and-sends'] ?? 0) > 0;
  return (
    <Drawer
      title={t('replay.title', { n: ids.length })}
      isOpen
      onClose={onClose}
      footer={
        begun ? (
          <Button kind="primary" onPress={onClose}>
            {t('replay.close')}
          </Button>
        ) : (
          <div className="row">
            <Button kind="primary" isPending={replay.isPending} isDisabled={!canSend} onPress={start}>
              <Icon name="replay" />
              {t('replay.now')}
            </Button>
            <Button kind="quiet" onPress={onClose}>
              {t('replay.cancel')}
            </Button>
            <span className="md soft">{t('replay.undo')}</span>
          </div>
        )
      }
    >
      <div className="stack">
        <p className="soft">{t('replay.about')}</p>
        {replay.error ? <ProblemNotice problem={asProblem(replay.error)} /> : null}
        <Loaded query={preview}>
          {(data) =>
            begun ? (
              <Progress preview={data} running={running} replayed={replay.data?.replayed ?? 0} />
            ) : (
              <ReplayPlan preview={data} />
            )
          }
        </Loaded>
      </div>
    </Drawer>
  );
}

interface ProgressProps {
  readonly preview: ReplayPreview;
  readonly running: readonly string[];
  readonly replayed: number;
}

function Progress({ preview, running, replayed }: ProgressProps): ReactNode {
  const t = useMessages(reportsWords);
  const done = preview.launches.filter(({ launchId, settled }) => settled && running.includes(launchId)).length;
  const all = running.length;
  const part = { '--p': `${all === 0 ? 100 : Math.floor((100 * done) / all)}%` } as CSSProperties;
  return (
    <div className="stack">
      <p className="progress-head" role="status">
        <b>{done < all ? t('replay.running', { done, all }) : t('replay.done', { n: replayed })}</b>
      </p>
      <div className="parts" aria-hidden="true">
        <i style={part} />
      </div>
      <ReplayPlan preview={preview} />
    </div>
  );
}
