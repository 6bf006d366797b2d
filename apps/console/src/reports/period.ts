export const PERIODS = ['day', 'week', 'month', 'all'] as const;
export type Period = (typeof PERIODS)[number];

const DAY_MILLIS = 86_400_000;
const LENGTHS: Readonly<Record<Exclude<Period, 'all'>, number>> = {
  day: DAY_MILLIS,
  week: 7 * DAY_MILLIS,
  month: 30 * DAY_MILLIS,
};

export function periodOf(text: string | null): Period {
  return PERIODS.find((one) => one === text) ?? 'day';
}

/** The first instant of a period that ends now; undefined = no limit. To the minute, so that the same list is asked for. */
export function beginningOf(period: Period, now: Date): string | undefined {
  if (period === 'all') return undefined;
  return new Date(Math.floor((now.getTime() - LENGTHS[period]) / 60_000) * 60_000).toISOString();
}
