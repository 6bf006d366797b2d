import type { EpochMs } from './delivery-facts.js';

/** The newest sign of each host that was tried lately. */
export type RecentHosts = ReadonlyMap<string, { readonly at: EpochMs; readonly reached: boolean }>;

const WINDOW_MS = 15_000;
const LEAST_HOSTS = 4;

/**
 * Whether it is our own network that is down: most hosts of the last 15 s could not be reached at all, and there were enough of them
 * to tell (F77). Their trouble is then charged to nobody: no try is counted, no breaker opens, no outcome turns final.
 */
export function suspectsOurselves(recent: RecentHosts, now: EpochMs): boolean {
  const signs = [...recent.values()].filter(({ at }) => now - at <= WINDOW_MS);
  const unreached = signs.filter(({ reached }) => !reached).length;
  return signs.length >= LEAST_HOSTS && unreached > signs.length / 2;
}
