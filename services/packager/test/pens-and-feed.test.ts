import { createServer, type Server } from 'node:http';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { openPackager, type PackagerUnderTest, TENANT } from './packager-under-test.js';
import { unzipped } from './unzipped.js';

let packager: PackagerUnderTest;
let lms: Server | null = null;
beforeAll(async () => {
  packager = await openPackager();
  await packager.put(
    { courseId: 'ladders' },
    { courseId: 'gone', state: 'retired', replacedBy: 'ladders' },
    { courseId: 'kayak' },
  );
});
afterAll(() => packager.close());
afterEach(async () => {
  await new Promise((resolve) => (lms === null ? resolve(null) : lms.close(resolve)));
  lms = null;
});

const base = `/api/packages/tenants/${TENANT}`;

/** An LMS that takes PENS notices; resolves with its address. */
async function pensLms(answer: string, notices: URLSearchParams[] = []): Promise<string> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      notices.push(new URLSearchParams(body));
      response.end(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  lms = server;
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  await packager.setTenant({ hosts: [{ name: 'localhost', port, http: true }] });
  return `http://localhost:${port}/pens`;
}
const Results = z.object({
  results: z.array(z.object({ courseId: z.string(), outcome: z.string(), detail: z.string() })),
});
async function notify(url: string, courseIds: readonly string[]) {
  const answer = await packager.fetch(`${base}/pens`, {
    method: 'POST',
    as: 'admin',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ url, courseIds }),
  });
  return { status: answer.status, body: (await answer.json()) as unknown };
}
const onBridge = (url: string | null | undefined): string => new URL(url ?? '').pathname;

test('PENS: the LMS is told, fetches the package without sign-in, and says what became of it', async () => {
  const notices: URLSearchParams[] = [];
  const url = await pensLms(
    'error=0\r\nerror-text=collect command received\r\nversion=1.0.0\r\npens-data=\r\n',
    notices,
  );
  const { results } = Results.parse((await notify(url, ['ladders', 'kayak'])).body);
  expect(results.map(({ courseId, outcome }) => [courseId, outcome])).toEqual([
    ['ladders', 'accepted'],
    ['kayak', 'accepted'],
  ]);
  const [notice] = notices;
  expect([notice?.get('command'), notice?.get('package-type'), notice?.get('package-id')]).toEqual([
    'collect',
    'aicc-pkg',
    'https://bridge.example/courses/ladders',
  ]);
  const answer = await fetch(`${packager.url}${onBridge(notice?.get('package-url'))}`);
  expect([...(await unzipped(Buffer.from(await answer.arrayBuffer()))).keys()]).toContain('ladders.crs');
  const receipt = await fetch(`${packager.url}${onBridge(notice?.get('receipt'))}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'command=receipt&error=0&error-text=package+collected',
  });
  expect([receipt.status, await receipt.text()]).toEqual([200, expect.stringContaining('error=0')]);
  const rows: unknown = await packager.dataSource.query(`select receipt from package_links where receipt is not null`);
  expect(rows).toEqual([{ receipt: { command: 'receipt', error: '0', 'error-text': 'package collected' } }]);
});

test('PENS: a link is good for a day, and only while the integration is enabled', async () => {
  const notices: URLSearchParams[] = [];
  await notify(await pensLms('error=0\r\n', notices), ['ladders']);
  const path = onBridge(notices[0]?.get('package-url'));
  await packager.setTenant({ enabled: false });
  expect((await fetch(`${packager.url}${path}`)).status).toBe(409);
  await packager.setTenant({});
  packager.turnClock(new Date(Date.now() + 25 * 3_600_000));
  expect((await fetch(`${packager.url}${path}`)).status).toBe(404);
  packager.turnClock(new Date());
  expect((await fetch(`${packager.url}/api/packages/links/${'a'.repeat(32)}/x.zip`)).status).toBe(404);
});

test.each([
  ['refuses', 'error=1421\r\nerror-text=cannot parse\r\n', 'refused', 'error=1421: cannot parse'],
  ['answers with a page', '<html>', 'not-pens', 'Is it the LMS'],
])('PENS: an LMS that %s is a result, no error', async (_why, said, outcome, detail) => {
  const { results } = Results.parse((await notify(await pensLms(said), ['ladders'])).body);
  expect(results).toEqual([{ courseId: 'ladders', outcome, detail: expect.stringContaining(detail) }]);
});

test('S29, S40: nothing is sent to a host that is not on the list, for an unknown course, or while disabled', async () => {
  const notices: URLSearchParams[] = [];
  const url = await pensLms('error=0\r\n', notices);
  const elsewhere = Results.parse((await notify('http://elsewhere.example/pens', ['ladders'])).body);
  expect(elsewhere.results[0]).toMatchObject({ outcome: 'not-sent', detail: expect.stringContaining('S29') });
  expect((await notify(url, ['ladders', 'gone'])).status).toBe(404);
  await packager.setTenant({ enabled: false });
  expect((await notify(url, ['ladders'])).status).toBe(409);
  await packager.setTenant({});
  expect(notices).toEqual([]);
});

const Feed = z.object({
  courses: z.array(
    z.object({
      seq: z.number(),
      state: z.string(),
      course_id: z.string(),
      package_url: z.string(),
      replaced_by: z.string(),
    }),
  ),
  next: z.number(),
  more: z.boolean(),
});
const feed = async (after: number, limit = 200) =>
  Feed.parse(await (await packager.fetch(`${base}/feed?after=${after}&limit=${limit}`)).json());

test('the feed tells each course once, as it is now; from a cursor on, only what changed since', async () => {
  const first = await feed(0, 2);
  expect([first.courses.map(({ course_id }) => course_id), first.more]).toEqual([['ladders', 'gone'], true]);
  const second = await feed(first.next);
  expect([second.courses.map(({ course_id }) => course_id), second.more]).toEqual([['kayak'], false]);
  expect(first.courses[1]).toMatchObject({ state: 'retired', replaced_by: 'ladders', package_url: '' });
  expect(first.courses[0]?.package_url).toBe(`https://bridge.example${base}/courses/ladders`);
  await packager.put({ courseId: 'ladders', title: 'Ladders, again' });
  await packager.fetch('/api/courses/kayak', { method: 'DELETE', as: 'writer' });
  const third = await feed(second.next);
  expect(third.courses.map(({ course_id, state }) => [course_id, state])).toEqual([
    ['ladders', 'published'],
    ['kayak', 'deleted'],
  ]);
  expect((await feed(third.next)).courses).toEqual([]);
});

test('the feed as CSV has the cursor in its headers', async () => {
  const answer = await packager.fetch(`${base}/feed?format=csv&limit=1`);
  expect([answer.headers.get('x-next'), answer.headers.get('x-more')]).toEqual([
    expect.stringMatching(/^\d+$/),
    'true',
  ]);
  expect((await answer.text()).split('\r\n')[1]).toContain('"gone","Course gone"');
});

test('two cursors, a writer in between: the second reader misses nothing', async () => {
  const { next } = await feed(0, 1_000);
  await Promise.all([1, 2, 3].map((at) => packager.put({ courseId: `between-${at}` })));
  expect((await feed(next)).courses.map(({ course_id }) => course_id).sort()).toEqual([
    'between-1',
    'between-2',
    'between-3',
  ]);
});
