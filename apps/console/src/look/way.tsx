import { createContext, use, useLayoutEffect, useRef, type ReactNode, type RefObject } from 'react';

const StartOfWay = createContext<RefObject<Element | null>>({ current: null });

interface WayProps {
  /** the page that the way leads to */
  readonly to: string;
  readonly children: ReactNode;
}

/** Remembers what had the focus when the address changed; the page itself may come seconds later. */
export function Way({ to, children }: WayProps): ReactNode {
  const start = useRef<Element | null>(null);
  // Before the effects of a page that is there at once.
  useLayoutEffect(() => {
    start.current = document.activeElement;
  }, [to]);
  return <StartOfWay value={start}>{children}</StartOfWay>;
}

/** Whether the reader has gone on to something else since the way to this page began: then the focus stays with it. */
export function useHasGoneOn(): () => boolean {
  const start = use(StartOfWay);
  return () => ![document.body, null, start.current].includes(document.activeElement);
}
