import type { AllowedHost } from '@aicc-bridge/aicc';

export interface HacpExchangeRequest {
  /** aicc_url exactly as decoded at launch (sheet §1.3) */
  readonly url: string;
  /** the tenant's list; checked before any byte leaves */
  readonly allowedHosts: readonly AllowedHost[];
  /** form body */
  readonly body: string;
  /** for everything: DNS, connect, TLS, request, the last byte of the answer; ms */
  readonly deadlineMs: number;
  readonly signal?: AbortSignal;
}

export interface ExchangeTimings {
  readonly totalMs: number;
  /** null if a socket was reused, or none came about */
  readonly connectMs: number | null;
  /** from the request's start to the answer's headers */
  readonly waitMs: number | null;
}

export interface Peer {
  readonly address: string;
  readonly tls: {
    readonly protocol: string;
    readonly cipher: string;
    readonly issuer: string;
    readonly validTo: string;
  } | null;
}

/** What came of one request. An LMS or a network never makes it throw. */
export type HacpExchange =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** lower-case names: content-type, retry-after, server, date, and of location only the origin */
      readonly headers: Readonly<Record<string, string>>;
      readonly body: Uint8Array;
      /** the answer was longer than the budget; reading stopped there and the socket was destroyed */
      readonly bodyCut: boolean;
      readonly timings: ExchangeTimings;
      readonly peer: Peer | null;
    }
  /** nothing left this machine */
  | {
      readonly kind: 'not-sent';
      readonly why: 'host-not-allowed' | 'address-forbidden';
      readonly ruleId: 'S29' | 'S20';
      readonly detail: string;
    }
  | {
      readonly kind: 'failed';
      readonly stage: 'dns' | 'connect' | 'tls' | 'request' | 'response' | 'deadline';
      readonly side: 'theirs' | 'ours';
      readonly detail: string;
      /** the LMS may have got and stored it */
      readonly mayHaveArrived: boolean;
      readonly timings: ExchangeTimings;
    };
