import type { ReactNode } from 'react';

/** The bridge: two ends and what lies between. */
export function BrandMark(): ReactNode {
  return (
    <svg viewBox="0 0 32 20" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" aria-hidden="true">
      <path d="M1.5 14.5h29M7 3v15M25 3v15" />
      <path d="M7 4c3.5 6 6 7.6 9 7.6S21.5 10 25 4" strokeWidth="1.5" />
      <path d="M12 10.6v3.9M16 11.6v2.9M20 10.6v3.9" strokeWidth="1.25" />
    </svg>
  );
}
