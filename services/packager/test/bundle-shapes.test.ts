import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readCourse } from '@aicc-bridge/aicc';
import { openPackager, type PackagerUnderTest, TENANT } from './packager-under-test.js';
import { unzipped } from './unzipped.js';

let packager: PackagerUnderTest;
beforeAll(async () => {
  packager = await openPackager();
  await packager.put(...Array.from({ length: 70 }, (_, at) => ({ courseId: `c-${100 + at}`, title: `Größe (${at})` })));
});
afterAll(() => packager.close());

const library = `/api/packages/tenants/${TENANT}/library`;
const withBundle = (bundle: object) => packager.setTenant({ profile: { id: 'generic', overrides: { bundle } } });
async function filesIn(query = ''): Promise<Map<string, Buffer>> {
  return unzipped(Buffer.from(await (await packager.fetch(`${library}${query}`)).arrayBuffer()));
}
const zipsOf = (files: Map<string, Buffer>) => [...files.keys()].filter((name) => name.endsWith('.zip'));

test('30 per bundle: three folders, or three files', async () => {
  await withBundle({ coursesPerBundle: 30 });
  const folders = zipsOf(await filesIn()).map((name) => name.split('/')[0]);
  expect([...new Set(folders)]).toEqual(['part-001', 'part-002', 'part-003']);
  expect(zipsOf(await filesIn('?part=3'))).toHaveLength(10);
});

test('UTF-8 where the LMS reads it, ASCII elsewhere', async () => {
  const titleOf = async (): Promise<string> => {
    const inner = await unzipped((await filesIn('?q=c-100')).get('c-100.zip') ?? Buffer.alloc(0));
    return /Course_Title=(.*)\r/.exec(inner.get('c-100.crs')?.toString() ?? '')?.[1] ?? '';
  };
  await withBundle({ charset: 'utf-8' });
  expect(await titleOf()).toBe('Größe -0');
  await withBundle({ charset: 'ascii' });
  expect(await titleOf()).toBe('Grosse -0');
});

test('names with the title, for people who pick by hand', async () => {
  await withBundle({ naming: 'course-id-and-title' });
  expect(zipsOf(await filesIn('?q=c-100'))).toEqual(['c-100.grosse-0.zip']);
});

test('several courses in one package, only where an LMS wants that: it reads as so many courses, and a part is the package itself', async () => {
  await withBundle({ shape: 'courses-in-one-zip', coursesPerBundle: 30 });
  const files = await filesIn();
  expect(zipsOf(files)).toEqual(['courses-001.zip', 'courses-002.zip', 'courses-003.zip']);
  expect(files.get('manifest.csv')?.toString().split('\r\n')[1]).toContain('"courses-001.zip"');
  const whole = Buffer.from(await (await packager.fetch(`${library}?part=2`)).arrayBuffer());
  expect(whole.equals(files.get('courses-002.zip') ?? Buffer.alloc(0))).toBe(true);
  const verdict = readCourse([...(await unzipped(whole))].map(([name, bytes]) => ({ name, bytes })));
  expect(verdict.kind === 'course' ? verdict.courses.map(({ courseId }) => courseId).slice(0, 2) : verdict).toEqual([
    'c-130',
    'c-131',
  ]);
  const piece = await packager.fetch(`${library}?part=2`, { headers: { range: 'bytes=1000-1999' } });
  expect([piece.status, Buffer.from(await piece.arrayBuffer()).equals(whole.subarray(1_000, 2_000))]).toEqual([
    206,
    true,
  ]);
});

test('every package has one AU per course, and no mastery score', async () => {
  await withBundle({});
  for (const [name, bytes] of await filesIn()) {
    if (!name.endsWith('.zip')) continue;
    const verdict = readCourse([...(await unzipped(bytes))].map(([file, content]) => ({ name: file, bytes: content })));
    expect(verdict).toMatchObject({ kind: 'course', warnings: [], courses: [{ units: [{ masteryScore: '' }] }] });
  }
});
