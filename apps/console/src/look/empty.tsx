import type { ReactNode } from 'react';

interface EmptyProps {
  /** one sentence, in the voice of the page: why there is nothing */
  readonly says: ReactNode;
  /** what to do next */
  readonly children?: ReactNode;
}

/** Nothing to show: why, and what next. */
export function Empty({ says, children }: EmptyProps): ReactNode {
  return (
    <div className="empty">
      <svg
        className="draw"
        viewBox="0 0 144 40"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
        aria-hidden="true"
      >
        <circle cx="8" cy="20" r="5" />
        <path d="M13 20h118" strokeDasharray="2 6" />
        <circle cx="136" cy="20" r="5" strokeDasharray="2.5 2.5" />
      </svg>
      <p className="says">{says}</p>
      {children}
    </div>
  );
}
