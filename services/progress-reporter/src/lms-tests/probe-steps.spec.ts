import { expect, test } from '@jest/globals';
import type { HacpExchange } from '@aicc-bridge/hacp-client';
import { PROBE_STEPS } from '@aicc-bridge/contracts';
import { probeSteps, type ProbeStep } from './probe-steps.js';

const NOW = new Date('2026-11-24T12:00:00Z');
const timings = { totalMs: 120, connectMs: 20, waitMs: 100 };
const answered = (
  status: number,
  body: string,
  more: Partial<Extract<HacpExchange, { kind: 'answered' }>> = {},
): HacpExchange => ({
  kind: 'answered',
  status,
  headers: {},
  body: Buffer.from(body),
  bodyCut: false,
  timings,
  peer: {
    address: '203.0.113.7',
    tls: { protocol: 'TLSv1.3', cipher: 'x', issuer: 'CA', validTo: 'Jun 30 12:00:00 2027 GMT' },
  },
  ...more,
});
const failed = (stage: 'dns' | 'connect' | 'tls' | 'deadline'): HacpExchange => ({
  kind: 'failed',
  stage,
  side: 'theirs',
  detail: 'why',
  mayHaveArrived: false,
  timings,
});
const states = (steps: readonly ProbeStep[]) =>
  Object.fromEntries(steps.filter(({ state }) => state !== 'passed').map(({ step, state }) => [step, state]));

const UNKNOWN_AFTER = (first: (typeof PROBE_STEPS)[number]) =>
  Object.fromEntries(PROBE_STEPS.slice(PROBE_STEPS.indexOf(first) + 1).map((step) => [step, 'not-known']));

test.each<[string, HacpExchange, Record<string, string>]>([
  ['a good LMS', answered(200, 'error=3\r\nerror_text=Invalid Session ID\r\n'), {}],
  ['a Moodle, which says 404', answered(404, '<html></html>'), { 'hacp-answer': 'warning' }],
  ['one that takes any session', answered(200, 'error=0\r\n'), { 'hacp-answer': 'warning' }],
  ['a login page', answered(200, '<html>Log in</html>'), { 'hacp-answer': 'failed' }],
  [
    'HACP switched off',
    answered(303, '', { headers: { location: 'https://lms.example' } }),
    { 'no-redirect': 'failed', 'hacp-answer': 'not-known' },
  ],
  [
    'plain http',
    answered(200, 'error=3\r\n', { peer: { address: '203.0.113.7', tls: null } }),
    { certificate: 'not-known', https: 'warning' },
  ],
  ['a name that is not known', failed('dns'), { 'name-resolves': 'failed', ...UNKNOWN_AFTER('name-resolves') }],
  ['a closed port', failed('connect'), { connects: 'failed', ...UNKNOWN_AFTER('connects') }],
  ['a bad certificate', failed('tls'), { certificate: 'failed', ...UNKNOWN_AFTER('certificate') }],
  [
    'a private address',
    { kind: 'not-sent', why: 'address-forbidden', ruleId: 'S20', detail: '10.0.0.7' },
    { 'public-address': 'failed', ...UNKNOWN_AFTER('public-address') },
  ],
  [
    'a host that is not on the list',
    { kind: 'not-sent', why: 'host-not-allowed', ruleId: 'S29', detail: 'x' },
    { 'host-listed': 'failed', ...UNKNOWN_AFTER('host-listed') },
  ],
])('%s', (_what, exchange, expected) => {
  const steps = probeSteps(exchange, { kind: 'address' }, NOW);
  expect(steps.map(({ step }) => step)).toEqual(PROBE_STEPS);
  expect(states(steps)).toEqual(expected);
});

test('with a bare host name the HACP steps are not known, never passed', () =>
  expect(states(probeSteps(answered(404, ''), { kind: 'host' }, NOW))).toEqual({
    'no-redirect': 'not-known',
    'hacp-answer': 'not-known',
  }));

test('a certificate that ends soon is a warning with the days that are left', () => {
  const soon = answered(200, 'error=3\r\n', {
    peer: {
      address: 'x',
      tls: { protocol: 'TLSv1.3', cipher: 'x', issuer: 'CA', validTo: 'Nov 30 12:00:00 2026 GMT' },
    },
  });
  expect(probeSteps(soon, { kind: 'address' }, NOW).find(({ step }) => step === 'certificate')).toMatchObject({
    state: 'warning',
    detail: expect.stringContaining('6 more days'),
  });
});

test('every step that did not pass says what to do', () => {
  for (const exchange of [failed('dns'), failed('connect'), failed('tls'), failed('deadline'), answered(303, '')])
    for (const { state, cure } of probeSteps(exchange, { kind: 'address' }, NOW))
      if (state === 'failed' || state === 'warning') expect(cure).not.toBeNull();
});
