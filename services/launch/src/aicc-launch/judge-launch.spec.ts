import { expect, test } from '@jest/globals';
import { readLaunchParameters } from '@aicc-bridge/aicc';
import { CourseState, TenantState } from '@aicc-bridge/contracts';
import { judgeLaunch } from './judge-launch.js';

const key = 'a'.repeat(26);
const tenant = (more: object = {}): TenantState =>
  TenantState.parse({
    tenantId: '01935d2e-0000-7000-8000-00000000000a',
    aggregateVersion: 1,
    state: 'active',
    name: 'Northwind',
    enabled: true,
    hosts: [{ name: 'lms.example.org', port: 443, http: false }],
    frameHosts: [],
    profile: { id: 'generic', overrides: {} },
    reportingMode: 'send',
    reportMobile: false,
    joinWithoutLaunchId: false,
    afterCompletion: 'new-attempt',
    launchKeys: [{ key, state: 'current' }],
    ...more,
  });
const course = CourseState.parse({
  courseId: 'ladders',
  aggregateVersion: 1,
  state: 'published',
  title: 'Ladders',
  authors: [],
  description: '',
  language: 'en',
  kind: 'course',
  topics: [],
  units: [{ unitId: 'u1', title: 'One', seconds: 30 }],
  completionThresholdPercent: 95,
});
const good = 'aicc_sid=S1&aicc_url=https://lms.example.org/hacp%3Fx%3D1';
const judge = (query: string, of: TenantState | null = tenant(), launchKey = key) =>
  judgeLaunch(readLaunchParameters(query), of, course, launchKey);

test('a launch from a listed host reports, to the very address that the LMS gave', () => {
  expect(judge(good)).toEqual({
    kind: 'reports',
    host: 'lms.example.org',
    port: 443,
    aiccUrl: 'https://lms.example.org/hacp?x=1',
    aiccSid: 'S1',
  });
});

test.each([
  ['S29: another host', 'aicc_sid=S1&aicc_url=https://lms.example.org.evil.example/h', 'S29'],
  ['S29: the same host by plain http', 'aicc_sid=S1&aicc_url=http://lms.example.org/h', 'S29'],
  ['S29: user info', 'aicc_sid=S1&aicc_url=https://lms.example.org@evil.example/h', 'S29'],
  ['S29: another port', 'aicc_sid=S1&aicc_url=https://lms.example.org:8443/h', 'S29'],
  ['S29: an address', 'aicc_sid=S1&aicc_url=https://169.254.169.254/h', 'S29'],
])('%s is refused', (_why, query, ruleId) => expect(judge(query)).toMatchObject({ kind: 'refused', ruleId }));

test('S32: while disabled, everything is refused', () =>
  expect(judge(good, tenant({ enabled: false }))).toMatchObject({ kind: 'refused', ruleId: 'S32' }));
test('an unknown and a revoked key are refused', () => {
  expect(judge(good, null)).toMatchObject({ kind: 'refused', ruleId: 'unknown-key', host: 'lms.example.org' });
  expect(judge(good, tenant({ launchKeys: [{ key, state: 'revoked' }] }))).toMatchObject({
    kind: 'refused',
    ruleId: 'revoked-key',
  });
});
test('an accepted older key still launches', () =>
  expect(judge(good, tenant({ launchKeys: [{ key, state: 'accepted' }] })).kind).toBe('reports'));
test('S50: opened directly', () => expect(judge('CMI=HACP')).toEqual({ kind: 'not-reported', ruleId: 'S50' }));
test.each(['aicc_sid=&aicc_url=https://lms.example.org/h', 'aicc_sid=S1'])('rule 8: %s plays, unreported', (query) =>
  expect(judge(query)).toEqual({ kind: 'not-reported', ruleId: 'missing-sid' }),
);
