import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { openPackager, TENANT, type TestCourse } from './packager-under-test.js';

/** Makes a segment of packages from a fixed catalogue, on a thread of its own, and prints its hash. */
const SCRIPT = `
  const { SegmentMakers } = await import(process.argv[1] + 'downloads/segment-makers.provider.js');
  const courses = Array.from({ length: 40 }, (_, at) => ({
    courseId: 'c' + at, title: 'Kurs Ü ' + at, authors: ['Łukasz'], description: 'Größe '.repeat(at), language: 'de',
    kind: 'course', topics: ['Å'], units: [{ seconds: 30 + at }],
  }));
  const { measurePackage } = await import(process.argv[1] + 'packages/package-bytes.js');
  const start = 'https://bridge.example/aicc/launch/' + 'a'.repeat(26) + '/';
  const settings = { addressStart: start, charset: 'ascii', shape: 'zip-of-course-zips', naming: 'course-id', coursesPerBundle: 100 };
  const makers = new SegmentMakers();
  const { body } = await makers.make({
    settings,
    entries: courses.map((c) => ({ name: c.courseId + '.zip', bytes: measurePackage(c, 'ascii') + start.length + c.courseId.length, courses: 1 })),
    states: courses.map((c) => JSON.stringify(c)),
  });
  await makers.onApplicationShutdown();
  const { createHash } = await import('node:crypto');
  process.stdout.write(createHash('sha256').update(body).digest('hex') + ' ' + body.length);
`;

async function hashIn(environment: Readonly<Record<string, string>>): Promise<string> {
  const dist = new URL('../dist/', import.meta.url).href;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', SCRIPT, dist], {
    env: { ...process.env, NODE_OPTIONS: '', ...environment },
    cwd: fileURLToPath(new URL('..', import.meta.url)),
  });
  return stdout;
}

test('two processes in two time zones and languages make the same bytes', async () => {
  const [here, there] = await Promise.all([
    hashIn({ TZ: 'Pacific/Auckland', LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8' }),
    hashIn({ TZ: 'America/St_Johns', LANG: 'C', LC_ALL: 'C' }),
  ]);
  expect(here).toBe(there);
  expect(here).toMatch(/^[0-9a-f]{64} \d+$/);
});

/** The whole library of a service of its own, which got there by its own way. */
async function libraryOf(
  ...imports: readonly (readonly TestCourse[])[]
): Promise<{ etag: string | null; bytes: Buffer }> {
  const packager = await openPackager();
  try {
    for (const courses of imports) await packager.put(...courses);
    const answer = await packager.fetch(`/api/packages/tenants/${TENANT}/library`);
    return { etag: answer.headers.get('etag'), bytes: Buffer.from(await answer.arrayBuffer()) };
  } finally {
    await packager.close();
  }
}

test('the same catalogue gives the same library, whatever its history was and in whatever order it came', async () => {
  const courses = Array.from({ length: 150 }, (_, at) => ({
    courseId: `c-${at}`,
    title: `Kurs ${at} – größer`,
    topics: ['a', 'b'],
  }));
  const retired = { courseId: 'old', state: 'retired', replacedBy: 'c-1' };
  const one = await libraryOf([...courses, retired]);
  const other = await libraryOf(
    [{ courseId: 'old' }, { courseId: 'c-3', title: 'Another title' }],
    [...courses].reverse(),
    [retired],
  );
  expect(other.etag).toBe(one.etag);
  expect(other.bytes.equals(one.bytes)).toBe(true);
});
