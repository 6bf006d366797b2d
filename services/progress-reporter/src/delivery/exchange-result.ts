import { classifyHacpExchange, readHacpAnswer } from '@aicc-bridge/aicc';
import type { HacpExchange } from '@aicc-bridge/hacp-client';
import { readRetryAfter } from './retry-schedule.js';
import type { EpochMs } from './delivery-facts.js';

/** What an exchange means for the delivery. */
export type ExchangeResult =
  | { readonly kind: 'confirmed'; readonly aiccData: string; readonly version?: string | null }
  | { readonly kind: 'not-initialized' }
  | { readonly kind: 'terminated' }
  | { readonly kind: 'session-unknown'; readonly sign: string }
  | { readonly kind: 'ambiguous'; readonly sign: string }
  | { readonly kind: 'refused'; readonly sign: string }
  | { readonly kind: 'busy'; readonly status: number; readonly retryAfterMs: number | null }
  | {
      readonly kind: 'unreachable';
      readonly stage: string;
      readonly detail: string;
      /** the LMS may have got and stored it */
      readonly mayHaveArrived: boolean;
    }
  /** our own network or database: never charged to the LMS */
  | { readonly kind: 'our-fault'; readonly detail: string; readonly mayHaveArrived: boolean }
  /** nothing left this machine */
  | { readonly kind: 'not-sent'; readonly why: string };

/** @param body the answer's, if the caller has decoded it already */
export function exchangeResult(exchange: HacpExchange, now: EpochMs, body?: string): ExchangeResult {
  if (exchange.kind === 'not-sent') return { kind: 'not-sent', why: exchange.why };
  if (exchange.kind === 'failed') {
    const { stage, detail, mayHaveArrived } = exchange;
    return exchange.side === 'ours'
      ? { kind: 'our-fault', detail, mayHaveArrived }
      : { kind: 'unreachable', stage, detail, mayHaveArrived };
  }
  const classified = classifyHacpExchange({ status: exchange.status, answer: readHacpAnswer(body ?? exchange.body) });
  switch (classified.kind) {
    case 'confirmed':
    case 'not-initialized':
    case 'terminated':
    case 'session-unknown':
    case 'ambiguous':
      return classified;
    case 'command-refused':
      return { kind: 'refused', sign: `error=${classified.code}` };
    case 'command-refused-by-http':
      return { kind: 'refused', sign: `http-${classified.status}` };
    case 'configuration':
      return { kind: 'refused', sign: classified.sign };
    case 'busy':
      return {
        kind: 'busy',
        status: classified.status,
        retryAfterMs: readRetryAfter(exchange.headers['retry-after'], now),
      };
  }
}

/** One name for the trace and the verdicts, e.g. `busy 503`, `ambiguous http-404`. */
export function nameOf(result: ExchangeResult): string {
  switch (result.kind) {
    case 'busy':
      return `busy ${result.status}`;
    case 'unreachable':
      return `unreachable ${result.stage}`;
    case 'session-unknown':
    case 'ambiguous':
    case 'refused':
      return `${result.kind} ${result.sign}`;
    case 'not-sent':
      return `not-sent ${result.why}`;
    default:
      return result.kind;
  }
}
