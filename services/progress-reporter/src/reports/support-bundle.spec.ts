import { expect, test } from '@jest/globals';
import type { ExchangeReport, LaunchDetail } from './launches.store.js';
import { supportBundle } from './support-bundle.js';

const at = new Date('2026-11-24T14:01:07Z');
const launch: LaunchDetail = {
  launchId: '019a8c2e-71f4-7b00-8000-000000000001',
  tenantId: null,
  learnerId: null,
  courseId: 'ladder-safety',
  courseTitle: 'Ladder Safety Basics',
  host: 'learn.acme.example',
  port: 443,
  device: 'desktop',
  startedAt: at,
  studentId: '4417',
  phase: 'reporting',
  outcome: 'waiting',
  waitingFor: 'backoff',
  ruleId: null,
  verdict: null,
  receipt: null,
  nextLookAt: null,
  acknowledged: null,
  lms: null,
  trouble: null,
  attempt: 1,
  percent: 40,
  complete: false,
  ignored: {},
};

test('the learner’s name, which an LMS tells with GetParam, stands nowhere in the bundle', () => {
  const answer =
    'error=0\r\naicc_data=[Core]\r\nStudent_ID=4417\r\n Student_Name = Lovelace, Ada\r\nLesson_Status=incomplete\r\n';
  const exchange: ExchangeReport = {
    exchangeId: '019a8c2e-71f4-7b00-8000-000000000002',
    command: 'GetParam',
    startedAt: at,
    tookMs: 5,
    request: 'command=GetParam&version=4.0&session_id=***',
    httpStatus: 200,
    answer,
    classification: 'confirmed',
    clause: null,
    detail: null,
    facts: {},
  };
  const text = supportBundle(launch, [exchange], at);
  expect(text).not.toMatch(/Lovelace|Ada/);
  expect(text).toContain('Student_Name = ***');
  expect(text).toContain('Lesson_Status=incomplete');
});
