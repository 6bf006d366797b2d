import { expect, test } from '@jest/globals';
import { CourseState } from '@aicc-bridge/contracts';
import { startSimulator } from '@aicc-bridge/lms-simulator';
import fc from 'fast-check';
import { z } from 'zod';
import { packageName, type PackageSettings } from '../src/downloads/package-settings.js';
import { lintCourse, type LintFinding } from '../src/lint/lint-course.js';
import { courseZip } from '../src/packages/course-zip.js';

/**
 * Every package is taken by the demo LMS's importer, which was written from recordings of Moodle and shares no code with us, whatever
 * the LMS does otherwise; and what it stores is what the publisher wrote, but for losses that the linter named before.
 */
const PERSONALITIES = ['moodle', 'hacp-off', 'server-error', 'hang', 'stores-nothing'] as const;
const IMPORT_SIZE = 25;
const Imported = z.object({
  courses: z.array(z.object({ id: z.string(), title: z.string() })),
  refused: z.array(z.object({ file: z.string(), message: z.string() })),
});
const Stored = z.object({ courses: z.array(z.object({ id: z.string(), title: z.string(), description: z.string() })) });

const piece = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.lorem({ maxCount: 3 }),
  fc.constantFrom(
    '"',
    '",',
    "'",
    '=',
    '\r\n',
    '\n',
    '\u2028',
    ';',
    ',',
    '[Course_Title]',
    'Course_ID=x',
    '\\',
    '<b>',
    '&amp;',
    '%22',
    '\ufeff',
    'مرحبا',
    'שלום',
    '👩‍🚀',
    '安全',
    'ﬁ',
    '\u202e',
    '\0',
  ),
);
const text = (most: number): fc.Arbitrary<string> =>
  fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(' ').slice(0, most));
const filled = (most: number): fc.Arbitrary<string> => text(most).filter((value) => value.trim() !== '');
const course = fc.record({
  title: fc.oneof(filled(1_000), fc.constant('x'.repeat(1_000))),
  authors: fc.array(filled(200), { maxLength: 3 }),
  description: fc.oneof(
    text(5_000),
    fc.constant(''),
    fc.constant('Lang und größer. '.repeat(290)),
    fc.constant('安'.repeat(5_000)),
  ),
});

function courses(count: number): readonly CourseState[] {
  return fc.sample(course, { numRuns: count, seed: 20261124 }).map((one, at) =>
    CourseState.parse({
      courseId: `any-${at}`,
      aggregateVersion: 1,
      state: 'published',
      language: 'en',
      kind: 'course',
      topics: [],
      units: [{ unitId: 'u1', title: 'One', seconds: 30 }],
      completionThresholdPercent: 95,
      ...one,
    }),
  );
}

const settings = (charset: PackageSettings['charset']): PackageSettings => ({
  addressStart: `https://bridge.example/aicc/launch/${'a'.repeat(26)}/`,
  charset,
  shape: 'zip-of-course-zips',
  naming: 'course-id',
  coursesPerBundle: 100,
});

test.each(
  PERSONALITIES.flatMap((personality) =>
    (['ascii', 'utf-8'] as const).map((charset) => [personality, charset] as const),
  ),
)('any catalogue is taken by the LMS "%s" as %s, with no loss that was not announced', async (personality, charset) => {
  const simulator = await startSimulator({ host: '127.0.0.1', port: 0 });
  try {
    const url = `http://127.0.0.1:${simulator.port}`;
    const chosen = await fetch(`${url}/api/personality`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: personality }),
    });
    expect(chosen.status).toBe(200);
    const all = courses(150);
    for (let at = 0; at < all.length; at += IMPORT_SIZE) {
      const form = new FormData();
      for (const one of all.slice(at, at + IMPORT_SIZE))
        form.append(
          'package',
          new Blob([new Uint8Array(await courseZip([one], settings(charset)))]),
          packageName(one.courseId, '', 'course-id'),
        );
      const answer = await fetch(`${url}/courses/import`, {
        method: 'POST',
        body: form,
        headers: { accept: 'application/json' },
      });
      expect(Imported.parse(await answer.json()).refused).toEqual([]);
    }
    const stored = Stored.parse(await (await fetch(`${url}/api/courses`)).json()).courses;
    expect(stored).toHaveLength(all.length);
    for (const { id, title, description } of stored) {
      const one = all.find(({ courseId }) => courseId === id);
      if (!one) throw new Error(`the LMS has a course ${id} that nobody gave it`);
      const findings = lintCourse(one, { charset, shape: 'zip-of-course-zips' });
      expect([id, title, announced(findings, 'title', one.title, title)]).toEqual([id, title, true]);
      expect([id, announced(findings, 'description', one.description, description)]).toEqual([id, true]);
    }
  } finally {
    await simulator.close();
  }
});

/** Blanks at the ends and several in a row are no loss that a person sees. */
function announced(findings: readonly LintFinding[], field: string, written: string, stored: string): boolean {
  const same = written.normalize('NFC').trim().replace(/\s+/g, ' ') === stored;
  return same || findings.some((finding) => finding.field === field);
}
