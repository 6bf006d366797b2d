import type { Outcome } from '@aicc-bridge/contracts';
import type { ReactNode } from 'react';
import { Status, type Tone } from '../look/status.js';
import { useMessages } from '../messages/use-messages.js';
import { reportsWords } from './messages.js';

/** The colour of an outcome, always beside its word. */
export const TONE_OF: Readonly<Record<Outcome, Tone>> = {
  confirmed: 'good',
  sending: 'live',
  waiting: 'warn',
  'needs-relaunch': 'act',
  refused: 'bad',
  'not-reported': 'mute',
  expired: 'mute',
};

/** In the order of the mockup: well, under way, somebody has to act, final. */
export const OUTCOME_ORDER: readonly Outcome[] = [
  'confirmed',
  'sending',
  'waiting',
  'needs-relaunch',
  'refused',
  'not-reported',
  'expired',
];

export function OutcomeStatus({
  outcome,
  pill = false,
}: {
  readonly outcome: Outcome;
  readonly pill?: boolean;
}): ReactNode {
  const t = useMessages(reportsWords);
  return (
    <Status tone={TONE_OF[outcome]} pill={pill}>
      {t(`outcome.${outcome}`)}
    </Status>
  );
}
