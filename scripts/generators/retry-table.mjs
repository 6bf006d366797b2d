import { Buffer } from 'node:buffer';
import { DEFAULT_DURATIONS } from '../../services/progress-reporter/dist/durations.js';
import { exchangeResult, nameOf } from '../../services/progress-reporter/dist/delivery/exchange-result.js';
import { judgeExchange } from '../../services/progress-reporter/dist/delivery/judge-exchange.js';
import { NEW_SESSION } from '../../services/progress-reporter/dist/delivery/session-state.js';
import { verdictOf } from '../../services/progress-reporter/dist/outcomes/verdict-of.js';
import { profileOf } from '../../libs/lms-profiles/dist/index.js';
import { page } from './contracts.mjs';

const NOW = Date.UTC(2026, 0, 1);
const answered = (status, body, headers = {}) => ({
  kind: 'answered',
  status,
  headers,
  body: Buffer.from(body),
  bodyCut: false,
  timings: {},
  peer: null,
});
const failed = (stage, side, detail = stage) => ({
  kind: 'failed',
  stage,
  side,
  detail,
  mayHaveArrived: stage === 'deadline',
  timings: {},
});

/** What came back → the exchange that the code is asked about. */
const CASES = [
  ['200, `error=0`', answered(200, 'error=0\r\nerror_text=Successful\r\n')],
  ['200, `error=1` Not Initialized', answered(200, 'error=1\r\nerror_text=Not Initialized\r\n')],
  ['200, `error=1` Terminated', answered(200, 'error=1\r\nerror_text=Terminated\r\n')],
  ['200, `error=1`, other text', answered(200, 'error=1\r\nerror_text=Invalid Command\r\n')],
  ['200, `error=2`', answered(200, 'error=2\r\n')],
  ['200, `error=3`', answered(200, 'error=3\r\n')],
  ['200, `error=101`', answered(200, 'error=101\r\n')],
  ['200, HTML page', answered(200, '<html><title>Log in</title></html>')],
  ['200, empty body', answered(200, '')],
  ['404', answered(404, '<html></html>')],
  ['401, 403', answered(403, '')],
  ['301, 302, 303, 307, 308', answered(303, '', { location: 'https://lms.example' })],
  ['408', answered(408, '')],
  ['429', answered(429, '')],
  ['503', answered(503, '')],
  ['name not resolved', failed('dns', 'theirs')],
  ['no connection', failed('connect', 'theirs')],
  ['certificate expired', failed('tls', 'theirs', 'CERT_HAS_EXPIRED')],
  ['certificate of another name', failed('tls', 'theirs', 'ERR_TLS_CERT_ALTNAME_INVALID')],
  ['certificate signed by itself', failed('tls', 'theirs', 'DEPTH_ZERO_SELF_SIGNED_CERT')],
  ['TLS not acceptable', failed('tls', 'theirs')],
  ['no whole answer in 10 s', failed('deadline', 'theirs')],
  ['our own network or descriptors', failed('connect', 'ours')],
  ['address that is not public', { kind: 'not-sent', why: 'address-forbidden', ruleId: 'S20', detail: '' }],
];

/** docs/generated/retries.md: each answer of an LMS run through the code that decides about it. */
export async function files() {
  const { retryMs, slowRetryMs, ambiguousMs } = DEFAULT_DURATIONS;
  const seconds = (list, between = ', ') => list.map((ms) => `${ms / 1_000} s`).join(between);
  const lines = [
    'Each row is an answer that was run through the code that decides (`services/progress-reporter/src/delivery`): a PutParam of an open',
    'session under the `generic` profile, first failure, jitter in the middle.',
    '',
    'The column "seconds" says what becomes of the session time if the message was the final PutParam of an LMS that adds every time: *told* ones',
    'are never sent again, *kept* ones go with the next try or the next launch.',
    '',
    '| what came back | is | next | seconds | what people read | clause |',
    '|---|---|---|---|---|---|',
    ...CASES.map(([what, exchange]) => row(what, exchange)),
    '',
    `Waits after the 1st, 2nd … failure in a row: ${seconds(retryMs)}, each ±20 %, and not before a \`Retry-After\`. After the`,
    `session's presumed life (profile; 30 min since the last answer) every ${slowRetryMs / 60_000} min, up to ${DEFAULT_DURATIONS.giveUpMs / 3_600_000} h. 404, an empty or an HTML answer:`,
    `the same command again after ${seconds(ambiguousMs, ' and ')}, then the session is over. What was not acknowledged when a session ends goes out with the`,
    "learner's next launch of that course.",
  ];
  return [{ path: 'docs/generated/retries.md', text: page('Retries', lines) }];
}

function row(what, exchange) {
  const result = exchangeResult(exchange, NOW);
  const session = { ...NEW_SESSION, mode: 'normal', lms: { status: 'incomplete', percent: 10 }, lastAnswerAt: NOW };
  const report = { status: 'incomplete', percent: 40, score: 40, location: '' };
  const facts = {
    launchId: '',
    phase: 'reporting',
    session,
    startedAt: NOW,
    desiredVersion: 1,
    sessionSeconds: 0,
    progress: { percent: 40, complete: false, counted: true },
    profile: profileOf('generic').profile.wire,
  };
  const judged = judgeExchange(facts, { do: 'send-put-param', report }, result, NOW, 0.5, DEFAULT_DURATIONS);
  const verdict = verdictOf({ ...facts, ...judged }, null);
  const closing = { ...facts, sessionSeconds: 60, profile: { ...facts.profile, timeRetry: 'zero' } };
  const final = { do: 'send-final-put-param', report, timeSeconds: 60, closing: 'left' };
  const { session: closed } = judgeExchange(closing, final, result, NOW, 0.5, DEFAULT_DURATIONS);
  const cells = [
    what,
    nameOf(result),
    nextOf(result, judged),
    closed.timeTold > 0 ? 'told' : 'kept',
    verdict ? `${verdict.cause} ${verdict.cure}` : '–',
    verdict?.clause ?? '–',
  ];
  return `| ${cells.join(' | ')} |`;
}

function nextOf(result, { phase, session, dueAt }) {
  if (result.kind === 'confirmed') return 'acknowledged';
  if (phase === 'over') return `session over (${session.ended})`;
  if (phase === 'opening') return 'GetParam again, once';
  return `again in ${Math.round((dueAt - NOW) / 1000)} s`;
}
