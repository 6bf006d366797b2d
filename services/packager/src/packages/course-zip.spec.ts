import { expect, test } from '@jest/globals';
import { CourseState } from '@aicc-bridge/contracts';
import { ZipArchive } from 'archiver';
import { courseZip, filesOf } from './course-zip.js';
import { measurePackage } from './package-bytes.js';

const settings = {
  addressStart: `https://bridge.example/aicc/launch/${'a'.repeat(26)}/`,
  charset: 'utf-8',
  shape: 'zip-of-course-zips',
  naming: 'course-id',
  coursesPerBundle: 100,
} as const;
const aCourse = (courseId: string, more: object = {}): CourseState =>
  CourseState.parse({
    courseId,
    aggregateVersion: 1,
    state: 'published',
    title: 'Größe',
    authors: ['Mira Holt'],
    description: 'About size.',
    language: 'de',
    kind: 'course',
    topics: [],
    units: [{ unitId: 'u1', title: 'One', seconds: 30 }],
    completionThresholdPercent: 95,
    ...more,
  });

/** The same package by archiver itself. */
async function byArchiver(courses: readonly CourseState[]): Promise<Buffer> {
  const archive = new ZipArchive({ store: true, forceUTC: true });
  const chunks: Buffer[] = [];
  archive.on('data', (chunk: Buffer) => chunks.push(chunk));
  for (const course of courses)
    for (const { name, bytes } of filesOf(course, settings))
      archive.append(Buffer.from(bytes), { name, date: new Date('1980-01-01T00:00:00Z'), mode: 0o644 });
  await archive.finalize();
  return Buffer.concat(chunks);
}

test.each([
  ['one course', [aCourse('one')]],
  ['a course without a description', [aCourse('none', { description: '' })]],
  ['several courses, for an LMS that wants it so', [aCourse('one'), aCourse('two'), aCourse('three')]],
])('ADR 0023: %s: the bytes are those that archiver makes', async (_why, courses) => {
  expect((await courseZip(courses, settings)).equals(await byArchiver(courses))).toBe(true);
});

test('a package is as long as it was measured, whatever the address', async () => {
  const course = aCourse('long', { description: 'x '.repeat(2_000) });
  const made = await courseZip([course], settings);
  expect(made).toHaveLength(measurePackage(course, 'utf-8') + `${settings.addressStart}long`.length);
});
