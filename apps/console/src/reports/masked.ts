/**
 * An id as the console shows it: enough to tell two apart, too little to use. The last characters, because the first ones of our ids are
 * the time and the same for everybody of a day.
 */
export function masked(id: string): string {
  return `u-${id.replaceAll('-', '').slice(-4)}…`;
}
