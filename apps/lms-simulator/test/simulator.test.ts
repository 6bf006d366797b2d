import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type RunningSimulator, startSimulator } from '../src/simulator.js';

const HOUR = 3_600_000;
let simulator: RunningSimulator;
let url = '';
let now = 1_795_000_000_000;
let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lms-'));
  await start();
  await upload('baseline.zip');
});
afterEach(async () => {
  await simulator.close();
  await rm(folder, { recursive: true });
});

async function start(): Promise<void> {
  simulator = await startSimulator({ host: '127.0.0.1', port: 0, now: () => now, dataFile: join(folder, 'lms.json') });
  url = `http://127.0.0.1:${simulator.port}`;
}

async function upload(name: string): Promise<unknown> {
  const form = new FormData();
  const zip = await readFile(new URL('../recordings/packages/baseline.zip', import.meta.url));
  form.append('package', new Blob([zip]), name);
  const answer = await fetch(`${url}/courses/import`, {
    method: 'POST',
    body: form,
    headers: { accept: 'application/json' },
  });
  return answer.json();
}

interface Launched {
  readonly sid: string;
  readonly launchUrl: string;
  readonly mode: string;
}

async function launch(more: Record<string, unknown> = {}): Promise<Launched> {
  const answer = await fetch(`${url}/api/launches`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'ada', courseId: 'course-1', ...more }),
  });
  return (await answer.json()) as Launched;
}

async function hacp(sid: string, command: string, data?: string): Promise<{ status: number; text: string }> {
  const fields = { command, version: '4.0', session_id: sid, ...(data === undefined ? {} : { AICC_Data: data }) };
  const answer = await fetch(`${url}/mod/scorm/aicc.php`, {
    method: 'POST',
    body: new URLSearchParams(fields),
    redirect: 'manual',
  });
  return { status: answer.status, text: await answer.text() };
}

async function watch(sid: string, status: string, score: number, time = '00:05:00'): Promise<void> {
  await hacp(sid, 'GetParam');
  await hacp(sid, 'PutParam', `[Core]\r\nLesson_Status=${status}\r\nScore=${score}\r\nTime=${time}\r\n`);
  await hacp(sid, 'ExitAU');
}

async function gradebook(): Promise<readonly Record<string, unknown>[]> {
  const answer = (await (await fetch(`${url}/api/gradebook`)).json()) as { rows: Record<string, unknown>[] };
  return answer.rows;
}

async function page(path: string, init: RequestInit = {}): Promise<string> {
  return (await fetch(`${url}${path}`, init)).text();
}

const AS_ADA = { headers: { cookie: 'sim_user=ada' } };

test('import takes a zip and refuses another file, with the reason', async () => {
  expect(await upload('again.zip')).toEqual({
    courses: [{ id: 'course-1', title: 'Hand hygiene basics' }],
    refused: [],
  });
  expect(await upload('again.pif')).toEqual({
    courses: [],
    refused: [{ file: 'again.pif', message: 'Only .zip files are taken.' }],
  });
});

test('each launch has a new sid of 20 letters and digits, and hands out aicc_url as Moodle does: not encoded', async () => {
  const [first, second] = [await launch(), await launch()];
  expect(first.sid).toMatch(/^[A-Za-z0-9]{20}$/);
  expect(second.sid).not.toBe(first.sid);
  expect(first.launchUrl).toBe(
    `http://content.example.test/launch/acme/course-1?aicc_sid=${first.sid}&aicc_url=http://localhost:${simulator.port}/mod/scorm/aicc.php`,
  );
});

test.each(['completed', 'passed', 'failed'])(
  'after %s the next launch is a review; a new attempt is normal again',
  async (status) => {
    await watch((await launch()).sid, status, 50);
    const review = await launch();
    expect(review.mode).toBe('review');
    await watch(review.sid, 'incomplete', 70);
    expect(await gradebook()).toMatchObject([{ status, grade: 70, timeSeconds: 600 }]);
    const again = await launch({ newAttempt: true });
    expect(again.mode).toBe('normal');
    expect((await hacp(again.sid, 'GetParam')).text).toContain('Lesson_Status=not attempted, ab-initio');
    // The grade is the highest of the attempts, and a tick never goes.
    await watch(again.sid, 'incomplete', 20);
    expect(await gradebook()).toMatchObject([{ status: 'incomplete', grade: 70, completed: status !== 'failed' }]);
  },
);

