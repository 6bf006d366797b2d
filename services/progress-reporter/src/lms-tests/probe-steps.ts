import { readHacpAnswer } from '@aicc-bridge/aicc';
import { PROBE_STEPS, type ProbeStepName } from '@aicc-bridge/contracts';
import type { HacpExchange } from '@aicc-bridge/hacp-client';

export interface ProbeStep {
  readonly step: ProbeStepName;
  /** `not-known` is never shown as passed: it needs a launch, or an earlier step to pass */
  readonly state: 'passed' | 'warning' | 'failed' | 'not-known';
  readonly detail: string;
  /** what to do about a warning or a failure */
  readonly cure: string | null;
}

/** A bare host name allows the network steps only; the HACP steps need the address that an LMS gives at a launch. */
export type ProbeOf = { readonly kind: 'host' } | { readonly kind: 'address' };

const CERTIFICATE_WARNING_DAYS = 21;
const SLOW_MS = 3_000;
const DAY_MS = 86_400_000;

const passed = (step: ProbeStepName, detail: string): ProbeStep => ({ step, state: 'passed', detail, cure: null });
const failed = (step: ProbeStepName, detail: string, cure: string): ProbeStep => ({
  step,
  state: 'failed',
  detail,
  cure,
});
const warning = (step: ProbeStepName, detail: string, cure: string): ProbeStep => ({
  step,
  state: 'warning',
  detail,
  cure,
});
const notKnown = (step: ProbeStepName, detail: string): ProbeStep => ({ step, state: 'not-known', detail, cure: null });

/** What one harmless GetParam with a made-up session says about an LMS, step by step; cause and cure for each that did not pass. */
export function probeSteps(exchange: HacpExchange, of: ProbeOf, now: Date): readonly ProbeStep[] {
  const known = stepsKnown(exchange, of, now);
  const done = new Set(known.map(({ step }) => step));
  const rest = PROBE_STEPS.filter((step) => !done.has(step)).map((step) =>
    notKnown(step, 'Known once the steps before it have passed.'),
  );
  return [...known, ...rest].sort((a, b) => PROBE_STEPS.indexOf(a.step) - PROBE_STEPS.indexOf(b.step));
}

function stepsKnown(exchange: HacpExchange, of: ProbeOf, now: Date): ProbeStep[] {
  switch (exchange.kind) {
    case 'not-sent':
      return exchange.why === 'host-not-allowed'
        ? [
            failed(
              'host-listed',
              exchange.detail,
              'Add the host name under LMS Settings first; nothing is sent to others (S29).',
            ),
          ]
        : [listed(), passed('name-resolves', 'The name has an address.'), notPublic(exchange.detail)];
    case 'failed':
      return [listed(), ...networkSteps(exchange)];
    case 'answered':
      return [listed(), ...REACHED, ...transportSteps(exchange, now), ...answerSteps(exchange, of)];
  }
}

function listed(): ProbeStep {
  return passed('host-listed', 'The host is on the list of this organisation.');
}

function notPublic(detail: string): ProbeStep {
  return failed(
    'public-address',
    detail,
    'An LMS behind a firewall cannot be integrated (S20). Ask its administrator for a name that leads to a public address.',
  );
}

const REACHED: readonly ProbeStep[] = [
  passed('name-resolves', 'The name has an address.'),
  passed('public-address', 'The address is public.'),
  passed('connects', 'The server answers at its port.'),
];

function networkSteps({ stage, detail }: Extract<HacpExchange, { kind: 'failed' }>): ProbeStep[] {
  switch (stage) {
    case 'dns':
      return [
        failed('name-resolves', detail, 'Check the spelling, and that the name is known outside your own network.'),
      ];
    case 'connect':
      return [
        ...REACHED.slice(0, 2),
        failed('connects', detail, 'Is the LMS behind a firewall (S20)? Its administrator has to let our address in.'),
      ];
    case 'tls':
      return [
        ...REACHED,
        failed('certificate', detail, 'Install a valid certificate from a public CA, with its whole chain.'),
      ];
    case 'request':
    case 'response':
    case 'deadline':
      return [
        ...REACHED,
        failed(
          'answer-time',
          detail,
          'The LMS takes connections and does not answer in time. Its administrator should look at its load.',
        ),
      ];
  }
}

function transportSteps({ peer }: Extract<HacpExchange, { kind: 'answered' }>, now: Date): ProbeStep[] {
  if (!peer?.tls)
    return [
      notKnown('certificate', 'There is none: the address is http.'),
      warning(
        'https',
        'Messages go unencrypted; whoever can listen can report for your learners.',
        'Use https if the LMS can.',
      ),
    ];
  const days = Math.floor((Date.parse(peer.tls.validTo) - now.getTime()) / DAY_MS);
  const certificate = `Trusted, ${peer.tls.protocol}, valid for ${days} more days.`;
  return [
    days < CERTIFICATE_WARNING_DAYS
      ? warning('certificate', certificate, 'Renew it before it ends: no result can be reported after that.')
      : passed('certificate', certificate),
    passed('https', 'Messages are encrypted.'),
  ];
}

function answerSteps(exchange: Extract<HacpExchange, { kind: 'answered' }>, of: ProbeOf): ProbeStep[] {
  const { status, body, timings, headers } = exchange;
  const time =
    timings.totalMs > SLOW_MS
      ? warning(
          'answer-time',
          `${timings.totalMs} ms.`,
          'More than 10 s counts as no answer; ask the administrator about its load.',
        )
      : passed('answer-time', `${timings.totalMs} ms.`);
  if (of.kind === 'host')
    return [
      notKnown('no-redirect', 'Known at the first launch, or with the address that the LMS gives there.'),
      notKnown('hacp-answer', 'Known at the first launch, or with the address that the LMS gives there.'),
      time,
    ];
  if (status >= 300 && status < 400)
    return [
      failed(
        'no-redirect',
        `The LMS redirects to ${headers['location'] ?? 'another address'} (HTTP ${status}).`,
        'In Moodle: switch "allow AICC HACP" on. Elsewhere: give the host name that the LMS redirects to.',
      ),
      time,
    ];
  return [passed('no-redirect', `HTTP ${status}.`), hacpStep(status, body), time];
}

/** Moodle answers an unknown session with a 404 page, others with an error line: both are what a made-up session deserves. */
function hacpStep(status: number, body: Uint8Array): ProbeStep {
  const answer = readHacpAnswer(body);
  if (answer.kind === 'refused') return passed('hacp-answer', `error=${answer.code} ${answer.text}: it speaks HACP.`);
  if (answer.kind === 'ok')
    return warning(
      'hacp-answer',
      'It takes a session that does not exist.',
      'Ask the vendor: anybody could report there.',
    );
  if (status === 404)
    return warning(
      'hacp-answer',
      'HTTP 404: so answers Moodle to an unknown session, and any server to an unknown address.',
      'Launch the test course: that shows it for certain.',
    );
  return failed(
    'hacp-answer',
    `HTTP ${status} without an "error=" line.`,
    'This is not the address of a HACP endpoint.',
  );
}
