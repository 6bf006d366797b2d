/**
 * Adds a session's time to the stored total as the recorded Moodle does: the first total is stored as it came, whatever it is; fractions
 * are added as whole numbers of hundredths (30.5 s + 30.5 s = 1:00.10). Null: the page fails, as one of the two has not three parts.
 */
export function addToTotal(total: string | null, session: string): string | null {
  if (total === null) return session;
  const [a, b] = [partsOf(total), partsOf(session)];
  if (a === null || b === null) return null;
  const hundredths = a.fraction + b.fraction;
  const seconds = a.seconds + b.seconds + Math.floor(hundredths / 100);
  const minutes = a.minutes + b.minutes + Math.floor(seconds / 60);
  const hours = a.hours + b.hours + Math.floor(minutes / 60);
  const clock = [hours, minutes % 60, seconds % 60].map(twoDigits).join(':');
  return hundredths % 100 === 0 ? clock : `${clock}.${twoDigits(hundredths % 100)}`;
}

/** Whole seconds of a stored time; 0 for what has not three parts. */
export function wholeSeconds(time: string | null): number {
  const parts = time === null ? null : partsOf(time);
  return parts === null ? 0 : parts.hours * 3_600 + parts.minutes * 60 + parts.seconds;
}

interface Parts {
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
  readonly fraction: number;
}

function partsOf(time: string): Parts | null {
  const [hours, minutes, seconds] = time.split(':');
  if (hours === undefined || minutes === undefined || seconds === undefined) return null;
  const [whole = '', fraction = ''] = seconds.split('.');
  return { hours: integer(hours), minutes: integer(minutes), seconds: integer(whole), fraction: integer(fraction) };
}

function integer(text: string): number {
  const number = Number.parseInt(text.trim(), 10);
  return Number.isNaN(number) ? 0 : number;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
