import { expect, test } from '@jest/globals';
import { CourseState } from '@aicc-bridge/contracts';
import { bundleOf, lintCourse, lintGate } from './lint-course.js';

const aCourse = (more: object = {}): CourseState =>
  CourseState.parse({
    courseId: 'ladders',
    aggregateVersion: 1,
    state: 'published',
    title: 'Ladder Safety Basics',
    authors: ['Example Learning'],
    description: 'How to climb.',
    language: 'en',
    kind: 'course',
    topics: [],
    units: [{ unitId: 'u1', title: 'One', seconds: 30 }],
    completionThresholdPercent: 95,
    ...more,
  });
const ascii = { charset: 'ascii', shape: 'zip-of-course-zips' } as const;
const utf8 = { charset: 'utf-8', shape: 'zip-of-course-zips' } as const;

test('a course that loses nothing has no finding, in any profile', () => {
  expect(lintCourse(aCourse(), ascii)).toEqual([]);
  expect(lintCourse(aCourse(), utf8)).toEqual([]);
});

test.each([
  ['warning', 'title', 'rule 69', 'a title of 300 characters', { title: 'x'.repeat(300) }, ascii],
  ['warning', 'title', 'rule 63', 'a title with =', { title: 'E = mc2' }, ascii],
  ['warning', 'title', 'rule 56', 'accents where only ASCII may go', { title: 'Übung' }, ascii],
  ['error', 'title', 'rule 63', 'a title without any letter that can be written', { title: '"\'"' }, ascii],
  ['warning', 'author', 'sheet §6.3', 'no author', { authors: [] }, ascii],
  ['warning', 'author', 'left out: B', 'a second author', { authors: ['A', 'B'] }, ascii],
  ['warning', 'description', 'rule 57', 'line breaks', { description: 'a\nb' }, ascii],
  [
    'warning',
    'description',
    'rule 69',
    'a description of 5,000 characters',
    { description: 'ab '.repeat(1_700) },
    ascii,
  ],
  ['warning', 'description', 'no description', 'no description', { description: ' ' }, ascii],
  ['warning', 'language', 'BCP 47', 'a language that is none', { language: 'e!' }, ascii],
  ['warning', 'replacedBy', 'replaces itself', 'a course that replaces itself', { replacedBy: 'ladders' }, ascii],
])('%s of %s (%s): %s', (severity, field, said, _why, more, bundle) => {
  const findings = lintCourse(aCourse(more), bundle);
  expect(findings).toContainEqual(expect.objectContaining({ courseId: 'ladders', severity, field }));
  const finding = findings.find((one) => one.field === field);
  expect(`${finding?.reason} ${finding?.clause}`).toContain(said);
  expect(finding?.cure).not.toBe('');
});

test('what a UTF-8 profile keeps is no finding there', () => {
  expect(lintCourse(aCourse({ title: 'Übung 安全', description: 'Größe' }), utf8)).toEqual([]);
});

test('the gate lets through what its strictness allows', () => {
  const course = aCourse({ title: 'E = mc2' });
  expect(lintGate('moodle', 'off')(course)).toBeNull();
  expect(lintGate('moodle', 'errors')(course)).toBeNull();
  expect(lintGate('moodle', 'warnings')(course)).toMatch(/^title: .*\(sheet §6.3, rule 63\)/);
  expect(lintGate('moodle', 'errors')(aCourse({ title: '"' }))).toContain('No character of the title');
});

test('an unknown profile is linted as generic', () => expect(bundleOf('nix')).toEqual(bundleOf('generic')));
