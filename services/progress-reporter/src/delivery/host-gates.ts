import type { EpochMs } from './delivery-facts.js';
import type { ExchangeResult } from './exchange-result.js';
import { afterExchange, freeSlots, GATE, type HostGate, hostSign, NEW_GATE } from './host-gate.js';
import { suspectsOurselves } from './self-suspicion.js';

/** `name:port` */
export type HostKey = string;

export function hostKey({ host, port }: { readonly host: string; readonly port: number }): HostKey {
  return `${host}:${port}`;
}

export interface ClaimRoom {
  /** free slots of the hosts in use, 0 for those that get nothing now; every other host has `otherwise` */
  readonly slots: Readonly<Record<HostKey, number>>;
  readonly otherwise: number;
}

interface Host {
  gate: HostGate;
  inFlight: number;
}

/** All hosts' gates of this reporter, and whether it had better suspect itself. */
export class HostGates {
  private readonly hosts = new Map<HostKey, Host>();
  private readonly recent = new Map<HostKey, { at: EpochMs; reached: boolean }>();

  begin(key: HostKey): void {
    this.hostOf(key).inFlight += 1;
  }

  /** A claimed row needed no request after all, or its request has ended. */
  end(key: HostKey): void {
    const host = this.hostOf(key);
    host.inFlight -= 1;
    if (host.inFlight === 0 && host.gate === NEW_GATE) this.hosts.delete(key);
  }

  /**
   * Learns from an exchange. Returns the result that the launch is to be judged by: what looks like an unreachable host is our own
   * fault while most hosts look like that.
   */
  learn(key: HostKey, result: ExchangeResult, beganAt: EpochMs, now: EpochMs): ExchangeResult {
    const sign = hostSign(result);
    if (sign.kind !== 'none') this.recent.set(key, { at: now, reached: result.kind !== 'unreachable' });
    if (result.kind === 'unreachable' && suspectsOurselves(this.recent, now))
      return {
        kind: 'our-fault',
        detail: `most hosts cannot be reached, so it is probably us: ${result.detail}`,
        mayHaveArrived: result.mayHaveArrived,
      };
    const host = this.hostOf(key);
    host.gate = afterExchange(host.gate, sign, beganAt, now);
    return result;
  }

  /** A host that is idle gets as many as a new one, and what more it may have with the next claim: thousands of idle hosts are not listed. */
  room(now: EpochMs): ClaimRoom {
    const otherwise = GATE.startLimit;
    const slots: Record<HostKey, number> = {};
    for (const [key, { gate, inFlight }] of this.hosts) {
      const free = freeSlots(gate, inFlight, now);
      if (inFlight > 0 || free < otherwise) slots[key] = free;
    }
    return { slots, otherwise };
  }

  /** When the first closed breaker lets a probe through; null = none is open. */
  nextProbeAt(now: EpochMs): EpochMs | null {
    const times = [...this.hosts.values()].flatMap(({ gate }) =>
      gate.closedUntil !== null && gate.closedUntil > now ? [gate.closedUntil] : [],
    );
    return times.length === 0 ? null : Math.min(...times);
  }

  /** For the health report: limit, requests on their way, breaker. */
  snapshot(): ReadonlyMap<HostKey, { readonly gate: HostGate; readonly inFlight: number }> {
    return this.hosts;
  }

  private hostOf(key: HostKey): Host {
    const known = this.hosts.get(key);
    if (known) return known;
    const host = { gate: NEW_GATE, inFlight: 0 };
    this.hosts.set(key, host);
    return host;
  }
}
