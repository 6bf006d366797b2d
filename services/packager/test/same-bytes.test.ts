import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

/** The whole service in a process of its own, on the database that it is given: downloads the library over HTTP and prints its hash. */
const SERVICE = `
  const [dist, databaseUrl, folder, path, authorization] = process.argv.slice(1);
  const { createPackagerApp } = await import(dist + 'create-app.js');
  const { CacheSettings } = await import(dist + 'downloads/segment-cache.provider.js');
  const { InProcessBus } = await import('@aicc-bridge/messaging');
  const { createLog, SystemClock } = await import('@aicc-bridge/platform');
  const log = createLog('packager', 'error');
  const bus = new InProcessBus(log);
  const config = { databaseUrl, publicUrl: 'https://bridge.example', clock: new SystemClock(), log, cache: new CacheSettings(folder, 64 * 1048576), allowedNetworks: [] };
  const app = await createPackagerApp(config, bus);
  const port = await app.listen(0, '127.0.0.1');
  const answer = await fetch('http://127.0.0.1:' + port + path, { headers: { authorization } });
  const bytes = Buffer.from(await answer.arrayBuffer());
  const { createHash } = await import('node:crypto');
  process.stdout.write(answer.status + ' ' + createHash('sha256').update(bytes).digest('hex') + ' ' + bytes.length + ' ' + new Date(0).getHours());
  await app.stop();
  process.exit(0);
`;

test('the whole library, built and sent by two processes in two time zones, has the same SHA-256', async () => {
  const packager = await openPackager();
  const folder = await mkdtemp(join(tmpdir(), 'packager-two-'));
  try {
    const courses = Array.from({ length: 200 }, (_, at) => ({ courseId: `c-${at}`, title: `Kurs ${at} – größer` }));
    await packager.put(...courses);
    const built = async (name: string, environment: Readonly<Record<string, string>>): Promise<readonly string[]> => {
      const dist = new URL('../dist/', import.meta.url).href;
      const path = `/api/packages/tenants/${TENANT}/library`;
      const { authorization = '' } = packager.headersOf('anna');
      const given = [dist, packager.databaseUrl, join(folder, name), path, authorization];
      const { stdout } = await promisify(execFile)(
        process.execPath,
        ['--input-type=module', '--eval', SERVICE, ...given],
        {
          env: { ...process.env, NODE_OPTIONS: '', ...environment },
          cwd: fileURLToPath(new URL('..', import.meta.url)),
        },
      );
      return stdout.split(' ');
    };
    const here = await built('here', { TZ: 'Pacific/Auckland', LC_ALL: 'de_DE.UTF-8' });
    const there = await built('there', { TZ: 'America/Los_Angeles', LC_ALL: 'C' });
    expect(here[0]).toBe('200');
    expect(here.slice(0, 3)).toEqual(there.slice(0, 3));
    // The zones were really different.
    expect(here[3]).not.toBe(there[3]);
  } finally {
    await packager.close();
    await rm(folder, { recursive: true, force: true });
  }
});
