import type { EpochMs } from './delivery-facts.js';
import type { ExchangeResult } from './exchange-result.js';

/** How many requests a host gets at once, and whether it gets any (design §7). In the memory of one reporter. */
export interface HostGate {
  /** requests at once; a fraction, so that it can grow by parts */
  readonly limit: number;
  /** requests in a row without a healthy answer */
  readonly troubles: number;
  /** nothing goes before then; null = the breaker is closed */
  readonly closedUntil: EpochMs | null;
  /** how often in a row the breaker opened without a healthy answer in between */
  readonly openings: number;
  /** typical time of an answer in ms, slowly moving; null before the first one */
  readonly typicalMs: number | null;
  /** the limit was cut then: what was already on its way does not cut it again */
  readonly cutAt: EpochMs | null;
}

export const GATE = {
  startLimit: 8,
  mostLimit: 64,
  /** this many requests in a row without a healthy answer open the breaker */
  troublesToOpen: 5,
  /** F58: at most one probe per 5 s and host while it is open */
  openMs: 5_000,
  mostOpenMs: 20_000,
  /** a host that asks for a pause (Retry-After) gets it, up to this */
  mostAskedMs: 15 * 60_000,
  /** an answer this many times slower than usual lets the limit grow no further */
  slowFactor: 2,
} as const;

export const NEW_GATE: HostGate = {
  limit: GATE.startLimit,
  troubles: 0,
  closedUntil: null,
  openings: 0,
  typicalMs: null,
  cutAt: null,
};

/** What an exchange says about the host, apart from what it says about the session. */
export type HostSign =
  | { readonly kind: 'healthy' }
  | { readonly kind: 'trouble'; readonly askedMs: number | null }
  /** nothing reached the host */
  | { readonly kind: 'none' };

/** Breakers are fed by connect, timeout, 5xx and 429 only: a session that is over, a refusal, even a login page are a living host. */
export function hostSign(result: ExchangeResult): HostSign {
  switch (result.kind) {
    case 'busy':
      return { kind: 'trouble', askedMs: result.retryAfterMs };
    case 'unreachable':
      return { kind: 'trouble', askedMs: null };
    case 'our-fault':
    case 'not-sent':
      return { kind: 'none' };
    default:
      return { kind: 'healthy' };
  }
}

/** Free slots of a host now. Half open: one request tries whether it is back. */
export function freeSlots(gate: HostGate, inFlight: number, now: EpochMs): number {
  if (gate.closedUntil !== null && now < gate.closedUntil) return 0;
  const slots = gate.openings > 0 && gate.troubles > 0 ? 1 : Math.floor(gate.limit);
  return Math.max(0, slots - inFlight);
}

/** The gate after an exchange that began at `beganAt`. */
export function afterExchange(gate: HostGate, sign: HostSign, beganAt: EpochMs, now: EpochMs): HostGate {
  switch (sign.kind) {
    case 'none':
      return gate;
    case 'healthy':
      return healthy(gate, now - beganAt);
    case 'trouble':
      return trouble(gate, sign.askedMs, beganAt, now);
  }
}

/** After an outage the limit starts at one and doubles per round of answers, so that the backlog comes as a ramp and not as a wave. */
function healthy(gate: HostGate, tookMs: number): HostGate {
  const typicalMs = gate.typicalMs === null ? tookMs : gate.typicalMs + (tookMs - gate.typicalMs) / 16;
  const slow = gate.typicalMs !== null && tookMs > 20 && tookMs > gate.typicalMs * GATE.slowFactor;
  const growth = gate.limit < GATE.startLimit ? 1 : 1 / gate.limit;
  return {
    ...gate,
    typicalMs,
    troubles: 0,
    openings: 0,
    closedUntil: null,
    limit: slow ? gate.limit : Math.min(GATE.mostLimit, gate.limit + growth),
  };
}

function trouble(gate: HostGate, askedMs: number | null, beganAt: EpochMs, now: EpochMs): HostGate {
  const troubles = gate.troubles + 1;
  const cutNow = gate.cutAt === null || beganAt >= gate.cutAt;
  const cut = {
    ...gate,
    troubles,
    limit: cutNow ? Math.max(1, gate.limit / 2) : gate.limit,
    cutAt: cutNow ? now : gate.cutAt,
  };
  const asked = askedMs === null ? null : now + Math.min(askedMs, GATE.mostAskedMs);
  // What was on its way when the breaker opened says nothing new.
  if (gate.closedUntil !== null && beganAt < gate.closedUntil && now < gate.closedUntil)
    return { ...cut, closedUntil: Math.max(gate.closedUntil, asked ?? 0) };
  const probeFailed = gate.openings > 0;
  if (troubles < GATE.troublesToOpen && !probeFailed && asked === null) return cut;
  const openMs = Math.min(GATE.mostOpenMs, GATE.openMs * 2 ** gate.openings);
  return { ...cut, limit: 1, openings: gate.openings + 1, closedUntil: Math.max(now + openMs, asked ?? 0) };
}