test('a preview is browsed, whatever is sent, and sets no tick', async () => {
  const preview = await launch({ mode: 'preview' });
  expect(preview.mode).toBe('browse');
  await watch(preview.sid, 'completed', 100);
  expect(await gradebook()).toMatchObject([{ status: 'browsed', completed: false }]);
});

test('two sessions of one learner write to the same record, the last one wins, and both add their time', async () => {
  const [one, two] = [await launch(), await launch()];
  await hacp(one.sid, 'GetParam');
  await hacp(two.sid, 'GetParam');
  await hacp(one.sid, 'PutParam', '[Core]\r\nLesson_Status=completed\r\nScore=100\r\nTime=00:10:00\r\n');
  await hacp(two.sid, 'PutParam', '[Core]\r\nLesson_Status=incomplete\r\nScore=30\r\nTime=00:02:00\r\n');
  expect(await gradebook()).toMatchObject([{ status: 'incomplete', score: 30, timeSeconds: 0, completed: true }]);
  await hacp(one.sid, 'ExitAU');
  await hacp(two.sid, 'ExitAU');
  expect(await gradebook()).toMatchObject([{ timeSeconds: 720 }]);
});

test('a session ends after half an hour of silence, not after half an hour of life', async () => {
  const { sid } = await launch();
  for (let at = 0; at < 4; at += 1) {
    expect((await hacp(sid, 'GetParam')).status).toBe(200);
    now += HOUR / 2;
  }
  now += 1;
  expect((await hacp(sid, 'GetParam')).status).toBe(404);
});

test.each([
  ['hacp-off', 303],
  ['server-error', 503],
])('personality %s answers %i and stores nothing', async (name, status) => {
  const { sid } = await launch();
  await hacp(sid, 'GetParam');
  const set = await fetch(`${url}/api/personality`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name }),
  });
  expect(set.status).toBe(200);
  expect((await hacp(sid, 'PutParam', '[Core]\r\nLesson_Status=completed\r\n')).status).toBe(status);
  expect(await gradebook()).toMatchObject([{ status: 'not attempted', completed: false }]);
});

test('personality stores-nothing says Successful and keeps nothing', async () => {
  const { sid } = await launch();
  await hacp(sid, 'GetParam');
  simulator.lms.personality = 'stores-nothing';
  expect((await hacp(sid, 'PutParam', '[Core]\r\nLesson_Status=completed\r\n')).text).toContain('error=0');
  expect(await gradebook()).toMatchObject([{ status: 'not attempted' }]);
});

interface Log {
  readonly messages: readonly Record<string, unknown>[];
  readonly mostInFlight: number;
}

async function log(): Promise<Log> {
  return (await (await fetch(`${url}/api/log`)).json()) as Log;
}

test('the log keeps each message with its answer', async () => {
  const { sid } = await launch();
  await hacp(sid, 'GetParam');
  await hacp(sid, 'ExitAU');
  const { messages, mostInFlight } = await log();
  expect(messages).toMatchObject([
    { sid, username: 'ada', courseId: 'course-1', command: 'GetParam', status: 200 },
    {
      sid,
      username: 'ada',
      courseId: 'course-1',
      command: 'ExitAU',
      status: 200,
      answer: 'error=0\r\nerror_text=Successful\r\n',
    },
  ]);
  expect(mostInFlight).toBe(1);
});

test('two messages at once on one sid are seen, so that a test can forbid them', async () => {
  const { sid } = await launch();
  simulator.lms.personality = 'hang';
  const stop = new AbortController();
  const body = new URLSearchParams({ command: 'GetParam', session_id: sid });
  const both = [1, 2].map(() =>
    fetch(`${url}/mod/scorm/aicc.php`, { method: 'POST', body, signal: stop.signal }).catch(() => null),
  );
  while ((await log()).mostInFlight < 2) await new Promise((resolve) => setTimeout(resolve, 10));
  stop.abort();
  expect(await Promise.all(both)).toEqual([null, null]);
});

