import { readHacpAnswer } from '@aicc-bridge/aicc';
import {
  fillSentence,
  PROBE_CURES,
  PROBE_DETAILS,
  PROBE_STEPS,
  type ProbeCureId,
  type ProbeDetailId,
  type ProbeStepName,
  type SentenceValues,
} from '@aicc-bridge/contracts';
import type { HacpExchange } from '@aicc-bridge/hacp-client';

export interface ProbeStep {
  readonly step: ProbeStepName;
  /** `not-known` is never shown as passed: it needs a launch, or an earlier step to pass */
  readonly state: 'passed' | 'warning' | 'failed' | 'not-known';
  readonly detail: string;
  /** finds the sentence in another language; null = what the network said */
  readonly detailId: ProbeDetailId | null;
  readonly values: SentenceValues;
  /** what to do about a warning or a failure */
  readonly cure: string | null;
  readonly cureId: ProbeCureId | null;
}

/** A bare host name allows the network steps only; the HACP steps need the address that an LMS gives at a launch. */
export type ProbeOf = { readonly kind: 'host' } | { readonly kind: 'address' };

const CERTIFICATE_WARNING_DAYS = 21;
const SLOW_MS = 3_000;
const DAY_MS = 86_400_000;

/** A sentence of ours with its values, or what the network said. */
type Said = ProbeDetailId | readonly [ProbeDetailId, SentenceValues] | { readonly network: string };

function said(said: Said): Pick<ProbeStep, 'detail' | 'detailId' | 'values'> {
  if (typeof said === 'string') return { detail: PROBE_DETAILS[said], detailId: said, values: {} };
  if ('network' in said) return { detail: said.network, detailId: null, values: {} };
  const [detailId, values] = said;
  return { detail: fillSentence(PROBE_DETAILS[detailId], values), detailId, values };
}

const passed = (step: ProbeStepName, detail: Said): ProbeStep => ({
  step,
  state: 'passed',
  ...said(detail),
  cure: null,
  cureId: null,
});
const notKnown = (step: ProbeStepName, detail: Said): ProbeStep => ({ ...passed(step, detail), state: 'not-known' });
const failed = (step: ProbeStepName, detail: Said, cureId: ProbeCureId): ProbeStep => ({
  step,
  state: 'failed',
  ...said(detail),
  cure: PROBE_CURES[cureId],
  cureId,
});
const warning = (step: ProbeStepName, detail: Said, cureId: ProbeCureId): ProbeStep => ({
  ...failed(step, detail, cureId),
  state: 'warning',
});

/** What one harmless GetParam with a made-up session says about an LMS, step by step; cause and cure for each that did not pass. */
export function probeSteps(exchange: HacpExchange, of: ProbeOf, now: Date): readonly ProbeStep[] {
  const known = stepsKnown(exchange, of, now);
  const done = new Set(known.map(({ step }) => step));
  const rest = PROBE_STEPS.filter((step) => !done.has(step)).map((step) => notKnown(step, 'known-later'));
  return [...known, ...rest].sort((a, b) => PROBE_STEPS.indexOf(a.step) - PROBE_STEPS.indexOf(b.step));
}

function stepsKnown(exchange: HacpExchange, of: ProbeOf, now: Date): ProbeStep[] {
  switch (exchange.kind) {
    case 'not-sent':
      return exchange.why === 'host-not-allowed'
        ? [failed('host-listed', { network: exchange.detail }, 'add-host')]
        : [listed(), passed('name-resolves', 'name-found'), notPublic(exchange.detail)];
    case 'failed':
      return [listed(), ...networkSteps(exchange)];
    case 'answered':
      return [listed(), ...REACHED, ...transportSteps(exchange, now), ...answerSteps(exchange, of)];
  }
}

function listed(): ProbeStep {
  return passed('host-listed', 'listed');
}

function notPublic(detail: string): ProbeStep {
  return failed('public-address', { network: detail }, 'public-name');
}

const REACHED: readonly ProbeStep[] = [
  passed('name-resolves', 'name-found'),
  passed('public-address', 'public'),
  passed('connects', 'port-answers'),
];

function networkSteps({ stage, detail }: Extract<HacpExchange, { kind: 'failed' }>): ProbeStep[] {
  switch (stage) {
    case 'dns':
      return [failed('name-resolves', { network: detail }, 'check-spelling')];
    case 'connect':
      return [...REACHED.slice(0, 2), failed('connects', { network: detail }, 'firewall')];
    case 'tls':
      return [...REACHED, failed('certificate', { network: detail }, 'install-certificate')];
    case 'request':
    case 'response':
    case 'deadline':
      return [...REACHED, failed('answer-time', { network: detail }, 'look-at-load')];
  }
}

function transportSteps({ peer }: Extract<HacpExchange, { kind: 'answered' }>, now: Date): ProbeStep[] {
  if (!peer?.tls) return [notKnown('certificate', 'no-certificate'), warning('https', 'unencrypted', 'use-https')];
  const days = Math.floor((Date.parse(peer.tls.validTo) - now.getTime()) / DAY_MS);
  const certificate = ['trusted', { protocol: peer.tls.protocol, days: String(days) }] as const;
  return [
    days < CERTIFICATE_WARNING_DAYS ? warning('certificate', certificate, 'renew') : passed('certificate', certificate),
    passed('https', 'encrypted'),
  ];
}

function answerSteps(exchange: Extract<HacpExchange, { kind: 'answered' }>, of: ProbeOf): ProbeStep[] {
  const { status, body, timings, headers } = exchange;
  const took = ['took', { ms: String(timings.totalMs) }] as const;
  const time = timings.totalMs > SLOW_MS ? warning('answer-time', took, 'slow') : passed('answer-time', took);
  if (of.kind === 'host')
    return [notKnown('no-redirect', 'known-at-launch'), notKnown('hacp-answer', 'known-at-launch'), time];
  const where = headers['location'];
  if (status >= 300 && status < 400)
    return [
      failed(
        'no-redirect',
        where === undefined
          ? ['redirects-somewhere', { status: String(status) }]
          : ['redirects', { where, status: String(status) }],
        'allow-hacp',
      ),
      time,
    ];
  return [passed('no-redirect', ['status', { status: String(status) }]), hacpStep(status, body), time];
}

/** Moodle answers an unknown session with a 404 page, others with an error line: both are what a made-up session deserves. */
function hacpStep(status: number, body: Uint8Array): ProbeStep {
  const answer = readHacpAnswer(body);
  if (answer.kind === 'refused')
    return passed('hacp-answer', ['speaks-hacp', { code: String(answer.code), text: answer.text }]);
  if (answer.kind === 'ok') return warning('hacp-answer', 'takes-any-session', 'ask-vendor');
  if (status === 404) return warning('hacp-answer', 'not-found', 'launch-test-course');
  return failed('hacp-answer', ['no-error-line', { status: String(status) }], 'not-hacp');
}
