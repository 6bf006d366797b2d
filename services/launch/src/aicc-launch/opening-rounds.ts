import type { PendingLaunch } from './pending.store.js';

/**
 * Puts launches that arrived together into rounds in which no two share a lane (host and sid) or a handle: a double click opens one
 * launch and resumes it, in that order. Nearly always that is one round.
 */
export function openingRounds<T extends { readonly pending: PendingLaunch }>(items: readonly T[]): readonly T[][] {
  const rounds: T[][] = [];
  const taken = new Map<string, number>();
  for (const item of items) {
    const key = laneOf(item.pending);
    const round = taken.get(key) ?? 0;
    taken.set(key, round + 1);
    (rounds[round] ??= []).push(item);
  }
  return rounds;
}

function laneOf({ tenant_id, host, port, sid_digest, handle_digest }: PendingLaunch): string {
  return sid_digest === null ? handle_digest : [tenant_id, host, port, sid_digest].join('/');
}
