import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { recordedExchanges } from '../test/recordings.js';
import { readHacpAnswer } from './hacp-answer.js';
import { compareLessonStatus, type LessonStatus, readLessonStatus } from './lesson-status.js';
import { readLmsState } from './lms-state.js';
import { readScore } from './score.js';
import { readSessionTime, writeSessionTime } from './session-time.js';

const core = (line: string) => readLmsState(`[Core]\r\n${line}\r\n`);

test.each([
  ['incomplete', 'incomplete'],
  ['Completed', 'completed'],
  ['P', 'passed'],
  ['f', 'failed'],
  ["'not attempted'", 'not attempted'],
  ['"browsed"', 'browsed'],
  ["'N,A'", 'not attempted'],
  ['N,A', 'not attempted'],
  ['bogus', 'browsed'],
  ['xyz', null],
  ['', null],
] as const)('rule 49: lesson_status=%s is %s, by its first letter', (text, expected) => {
  expect(core(`Lesson_Status=${text}`).lessonStatus).toBe(expected);
});

test.each([
  ['not attempted, ab-initio', 'ab-initio'],
  ['incomplete,resume', 'resume'],
  ['X,R', 'resume'],
  ["'not attempted', A", 'ab-initio'],
  ["'not attempted', 'ab-initio'", 'ab-initio'],
  ['incomplete', null],
  ['incomplete, ', null],
] as const)('rule 49: the entry flag of %s is %s', (text, expected) => {
  expect(core(`Lesson_Status=${text}`).entry).toBe(expected);
});

test.each([
  ['credit', 'credit'],
  ['C', 'credit'],
  ['no-credit', 'no-credit'],
  ["'N'", 'no-credit'],
  ['', null],
  ['yes', null],
] as const)('rule 49: credit=%s is %s', (text, expected) => {
  expect(core(`Credit=${text}`).credit).toBe(expected);
});

test.each([
  ['Lesson_Mode=normal', 'normal'],
  ['Lesson_Mode=R', 'review'],
  ['lesson_mode="Browse"', 'browse'],
  ['Lesson_Mode=', 'normal'],
  ['Score=1', 'normal'],
] as const)('rule 49: %s is mode %s', (line, expected) => {
  expect(core(line).lessonMode).toBe(expected);
});

test.each([
  ['85', { raw: 85, max: null, min: null }],
  ['85, 100', { raw: 85, max: 100, min: null }],
  ['11,100,0', { raw: 11, max: 100, min: 0 }],
  [' 43.5 , 50 , 0 ', { raw: 43.5, max: 50, min: 0 }],
  ['-3', { raw: -3, max: null, min: null }],
  ['"85"', { raw: 85, max: null, min: null }],
  ['85,,0', { raw: 85, max: null, min: 0 }],
  ['', null],
  ['85%', null],
  ['abc', null],
  [',100', null],
  ['1e3', null],
])('rule 50: score=%s is read', (text, expected) => {
  expect(readScore(text)).toEqual(expected);
  expect(core(`Score=${text}`).score).toEqual(expected);
});

test.each([
  ['Course_ID = {A1}', 'A1'],
  ['Course_ID={ A1 }', 'A1'],
  ['course_id=A1', 'A1'],
  ['Course_ID={}', null],
  ['other=1', null],
])('rule 51: %s gives the Course_ID %s', (line, expected) => {
  expect(readLmsState(`[Evaluation]\r\n${line}\r\n`).courseId).toBe(expected);
});

test('rule 53: core_lesson has no trailing blank lines', () => {
  expect(readLmsState('[Core_Lesson]\r\nabc\r\n\r\n\r\n[Core_Vendor]\r\n').coreLesson).toBe('abc');
});

test('sheet §4.3: what is missing is null, and the mode normal', () => {
  expect(readLmsState('')).toEqual({
    studentId: null,
    studentName: null,
    lessonLocation: null,
    credit: null,
    lessonStatus: null,
    entry: null,
    score: null,
    timeSeconds: null,
    lessonMode: 'normal',
    coreLesson: null,
    coreVendor: null,
    courseId: null,
    masteryScore: null,
    maxTimeAllowedSeconds: null,
    timeLimitAction: null,
  });
});

