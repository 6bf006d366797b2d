import type { ReactNode } from 'react';
import { Button } from '../look/button.js';
import { Icon } from '../look/icon.js';
import { Loaded, Skeleton } from '../look/loaded.js';
import { Section } from '../look/section.js';
import { useMessages } from '../messages/use-messages.js';
import { reportsWords } from './messages.js';
import { ReplayPlan } from './replay-plan.js';
import { useReplayPreview } from './replays.api.js';

interface LaunchReplayProps {
  readonly launchId: string;
  /** null = not this person's to do */
  readonly onReplay: (() => void) | null;
}

/** What a replay would do for this launch, said before anybody presses anything. */
export function LaunchReplay({ launchId, onReplay }: LaunchReplayProps): ReactNode {
  const t = useMessages(reportsWords);
  const preview = useReplayPreview([launchId], false);
  return (
    <Section title={t('launch.replay')} about={t('replay.about')}>
      <Loaded query={preview} skeleton={<Skeleton lines={2} />}>
        {(data) => (
          <>
            {data.launches.length === 0 ? (
              <p className="soft">{t('replay.not-reported', { n: 1 })}</p>
            ) : (
              <ReplayPlan preview={data} />
            )}
            {onReplay === null ? <p className="soft">{t('replay.forbidden')}</p> : null}
            {onReplay && (data.counts['asks-and-sends'] ?? 0) > 0 ? (
              <div className="row">
                <Button onPress={onReplay}>
                  <Icon name="replay" />
                  {t('replay.now')}
                </Button>
                <span className="md soft">{t('replay.undo')}</span>
              </div>
            ) : null}
          </>
        )}
      </Loaded>
    </Section>
  );
}
