import type { SaidVerdict } from '../verdicts/said-verdict.js';
import type { Health, HostHealth } from './home.api.js';

/** Why a host needs somebody's attention; the most urgent reason counts. */
export type Trouble = { readonly tenantId: string; readonly host: string; readonly affected: number } & (
  | { readonly kind: 'open'; readonly until: Date; readonly cause: SaidVerdict | null }
  | { readonly kind: 'half-open'; readonly cause: SaidVerdict | null }
  | { readonly kind: 'failing'; readonly since: Date; readonly cause: SaidVerdict | null }
  | { readonly kind: 'relaunch' }
  | { readonly kind: 'certificate'; readonly endsAt: Date }
);

const WARN_BEFORE_MILLIS = 21 * 86_400_000;

/** The hosts that need attention, those with most launches affected first. */
export function troublesOf({ hosts }: Health, now: Date): readonly Trouble[] {
  const found = hosts.flatMap((host) => [...troubleOf(host), ...certificateTrouble(host, now)]);
  return found.sort((one, other) => other.affected - one.affected);
}

function certificateTrouble({ tenantId, host, certificate }: HostHealth, now: Date): readonly Trouble[] {
  const endsAt = certificate?.validTo ?? null;
  if (endsAt === null || endsAt.getTime() - now.getTime() >= WARN_BEFORE_MILLIS) return [];
  return [{ tenantId, host, affected: 0, kind: 'certificate', endsAt }];
}

function troubleOf({
  tenantId,
  host,
  waiting,
  needsRelaunch,
  failingSince,
  lastVerdict,
  gate,
}: HostHealth): readonly Trouble[] {
  const place = { tenantId, host, affected: waiting + needsRelaunch };
  if (gate?.breaker === 'open' && gate.closedUntil)
    return [{ ...place, kind: 'open', until: gate.closedUntil, cause: lastVerdict }];
  if (gate?.breaker === 'half-open') return [{ ...place, kind: 'half-open', cause: lastVerdict }];
  if (failingSince && waiting > 0) return [{ ...place, kind: 'failing', since: failingSince, cause: lastVerdict }];
  if (needsRelaunch > 0) return [{ ...place, kind: 'relaunch' }];
  return [];
}

export interface Delivered {
  /** 0–100, of what is to be reported */
  readonly percent: number;
  readonly total: number;
  readonly waiting: number;
  readonly act: number;
  /** the oldest failure that still goes on */
  readonly failingSince: Date | null;
}

/** What of the day's launches their LMSs have confirmed. Refused and not reported ones were never to be delivered. */
export function deliveredOf({ totals }: Health): Delivered {
  const { confirmed, waiting, sending, needsRelaunch: act, failingSince } = totals;
  const total = confirmed + waiting + sending + act;
  return { percent: total === 0 ? 100 : (100 * (confirmed + sending)) / total, total, waiting, act, failingSince };
}
