import type { ReactNode } from 'react';

/** 16 px grid, 1.5 stroke; the name is that of the mockups' symbols. */
const SHAPES = {
  act: (
    <>
      <path d="M13.6 6.2A6 6 0 1 0 14 8.6" />
      <path d="M14.2 2.6v3.7h-3.7" />
    </>
  ),
  bad: (
    <>
      <circle cx="8" cy="8" r="6.25" />
      <path d="m3.7 3.7 8.6 8.6" />
    </>
  ),
  cc: (
    <>
      <rect x="1.8" y="3.5" width="12.4" height="9" rx="1" />
      <path d="M7 7a1.4 1.4 0 1 0 0 2M11.6 7a1.4 1.4 0 1 0 0 2" />
    </>
  ),
  check: (
    <>
      <path d="m3 8.4 3.2 3.2L13 4.6" />
    </>
  ),
  chev: (
    <>
      <path d="m6 3.5 4.5 4.5L6 12.5" />
    </>
  ),
  copy: (
    <>
      <rect x="5.5" y="5.5" width="8" height="8" rx="1" />
      <path d="M10.5 5.5v-3h-8v8h3" />
    </>
  ),
  course: (
    <>
      <path d="M2 5 8 2.2 14 5 8 7.8ZM2.3 8 8 10.7 13.7 8M2.3 11 8 13.7 13.7 11" />
    </>
  ),
  dl: (
    <>
      <path d="M8 2v8M4.8 7 8 10.2 11.2 7M2.5 13.5h11" />
    </>
  ),
  dot: (
    <>
      <circle cx="8" cy="8" r="3" fill="currentColor" stroke="none" />
    </>
  ),
  down: (
    <>
      <path d="M3.5 6 8 10.5 12.5 6" />
    </>
  ),
  full: (
    <>
      <path d="M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10" />
    </>
  ),
  good: (
    <>
      <circle cx="8" cy="8" r="6.25" />
      <path d="m5.2 8.2 2 2 3.6-4.2" />
    </>
  ),
  help: (
    <>
      <circle cx="8" cy="8" r="6.25" />
      <path d="M6.2 6.3a1.8 1.8 0 1 1 2.5 1.7c-.5.2-.7.5-.7 1.1M8 11.4v.01" />
    </>
  ),
  lock: (
    <>
      <rect x="3" y="7" width="10" height="7" rx="1" />
      <path d="M5.2 7V4.8a2.8 2.8 0 0 1 5.6 0V7" />
    </>
  ),
  moon: (
    <>
      <path d="M13.5 9.8A6 6 0 0 1 6.2 2.5a6 6 0 1 0 7.3 7.3Z" />
    </>
  ),
  mute: (
    <>
      <circle cx="8" cy="8" r="6.25" strokeDasharray="2.2 2.1" />
      <path d="M5.4 8h5.2" />
    </>
  ),
  out: (
    <>
      <path d="M6 3H3v10h10v-3M9 2.8h4.2V7M13 3 7.5 8.5" />
    </>
  ),
  pause: (
    <>
      <path d="M5 3v10M11 3v10" />
    </>
  ),
  phone: (
    <>
      <rect x="4.5" y="1.8" width="7" height="12.4" rx="1.4" />
      <path d="M7.2 12h1.6" />
    </>
  ),
  play: (
    <>
      <path d="M4.5 2.8 13 8l-8.5 5.2Z" />
    </>
  ),
  plus: (
    <>
      <path d="M8 3v10M3 8h10" />
    </>
  ),
  replay: (
    <>
      <path d="M2.4 6.2A6 6 0 1 1 2 8.6" />
      <path d="M1.8 2.6v3.7h3.7" />
    </>
  ),
  ring: (
    <>
      <circle cx="8" cy="8" r="3.2" />
    </>
  ),
  run: (
    <>
      <circle cx="8" cy="8" r="6.25" opacity=".3" />
      <path d="M8 1.75A6.25 6.25 0 0 1 14.25 8" />
    </>
  ),
  search: (
    <>
      <circle cx="7" cy="7" r="4.75" />
      <path d="m10.6 10.6 3.4 3.4" />
    </>
  ),
  send: (
    <>
      <circle cx="8" cy="8" r="6.25" />
      <path d="M5 8h5.4M8.4 5.8 10.6 8l-2.2 2.2" />
    </>
  ),
  sun: (
    <>
      <circle cx="8" cy="8" r="3" />
      <path d="M8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1 1M12 12l1 1M13 3l-1 1M4 12l-1 1" />
    </>
  ),
  theme: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 2.5a5.5 5.5 0 0 1 0 11z" fill="currentColor" stroke="none" />
    </>
  ),
  unknown: (
    <>
      <circle cx="8" cy="8" r="6.25" strokeDasharray="2.2 2.1" />
      <path d="M6.3 6.4a1.8 1.8 0 1 1 2.4 1.7c-.5.2-.7.5-.7 1M8 11.3v.01" />
    </>
  ),
  up: (
    <>
      <path d="M3.5 10 8 5.5 12.5 10" />
    </>
  ),
  video: (
    <>
      <rect x="1.8" y="3" width="12.4" height="10" rx="1" />
      <path d="m6.6 5.8 3.6 2.2-3.6 2.2Z" />
    </>
  ),
  vol: (
    <>
      <path d="M2 6.2v3.6h2.4L8 12.6V3.4L4.4 6.2ZM10.6 5.8a3 3 0 0 1 0 4.4M12.4 4a5.6 5.6 0 0 1 0 8" />
    </>
  ),
  wait: (
    <>
      <circle cx="8" cy="8" r="6.25" />
      <path d="M8 4.5V8l2.4 1.6" />
    </>
  ),
  warn: (
    <>
      <path d="M8 2.2 14.4 13.4H1.6Z" />
      <path d="M8 6.6v3M8 11.5v.01" />
    </>
  ),
  x: (
    <>
      <path d="m4 4 8 8M12 4l-8 8" />
    </>
  ),
} as const satisfies Record<string, ReactNode>;

export type IconName = keyof typeof SHAPES;

/** A drawing beside a word; never without one, so it is hidden from assistive technology. */
export function Icon({
  name,
  large = false,
  className,
}: {
  readonly name: IconName;
  readonly large?: boolean;
  readonly className?: string;
}): ReactNode {
  return (
    <svg className={['i', large ? 'i-l' : '', className ?? ''].join(' ').trim()} viewBox="0 0 16 16" aria-hidden="true">
      {SHAPES[name]}
    </svg>
  );
}
