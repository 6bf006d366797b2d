/**
 * The same for each item, so many at once. A pool of connections that thousands wait for lets some of them down.
 *
 * @returns the results in the order of the items
 */
export async function inTurns<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
  { atOnce = 16 } = {},
): Promise<readonly R[]> {
  const results = new Map<number, R>();
  const rest = items.entries();
  const turns = Array.from({ length: atOnce }, async () => {
    for (const [at, item] of rest) results.set(at, await work(item));
  });
  await Promise.all(turns);
  return [...results].sort(([a], [b]) => a - b).map(([, result]) => result);
}
