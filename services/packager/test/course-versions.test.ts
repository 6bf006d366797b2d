import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { VERSIONS } from '../src/catalogue/course-versions.store.js';
import { aCourse, openPackager, type PackagerUnderTest, type TestCourse } from './packager-under-test.js';

const COURSE = 'knots';
let packager: PackagerUnderTest;

beforeAll(async () => {
  packager = await openPackager();
  await put({});
  await put({ title: 'Knots that hold' });
  await put({ title: 'Knots that hold', language: 'de', description: 'Seemannsknoten' });
  await put({ title: 'Knots that hold', language: 'de', description: 'Seemannsknoten', state: 'retired' });
  await put({ title: 'Knots that hold', language: 'de', description: 'Seemannsknoten' });
  await put({ title: 'Knots that hold', language: 'de', description: 'Seemannsknoten' });
});
afterAll(() => packager.close());

async function put(more: Partial<TestCourse>): Promise<void> {
  const { courseId: _, ...course } = aCourse({ courseId: COURSE, ...more });
  const answer = await packager.fetch(`/api/courses/${COURSE}`, {
    method: 'PUT',
    as: 'writer',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(course),
  });
  expect(answer.ok).toBe(true);
}

const Page = z.object({
  versions: z.array(
    z.object({ seq: z.number(), changedAt: z.iso.datetime(), kind: z.string(), fields: z.array(z.string()) }),
  ),
  next: z.number().nullable(),
});
async function versions(query = ''): Promise<z.infer<typeof Page>> {
  return Page.parse(await (await packager.fetch(`/api/courses/${COURSE}/versions${query}`)).json());
}

test('a course tells what changed in it, the newest first; what changed nothing is no version', async () => {
  const { versions: all, next } = await versions();
  expect(all.map(({ kind, fields }) => [kind, ...fields.toSorted()])).toEqual([
    ['back'],
    ['retired'],
    ['changed', 'description', 'language'],
    ['changed', 'title'],
    ['new'],
  ]);
  expect(next).toBeNull();
});

test('page after page gives each version once', async () => {
  const seen: number[] = [];
  for (let after: number | null = null; ;) {
    const page: z.infer<typeof Page> = await versions(`?limit=2${after === null ? '' : `&after=${after}`}`);
    expect(page.versions.length).toBeLessThanOrEqual(2);
    seen.push(...page.versions.map(({ seq }) => seq));
    if (page.next === null) break;
    after = page.next;
  }
  expect(seen).toEqual((await versions()).versions.map(({ seq }) => seq));
  expect(seen).toHaveLength(5);
});

test('a course that is not there has none', async () =>
  expect((await packager.fetch('/api/courses/no-such-course/versions')).status).toBe(404));

test('they are read by index from a catalogue with a long history', async () => {
  await packager.dataSource.query(
    `insert into course_changes (seq, course_id, status, fields, changed_at) select 1000000 + n, 'many-' || n % 500, 'published', '{}', now() from generate_series(1, 30000) as n`,
  );
  await packager.dataSource.query('analyze course_changes');
  const plan = z
    .array(z.object({ 'QUERY PLAN': z.string() }))
    .parse(await packager.dataSource.query(`explain ${VERSIONS}`, ['many-7', null, 21]));
  const text = plan.map((line) => line['QUERY PLAN']).join('\n');
  expect(text).toContain('course_changes_of_course');
  expect(text).not.toContain('Seq Scan');
});
