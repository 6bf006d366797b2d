import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.js';
import type { Tone } from './status.js';

const ICONS: Readonly<Record<Tone, IconName>> = {
  good: 'good',
  warn: 'warn',
  act: 'act',
  bad: 'bad',
  live: 'send',
  mute: 'mute',
};

interface NoticeProps {
  readonly tone: Tone;
  /** `alert` speaks up at once; `status` when the reader pauses; nothing for what was there from the start */
  readonly role?: 'alert' | 'status';
  readonly children: ReactNode;
}

/** Something that stands in the place that it is about. */
export function Notice({ tone, role, children }: NoticeProps): ReactNode {
  return (
    <div className={`notice ${tone}`} role={role}>
      <Icon name={ICONS[tone]} />
      <div>{children}</div>
    </div>
  );
}
