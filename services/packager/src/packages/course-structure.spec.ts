import { expect, test } from '@jest/globals';
import { readCourse, writeCourse } from '@aicc-bridge/aicc';
import { CourseState } from '@aicc-bridge/contracts';
import fc from 'fast-check';
import { courseStructure } from './course-structure.js';

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
const address = 'https://bridge.example/aicc/launch/aaaaaaaaaaaaaaaaaaaaaaaaaa/ladders';

test('rules 64–68: one AU, no mastery score, the address in one place, ids from the course', () => {
  const { structure } = courseStructure(aCourse(), address, 'ascii');
  expect(structure).toMatchObject({
    courseId: 'ladders',
    rootMembers: ['ladders'],
    units: [{ systemId: 'ladders', fileName: address, masteryScore: '', webLaunch: '' }],
  });
});

test('accents are folded to ASCII, and what is lost is named', () => {
  const { structure, losses } = courseStructure(aCourse({ title: 'Übung = "Größe"' }), address, 'ascii');
  expect(structure.title).toBe('Ubung - Grosse');
  expect(losses).toContainEqual({ field: 'title', loss: { kind: 'replaced', what: '= "' } });
});

test.each(['ascii', 'utf-8'] as const)(
  'S9: whatever text a publisher writes, the %s package can be written and read',
  (charset) => {
    const text = fc.string({ unit: 'binary', maxLength: 1000 }).filter((value) => value.trim() !== '');
    fc.assert(
      fc.property(text, fc.string({ unit: 'binary', maxLength: 5000 }), text, (title, description, author) => {
        const { structure } = courseStructure(
          aCourse({ title, description, authors: [author.slice(0, 200).padEnd(1, 'x')] }),
          address,
          charset,
        );
        const verdict = readCourse(writeCourse(structure, { baseName: 'ladders', charset }));
        expect(verdict.kind === 'refused' ? verdict.findings : []).toEqual([]);
      }),
    );
  },
);
