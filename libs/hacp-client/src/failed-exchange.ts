import { DialError } from './dial.js';
import type { ExchangeTimings, HacpExchange } from './hacp-exchange.js';
import { codeOf } from './resolve-name.js';

export type Failure = {
  readonly error: unknown;
  /** its reason is `deadline` or `aborted` */
  readonly stop: AbortSignal;
  readonly timings: ExchangeTimings;
} & (
  | { readonly phase: 'dial' }
  | {
      readonly phase: 'wire';
      /** a byte of the request may have left */
      readonly begun: boolean;
      /** the answer's head came whole */
      readonly answered: boolean;
      /** a kept socket closed before any byte of an answer */
      readonly keepAliveRace: boolean;
    }
);

/** Local trouble: no descriptors, no memory, no route, no name service of our own. */
const OUR_CODES: ReadonlySet<string> = new Set([
  'EMFILE',
  'ENFILE',
  'ENOBUFS',
  'ENOMEM',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'EACCES',
  'EPERM',
  'EAI_AGAIN',
  'EAI_MEMORY',
  'EAI_SYSTEM',
  'ECANCELLED',
]);

/** What a broken exchange means: where it broke, whose side it was on, and whether the LMS may have stored it all the same. */
export function failedExchange(failure: Failure): HacpExchange {
  const { error, stop, timings } = failure;
  const begun = failure.phase === 'wire' && failure.begun;
  const failed = (
    stage: Extract<HacpExchange, { kind: 'failed' }>['stage'],
    side: 'ours' | 'theirs',
    detail: string,
  ): HacpExchange => ({ kind: 'failed', stage, side, detail, mayHaveArrived: begun, timings });

  if (stop.aborted && stop.reason === 'deadline') {
    if (begun) return failed('deadline', 'theirs', 'no whole answer within the deadline');
    // Without a DialError nobody even dialled: it waited for a free socket of ours.
    return error instanceof DialError
      ? failed('deadline', 'theirs', 'no connection within the deadline')
      : failed('deadline', 'ours', 'no free connection to this host within the deadline');
  }
  if (stop.aborted) return failed('request', 'ours', 'stopped by us');
  if (error instanceof DialError) {
    if (error.stage === 'address-forbidden')
      return { kind: 'not-sent', why: 'address-forbidden', ruleId: 'S20', detail: error.message };
    return failed(error.stage, OUR_CODES.has(error.code) ? 'ours' : 'theirs', error.message);
  }
  if (failure.phase === 'dial') return failed('connect', 'ours', codeOf(error));
  if (failure.answered) return failed('response', 'theirs', `the answer broke off (${codeOf(error)})`);
  // We took the risk of an old socket, so it is no fault of the LMS (F68).
  if (failure.keepAliveRace)
    return failed('request', 'ours', `the kept connection closed as the request went out (${codeOf(error)})`);
  return failed('request', OUR_CODES.has(codeOf(error)) ? 'ours' : 'theirs', `no answer (${codeOf(error)})`);
}