test('sheet §4.2: Student_Data and Core_Vendor', () => {
  const data =
    '[Core_Vendor]\r\nlang=de\r\nx=1\r\n\r\n[Student_Data]\r\nMastery_Score=80.5\r\nMax_Time_Allowed=01:30:00\r\nTime_Limit_Action=E,M\r\n';
  expect(readLmsState(data)).toMatchObject({
    coreVendor: 'lang=de\r\nx=1',
    masteryScore: 80.5,
    maxTimeAllowedSeconds: 5_400,
    timeLimitAction: 'E,M',
  });
});

test.each([
  ['00:00:00', 0],
  ['0001:02:03', 3_723],
  ['12:30:01.5', 45_001],
  ['9999:59:59.99', 35_999_999],
  [' 1:2:3 ', 3_723],
  ['0', null],
  ['12:30', null],
  ['PT5M', null],
  ['-1:00:00', null],
  ['', null],
])('sheet §4.4: the time %j is %j seconds', (text, seconds) => {
  expect(readSessionTime(text)).toBe(seconds);
});

test('rule 29: write, then read: the same seconds', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 35_999_999 }), (seconds) => {
      expect(readSessionTime(writeSessionTime(seconds))).toBe(seconds);
    }),
  );
});

const IN_ORDER: readonly LessonStatus[] = ['not attempted', 'browsed', 'incomplete', 'failed', 'completed'];

test('design §7: not attempted < browsed < incomplete < failed < completed = passed', () => {
  for (const [low, a] of IN_ORDER.entries())
    for (const [high, b] of IN_ORDER.entries())
      expect(Math.sign(compareLessonStatus(a, b))).toBe(Math.sign(low - high));
  expect(compareLessonStatus('completed', 'passed')).toBe(0);
});

test.each([...IN_ORDER, 'passed'] as const)('the word %s reads as itself', (status) => {
  expect(readLessonStatus(status)).toBe(status);
  expect(readLessonStatus(status.charAt(0).toUpperCase())).toBe(status);
});

/** Lines of [Core] and [Student_Data] as the recording has them; Moodle's form is fixed (recordings README, "Answers"). */
function said(body: string, name: string): string {
  return new RegExp(`^${name}=(.*)$`, 'm').exec(body.replaceAll('\r\n', '\n'))?.[1] ?? '';
}

const answers = recordedExchanges().flatMap(({ name, body }) =>
  body?.startsWith('error=0\r\nerror_text=Successful\r\naicc_data=') ? [{ name, body }] : [],
);

test('what Moodle says in every recorded GetParam is understood', () => {
  expect(answers.length).toBeGreaterThan(250);
  for (const { name, body } of answers) {
    const answer = readHacpAnswer(body);
    const state = readLmsState(answer.kind === 'ok' ? answer.aiccData : '');
    const status = said(body, 'Lesson_Status').split(', ');
    const time = /^(\d+):(\d\d):(\d\d)(?:\.\d+)?$/.exec(said(body, 'Time'));
    expect([name, state]).toMatchObject([
      name,
      {
        studentId: said(body, 'Student_ID'),
        studentName: said(body, 'Student_Name'),
        credit: said(body, 'Credit'),
        lessonMode: said(body, 'Lesson_Mode'),
        entry: status[1] ?? null,
        courseId: /^Course_ID = \{(.*)\}$/m.exec(body.replaceAll('\r\n', '\n'))?.[1],
      },
    ]);
    if (IN_ORDER.some((word) => word === status[0])) expect([name, state.lessonStatus]).toEqual([name, status[0]]);
    if (time)
      expect([name, state.timeSeconds]).toEqual([
        name,
        Number(time[1]) * 3_600 + Number(time[2]) * 60 + Number(time[3]),
      ]);
    const score = said(body, 'Score');
    if (/^\d+(\.\d+)?(, |$)/.test(score)) expect([name, state.score?.raw]).toEqual([name, Number.parseFloat(score)]);
  }
});

test('never throws, whatever an LMS says', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '[core]\n',
      '[student_data]\n',
      'score=',
      'time=',
      'lesson_status=',
      'mastery_score=',
      '\n',
      ',',
      "'",
      '{',
      '9',
    ),
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      expect(['normal', 'review', 'browse']).toContain(readLmsState(pieces.join('')).lessonMode);
    }),
  );
});
