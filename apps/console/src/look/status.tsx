import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.js';

export const TONES = ['good', 'warn', 'act', 'bad', 'live', 'mute'] as const;
export type Tone = (typeof TONES)[number];

const ICONS: Readonly<Record<Tone, IconName>> = {
  good: 'good',
  warn: 'wait',
  act: 'act',
  bad: 'bad',
  live: 'send',
  mute: 'mute',
};

interface StatusProps {
  readonly tone: Tone;
  /** another drawing than the tone's own, e.g. a triangle for a warning */
  readonly icon?: IconName;
  /** where a status stands alone: the head of a panel, a verdict */
  readonly pill?: boolean;
  readonly children: ReactNode;
}

/** Icon, word and colour, always the three together. */
export function Status({ tone, icon, pill = false, children }: StatusProps): ReactNode {
  return (
    <span className={`st ${tone}${pill ? ' pill' : ''}`}>
      <Icon name={icon ?? ICONS[tone]} />
      {children}
    </span>
  );
}
