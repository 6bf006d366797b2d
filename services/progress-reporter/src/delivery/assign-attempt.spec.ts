import { describe, expect, test } from '@jest/globals';
import { beginsNewAttempt, type CurrentAttempt, type OpeningSession } from './assign-attempt.js';

describe('attempts', () => {
  const current: CurrentAttempt = {
    number: 1,
    completion: { host: 'h', port: 443, studentId: '7' },
    completionSettled: true,
  };
  const opening: OpeningSession = {
    host: 'h',
    port: 443,
    studentId: '7',
    lms: { lessonStatus: 'not attempted', score: null },
    afterCompletion: 'new-attempt',
    predecessorOpen: false,
  };
  test.each([
    ['the first launch', null, opening, true],
    ['blank after a settled completion', current, opening, true],
    ['settled only while this GetParam was under way', current, { ...opening, predecessorOpen: true }, false],
    ['no completion was acknowledged', { ...current, completion: null }, opening, false],
    ['the completion was never seen again', { ...current, completionSettled: false }, opening, false],
    [
      'the LMS still shows something',
      current,
      { ...opening, lms: { lessonStatus: 'incomplete' as const, score: null } },
      false,
    ],
    [
      'the LMS still has a score',
      current,
      { ...opening, lms: { lessonStatus: 'not attempted' as const, score: { raw: 3, max: null, min: null } } },
      false,
    ],
    ['another Student_ID', current, { ...opening, studentId: '8' }, false],
    ['another host', current, { ...opening, host: 'new' }, false],
    ['the tenant wants completions sent again', current, { ...opening, afterCompletion: 'send-again' as const }, false],
  ])('a new attempt? %s', (_why, attempt, session, expected) =>
    expect(beginsNewAttempt(attempt, session)).toBe(expected),
  );
});
