const AT_ONCE = 16;

/**
 * The same for each item, so many at once. A pool of connections that thousands wait for lets some of them down.
 *
 * @returns the results in the order of the items
 */
export async function inTurns<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  const rest = items.entries();
  const turns = Array.from({ length: AT_ONCE }, async () => {
    for (const [at, item] of rest) results[at] = await work(item);
  });
  await Promise.all(turns);
  return results;
}