test('everything survives a restart', async () => {
  const { sid } = await launch();
  await hacp(sid, 'GetParam');
  await hacp(sid, 'PutParam', '[Core]\r\nLesson_Status=completed\r\nScore=100\r\nTime=00:10:00\r\n');
  await simulator.close();
  await start();
  await hacp(sid, 'ExitAU');
  expect(await gradebook()).toMatchObject([{ status: 'completed', grade: 100, timeSeconds: 600, completed: true }]);
});

test('wrong input to the API says what is wrong', async () => {
  const answer = await fetch(`${url}/api/launches`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'nobody', courseId: 'course-1' }),
  });
  expect(answer.status).toBe(422);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  expect(await answer.text()).toContain('There is no learner');
});

test.each([
  '/',
  '/login',
  '/courses/course-1',
  '/courses/course-1/launch',
  '/courses/none',
  '/gradebook',
  '/log',
  '/?q=nothing',
])(
  'page %s has a language, a title, one heading, named landmarks, and a name for each field and column',
  async (path) => {
    await watch((await launch()).sid, 'completed', 100);
    const html = await page(path, AS_ADA);
    expect(html).toContain('<html lang="en">');
    expect(html).toMatch(/<title>[^<]+ · Northwind Academy/);
    expect(html.match(/<h1>/g)).toHaveLength(1);
    expect(html).toContain('<main id="main"');
    expect(html).toContain('color-scheme: light dark');
    for (const [input] of html.matchAll(/<input(?![^>]*type="hidden")[^>]*>/g))
      expect(html.slice(0, html.indexOf(input)).lastIndexOf('<label>')).toBeGreaterThan(
        html.slice(0, html.indexOf(input)).lastIndexOf('</label>'),
      );
    for (const [frame] of html.matchAll(/<iframe[^>]*>/g)) expect(frame).toMatch(/title="Course: [^"]+"/);
    for (const [heading] of html.matchAll(/<th[^e][^>]*>/g)) expect(heading).toContain('scope="col"');
    if (html.includes('<table>')) expect(html).toContain('<caption>');
  },
);

test('a launch opens in a frame, with a link to the same address in a new window', async () => {
  const html = await page('/courses/course-1/launch', AS_ADA);
  const address = /<iframe[^>]*src="([^"]+)"/.exec(html)?.[1] ?? 'none';
  expect(address).toContain('aicc_sid=');
  expect(html).toContain(`<a href="${address}" target="_blank" id="new-window">Open in a new window</a>`);
  expect(html).not.toContain('sandbox');
});

test('what a package or a message brings is shown as text, never as markup', async () => {
  const course = simulator.lms.courses.get('course-1');
  if (!course) throw new Error('no course');
  simulator.lms.courses.set('course-1', {
    ...course,
    title: '<script>alert(1)</script>"',
    fileName: 'https://x.example/"onload="a',
  });
  const { sid } = await launch();
  await hacp(sid, '<img src=x>', '</pre><script>alert(2)</script>');
  for (const path of [
    '/',
    '/courses/course-1',
    '/courses/course-1/launch',
    '/gradebook',
    '/log',
    '/?q="><script>alert(3)</script>',
  ])
    expect(await page(path, AS_ADA)).not.toMatch(/<script|<img|"onload=/);
});

test('sign-in goes back to where one came from, and to no other site', async () => {
  const sent = async (next: string): Promise<string | null> =>
    (
      await fetch(`${url}/login`, {
        method: 'POST',
        redirect: 'manual',
        body: new URLSearchParams({ username: 'ada', next }),
      })
    ).headers.get('location');
  expect(await sent('/courses/course-1')).toBe('/courses/course-1');
  expect(await sent('//evil.example/')).toBe('/');
  expect(await sent('/\\evil.example/')).toBe('/');
  expect(await sent('https://evil.example/')).toBe('/');
});

test('a state that is being kept while the LMS is closed is kept whole, and closing does not fail', async () => {
  const dataFile = join(folder, 'twice.json');
  const lms = await startSimulator({ host: '127.0.0.1', port: 0, dataFile });
  await Promise.all([lms.close(), lms.close()]);
  expect(JSON.parse(await readFile(dataFile, 'utf8'))).toBeDefined();
});
