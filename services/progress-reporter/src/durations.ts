import { z } from 'zod';

/** All durations of the delivery, in ms; configuration (design §7). */
export interface Durations {
  /** everything of one exchange: DNS, connect, TLS, answer */
  readonly exchangeMs: number;
  /** of them, at most this for name, connection and handshake */
  readonly connectMs: number;
  readonly firstGetParamMs: number;
  /** lease = the longest exchange + this; checked at start */
  readonly leaseMarginMs: number;
  /** silence of a launch before it is closed: rule (d) */
  readonly quietMs: number;
  /** silence after all viewings ended before it is closed: rule (c) */
  readonly endedMs: number;
  /** after "leave course" the last viewing events may still be on their way */
  readonly leaveSettleMs: number;
  readonly leaveLimitMs: number;
  /** how long a new launch waits for the one that it supersedes */
  readonly supersedeLimitMs: number;
  /** the session is over for us after this without a good answer */
  readonly giveUpMs: number;
  /** presence keeps a session alive this long */
  readonly keepAliveLimitMs: number;
  /** waits after the 1st, 2nd … failure in a row; the last one repeats */
  readonly retryMs: readonly number[];
  /** after the session's presumed life it may need a relaunch, but only the LMS ends a session */
  readonly slowRetryMs: number;
  /** 404, an empty or an HTML answer: the same command again after these waits, then the session is over */
  readonly ambiguousMs: readonly number[];
  /** when our own network or database was at fault: 1 to 5 times this */
  readonly ourFaultMs: number;
}

export const DEFAULT_DURATIONS: Durations = {
  exchangeMs: 10_000,
  connectMs: 5_000,
  firstGetParamMs: 15_000,
  leaseMarginMs: 5_000,
  quietMs: 15 * 60_000,
  endedMs: 5 * 60_000,
  leaveSettleMs: 1_000,
  leaveLimitMs: 10_000,
  supersedeLimitMs: 30_000,
  giveUpMs: 24 * 3_600_000,
  keepAliveLimitMs: 4 * 3_600_000,
  // Dense while the session probably lives: 11 tries in the first 10 minutes.
  retryMs: [2_000, 4_000, 8_000, 15_000, 30_000, 45_000, 60_000, 90_000, 120_000, 180_000],
  slowRetryMs: 15 * 60_000,
  ambiguousMs: [2_000, 15_000],
  ourFaultMs: 1_000,
};

const ms = z.int().min(0);
const waits = z.array(ms).min(1);

/** Durations as configuration gives them: any of them, the rest stay as they are. */
export const SomeDurations = z
  .strictObject({
    exchangeMs: ms,
    connectMs: ms,
    firstGetParamMs: ms,
    leaseMarginMs: ms,
    quietMs: ms,
    endedMs: ms,
    leaveSettleMs: ms,
    leaveLimitMs: ms,
    supersedeLimitMs: ms,
    giveUpMs: ms,
    keepAliveLimitMs: ms,
    retryMs: waits,
    slowRetryMs: ms,
    ambiguousMs: waits,
    ourFaultMs: ms,
  } satisfies Record<keyof Durations, z.ZodType>)
  .partial();

/** Time that a lease lasts: no worker may still be sending when another one takes over (reliability §1a). */
export function leaseMs(durations: Durations): number {
  return Math.max(durations.exchangeMs, durations.firstGetParamMs) + durations.leaseMarginMs;
}
