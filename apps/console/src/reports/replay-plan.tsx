import type { ReactNode } from 'react';
import { REPLAY_VERDICTS } from '@aicc-bridge/contracts';
import { Status, type Tone } from '../look/status.js';
import { useMessages } from '../messages/use-messages.js';
import { reportsWords } from './messages.js';
import type { ReplayPreview } from './replays.api.js';

const TONES: Readonly<Record<(typeof REPLAY_VERDICTS)[number], Tone>> = {
  'asks-and-sends': 'live',
  'being-sent-now': 'live',
  'needs-relaunch': 'act',
  'nothing-to-send': 'mute',
  'not-reported': 'mute',
};

/** What each of the launches would come to. */
export function ReplayPlan({ preview }: { readonly preview: ReplayPreview }): ReactNode {
  const t = useMessages(reportsWords);
  return (
    <ul className="checks">
      {REPLAY_VERDICTS.map((verdict) => {
        const n = preview.counts[verdict] ?? 0;
        return n === 0 ? null : (
          <li key={verdict}>
            <Status tone={TONES[verdict]}>{t(`replay.${verdict}`, { n })}</Status>
          </li>
        );
      })}
      {preview.more ? <li className="soft">{t('replay.more')}</li> : null}
    </ul>
  );
}
