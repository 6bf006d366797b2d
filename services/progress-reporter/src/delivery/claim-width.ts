/** Never fewer: to look at some more rows than a small claim takes costs next to nothing. */
const LEAST = 64;
const WHEN_CROWDED = 4;

export interface LastClaim {
  readonly limit: number;
  readonly took: number;
}

/**
 * How many of the oldest due rows a claim looks at. As many as it may take, for as long as it can take what it sees. After one that could
 * not take as many, rows of hosts without room stood in front: the next looks four times as far, so that one host's backlog hides nobody
 * (F86).
 */
export function claimWidth(limit: number, last: LastClaim | null): number {
  const crowded = last !== null && last.took < last.limit;
  return Math.max(LEAST, crowded ? limit * WHEN_CROWDED : limit);
}
