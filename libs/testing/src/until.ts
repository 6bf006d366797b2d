export interface UntilOptions {
  /** for the message when it never happens */
  readonly what: string;
  readonly timeoutMs?: number;
  readonly everyMs?: number;
}

/**
 * Waits for a condition, never for a time. Resolves with the first value that is neither false, null nor undefined.
 *
 * @throws with `what`, and with the last error of the condition, after `timeoutMs` (default 20 s)
 */
export async function until<T>(
  condition: () => T | Promise<T>,
  { what, timeoutMs = 20_000, everyMs = 25 }: UntilOptions,
): Promise<Exclude<T, false | null | undefined>> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    let last = 'the condition is not met';
    try {
      const value = await condition();
      if (value !== false && value !== null && value !== undefined)
        return value as Exclude<T, false | null | undefined>;
    } catch (error) {
      last = String(error);
    }
    if (Date.now() > end) throw new Error(`Waited ${timeoutMs} ms in vain for: ${what} (${last})`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
