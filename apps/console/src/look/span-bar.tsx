import type { CSSProperties, ReactNode } from 'react';
import type { Tone } from './status.js';

interface SpanBarProps {
  /** percent that the LMS confirmed; null = nothing yet */
  readonly lms: number | null;
  /** percent that we have */
  readonly we: number | null;
  /** the reason of the gap */
  readonly tone: Tone;
}

/** The line between the LMS's number and ours; the numbers themselves always stand beside it as text. */
export function SpanBar({ lms, we, tone }: SpanBarProps): ReactNode {
  const full = lms === we && we === 100;
  // Custom properties are set by script (element.style), which the policy allows.
  const ends = { '--lms': lms ?? 0, '--we': Math.max(we ?? 0, lms ?? 0) } as CSSProperties;
  return (
    <span className={`span-bar ${tone}${full ? ' full' : ''}`} style={ends} aria-hidden="true">
      <i />
      <b />
    </span>
  );
}
