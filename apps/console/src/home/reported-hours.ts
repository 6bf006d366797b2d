import type { Hour } from './home.api.js';

export interface HourBar {
  readonly confirmed: number;
  readonly waiting: number;
  readonly trouble: number;
}

const HOUR_MILLIS = 3_600_000;
const HOURS = 24;
const NOTHING: HourBar = { confirmed: 0, waiting: 0, trouble: 0 };

/** The last 24 hours, oldest first, with nothing where nothing was. */
export function reportedHours(hours: readonly Hour[], now: Date): readonly HourBar[] {
  const current = Math.floor(now.getTime() / HOUR_MILLIS);
  return Array.from({ length: HOURS }, (_, index) => {
    const wanted = current - (HOURS - 1) + index;
    return hours.find(({ hour }) => Math.floor(hour.getTime() / HOUR_MILLIS) === wanted) ?? NOTHING;
  });
}

/** The busiest hour of all charts that stand beside each other. */
export function busiestHour(hours: readonly Hour[]): number {
  return hours.reduce((most, { confirmed, waiting, trouble }) => Math.max(most, confirmed + waiting + trouble), 0);
}
