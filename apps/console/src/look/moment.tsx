import { useEffect, useState, type ReactNode } from 'react';
import { useFormats } from '../messages/use-messages.js';

/** The time, again and again: what is relative to it stays true. */
export function useNow(everyMillis = 1_000): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), everyMillis);
    return () => clearInterval(timer);
  }, [everyMillis]);
  return now;
}

interface MomentProps {
  readonly at: Date;
  /** `short`: 14:02:51; `relative`: 23 min ago */
  readonly as?: 'short' | 'relative';
}

/** A time as people say it; the exact one is its title. */
export function Moment({ at, as = 'short' }: MomentProps): ReactNode {
  const formats = useFormats();
  const now = useNow(as === 'relative' ? 1_000 : 60_000);
  return (
    <time dateTime={at.toISOString()} title={formats.full(at)}>
      {as === 'relative' ? formats.relative(at, now) : formats.whenShort(at, now)}
    </time>
  );
}
