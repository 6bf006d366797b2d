import { useEffect, useState, type ReactNode } from 'react';
import { useFormats } from '../messages/use-messages.js';

type Listener = (now: Date) => void;
interface Ticking {
  readonly listeners: Set<Listener>;
  readonly timer: ReturnType<typeof setInterval>;
}
const tickings = new Map<number, Ticking>();

/** The time, again and again: what is relative to it stays true. */
export function useNow(everyMillis = 1_000): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => onTick(everyMillis, setNow), [everyMillis]);
  return now;
}

/** One timer for all that look at the time in the same step: thousands of rows are told in one go, and none of them wakes the page alone. */
function onTick(everyMillis: number, listener: Listener): () => void {
  const ticking = tickings.get(everyMillis) ?? startTicking(everyMillis);
  ticking.listeners.add(listener);
  return () => {
    ticking.listeners.delete(listener);
    if (ticking.listeners.size > 0) return;
    clearInterval(ticking.timer);
    tickings.delete(everyMillis);
  };
}

function startTicking(everyMillis: number): Ticking {
  const listeners = new Set<Listener>();
  const tell = (): void => {
    const now = new Date();
    for (const listener of listeners) listener(now);
  };
  const ticking = { listeners, timer: setInterval(tell, everyMillis) };
  tickings.set(everyMillis, ticking);
  return ticking;
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
