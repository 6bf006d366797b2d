/** The longest time that `HHHH:MM:SS` can carry, in seconds (sheet §4.4). */
export const MAX_SESSION_SECONDS = 9_999 * 3_600 + 59 * 60 + 59;

/**
 * `HH:MM:SS` with two or more digits for hours, no decimals (rule 29): Skillport refuses decimals, Moodle reads `.5` as 5 hundredths.
 *
 * @param seconds session time, rounded down; above 9999 hours it is cut there
 * @throws RangeError for a negative or not finite value
 */
export function writeSessionTime(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0)
    throw new RangeError(`time must be 0 or more seconds, not ${seconds} (rule 29)`);
  const whole = Math.min(Math.floor(seconds), MAX_SESSION_SECONDS);
  return [Math.floor(whole / 3_600), Math.floor(whole / 60) % 60, whole % 60]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}

const TIME = /^(\d{1,5}):(\d{1,2}):(\d{1,2})(?:\.\d{1,9})?$/;

/** Seconds of a time as an LMS writes it, decimals cut off; null for anything else (`0` was seen, sheet §3.2). */
export function readSessionTime(text: string): number | null {
  const match = TIME.exec(text.trim());
  return match ? Number(match[1]) * 3_600 + Number(match[2]) * 60 + Number(match[3]) : null;
}
