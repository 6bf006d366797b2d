/** So long at a time, */
export const HELD_BACK_MS = 10_000;
/** and for so long after the last PutParam at most. */
export const HELD_BACK_AT_MOST_MS = 5 * 60_000;
/** Messages of the partition that are not read yet. Fewer are taken in within the next transactions. */
const BACKLOG = 1_000;

/**
 * While a backlog is being read ordinary progress waits with it: what is read next would change it again, and an LMS that is told each state
 * on the way gets many messages for one. Completions and first progress do not wait.
 *
 * @param waiting messages behind those that were taken in
 * @returns until when the launches of these messages wait; null = nothing waits
 */
export function heldBackUntil(waiting: number, now: Date): Date | null {
  return waiting > BACKLOG ? new Date(now.getTime() + HELD_BACK_MS) : null;
}
