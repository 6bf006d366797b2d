/** Dates, times and numbers in one locale. */
export interface Formats {
  /** 14:02:51 */
  time(at: Date): string;
  /** 14:02:51.118 */
  timeMillis(at: Date): string;
  /** 14:02 */
  hourMinute(at: Date): string;
  /** 3 Nov 2026 */
  date(at: Date): string;
  /** 3 Nov 2026, 14:02:51: for titles, where nothing may be unclear */
  full(at: Date): string;
  /** 14:02:51 today, 3 Nov, 14:02 otherwise */
  whenShort(at: Date, now: Date): string;
  /** 5 seconds ago, in 2 minutes */
  relative(at: Date, now: Date): string;
  /** 183 ms, 2.7 s, 2 min 11 s, 5 h */
  span(millis: number): string;
  /** 1,204 */
  number(value: number): string;
  /** 99.4: never rounded up, so that 99.96 does not read as 100 */
  oneDecimalDown(value: number): string;
}

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
];

export function formatsOf(locale: string): Formats {
  const time = new Intl.DateTimeFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  const millis = new Intl.DateTimeFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hourCycle: 'h23',
  });
  const hourMinute = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const date = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' });
  const full = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
    hourCycle: 'h23',
  });
  const dayTime = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const number = new Intl.NumberFormat(locale);
  const decimal = new Intl.NumberFormat(locale, { minimumFractionDigits: 0, maximumFractionDigits: 1 });
  const units = new Map(
    (['millisecond', 'second', 'minute', 'hour', 'day'] as const).map((unit) => [
      unit,
      new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 }),
    ]),
  );
  const inUnit = (unit: 'millisecond' | 'second' | 'minute' | 'hour' | 'day', value: number): string =>
    units.get(unit)?.format(value) ?? String(value);
  return {
    time: (at) => time.format(at),
    timeMillis: (at) => millis.format(at),
    hourMinute: (at) => hourMinute.format(at),
    date: (at) => date.format(at),
    full: (at) => full.format(at),
    whenShort: (at, now) => (at.toDateString() === now.toDateString() ? time : dayTime).format(at),
    relative: (at, now) => {
      const difference = at.getTime() - now.getTime();
      const [unit, size] =
        STEPS.find(([, millisOf]) => Math.abs(difference) >= millisOf) ?? (['second', 1_000] as const);
      return relative.format(Math.trunc(difference / size), unit);
    },
    span: (millisLong) => {
      if (millisLong < 1_000) return inUnit('millisecond', Math.round(millisLong));
      const seconds = millisLong / 1_000;
      if (seconds < 10) return inUnit('second', Math.floor(seconds * 10) / 10);
      if (seconds < 60) return inUnit('second', Math.floor(seconds));
      const minutes = Math.floor(seconds / 60);
      if (minutes < 60) {
        const rest = Math.floor(seconds - minutes * 60);
        return minutes >= 10 || rest === 0
          ? inUnit('minute', minutes)
          : `${inUnit('minute', minutes)} ${inUnit('second', rest)}`;
      }
      const hours = Math.floor(minutes / 60);
      return hours < 48 ? inUnit('hour', hours) : inUnit('day', Math.floor(hours / 24));
    },
    number: (value) => number.format(value),
    oneDecimalDown: (value) => decimal.format(Math.floor(value * 10) / 10),
  };
}
