import { expect, test } from '@jest/globals';
import type { Exchange, LaunchDetail } from './launches.api.js';
import { timelineOf } from './timeline.js';

const at = (minute: number): Date => new Date(Date.UTC(2026, 10, 24, 14, minute));
const launch: LaunchDetail = {
  launchId: 'l',
  tenantId: 't',
  learnerId: 'p',
  courseId: 'c',
  courseTitle: 'C',
  host: 'learn.acme.example',
  port: 443,
  device: 'desktop',
  startedAt: at(0),
  studentId: null,
  phase: 'reporting',
  outcome: 'waiting',
  waitingFor: 'backoff',
  ruleId: null,
  verdict: null,
  receipt: null,
  nextLookAt: at(30),
  acknowledged: null,
  lms: null,
  attempt: 1,
  percent: 75,
  complete: false,
  ignored: {},
};
function exchange(minute: number, command: string, more: Partial<Exchange> = {}): Exchange {
  const request = 'command=x&aicc_data=%5Bcore%5D%0D%0Alesson_status%3Dincomplete%0D%0Ascore%3D75';
  const ok = {
    httpStatus: 200,
    answer: 'error=0\r\naicc_data=[core]\r\nlesson_status=not attempted\r\nscore=\r\n',
    classification: 'confirmed',
  };
  return {
    exchangeId: `${minute}`,
    command,
    startedAt: at(minute),
    tookMs: 1,
    request,
    clause: null,
    detail: null,
    facts: {},
    ...ok,
    ...more,
  };
}
const busy = { httpStatus: 503, answer: '', classification: 'busy 503' };

test('a launch is told from its start to its next try, and failures that repeat are one entry', () => {
  const entries = timelineOf(launch, [
    exchange(1, 'GetParam'),
    exchange(2, 'PutParam'),
    exchange(3, 'PutParam', busy),
    exchange(4, 'PutParam', busy),
    exchange(5, 'PutParam', busy),
  ]);
  expect(entries).toMatchObject([
    { kind: 'launched' },
    { kind: 'get', had: null },
    { kind: 'put', percent: '75', isComplete: false },
    { kind: 'failed', result: 'HTTP 503', more: 2, at: at(5) },
    { kind: 'next', at: at(30) },
  ]);
});

test('failures with a success between them stay apart', () => {
  const kinds = timelineOf(launch, [
    exchange(1, 'PutParam', busy),
    exchange(2, 'PutParam'),
    exchange(3, 'PutParam', busy),
  ]).map(({ kind }) => kind);
  expect(kinds).toEqual(['launched', 'failed', 'put', 'failed', 'next']);
});

test('a refused launch arrived and went no further', () =>
  expect(timelineOf({ ...launch, outcome: 'refused', phase: 'over', nextLookAt: null }, [])).toMatchObject([
    { kind: 'declined' },
  ]));

test.each([
  ['a new learner', 'not attempted', '', null],
  ['a new learner of an LMS that adds its own word', 'not attempted, ab-initio', '', null],
  ['a learner who has begun', 'incomplete', '40', 'incomplete, 40'],
])('GetParam of %s says what the LMS had', (_why, status, score, had) => {
  const answer = `error=0\r\naicc_data=[Core]\r\nLesson_Status=${status}\r\nScore=${score}\r\n`;
  expect(timelineOf(launch, [exchange(1, 'GetParam', { answer })])[1]).toMatchObject({ kind: 'get', had });
});
