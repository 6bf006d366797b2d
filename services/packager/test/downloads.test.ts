import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { until } from '@aicc-bridge/testing';
import { z } from 'zod';
import { CuttingProxy } from './cutting-proxy.js';
import { aKey, type Caller, openPackager, type PackagerUnderTest, TENANT } from './packager-under-test.js';
import { unzipped } from './unzipped.js';

let packager: PackagerUnderTest;
beforeAll(async () => {
  packager = await openPackager();
});
afterAll(() => packager.close());

const base = `/api/packages/tenants/${TENANT}`;
const library = `${base}/library`;
const LONG = 'A long text about nothing in particular. '.repeat(20);

async function download(query = '', headers: Record<string, string> = {}, as: Caller = 'anna') {
  const answer = await packager.fetch(`${library}${query}`, { headers, as });
  return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
}
async function packagesIn(query: string, as: Caller = 'anna'): Promise<readonly string[]> {
  const { bytes } = await download(query, {}, as);
  return [...(await unzipped(bytes)).keys()].filter((name) => name.endsWith('.zip'));
}
const Downloads = z.object({
  last: z.object({ downloadId: z.string(), untilSeq: z.number(), completedAt: z.string() }).nullable(),
  sinceLast: z.object({ new: z.number(), changed: z.number(), retired: z.number() }).nullable(),
  history: z.array(z.object({ downloadId: z.string(), selection: z.object({ kind: z.string() }) })),
});
const downloads = async () => Downloads.parse(await (await packager.fetch(`${base}/downloads`)).json());
/** The books are written after the last byte has left, so an answer may be there a moment before them. */
const lastIs = (seq: number) =>
  until(async () => (await downloads()).last?.untilSeq === seq, { what: `last download up to ${seq}` });
async function clock(): Promise<number> {
  const rows: { seq: string }[] = await packager.dataSource.query('select seq from catalogue_clock');
  return Number(rows[0]?.seq);
}

test('S38: before a first download there are no "new" courses to ask for', async () => {
  await packager.put({ courseId: 'ladders', title: 'Leitern für Anfänger', description: 'Über Leitern.' });
  expect((await downloads()).last).toBeNull();
  const answer = await download('?courses=new');
  expect([answer.status, JSON.parse(answer.bytes.toString())]).toEqual([
    409,
    expect.objectContaining({ type: 'urn:aicc-bridge:problem:no-earlier-download' }),
  ]);
});

test('HEAD tells length, tag and name, and moves nothing; ranges that lie outside are refused', async () => {
  const head = await packager.fetch(library, { method: 'HEAD' });
  const { bytes } = await download('?q=ladders');
  expect(bytes.length).toBeGreaterThan(0);
  expect(head.headers.get('content-disposition')).toMatch(
    /^attachment; filename="aicc-packages-northwind-academie-\d{4}-\d\d-\d\d\.zip"$/,
  );
  expect(Number(head.headers.get('content-length'))).toBeGreaterThan(1_000);
  expect(head.headers.get('etag')).toMatch(/^"[0-9a-f]{40}"$/);
  expect((await download('', { range: 'bytes=99999999-' })).status).toBe(416);
  expect((await downloads()).last).toBeNull();
});

test('S7, S34, S36: a package for each course, lists, and checksums that are right', async () => {
  await packager.put(...Array.from({ length: 249 }, (_, at) => ({ courseId: `c${at}`, description: LONG })));
  const { headers, bytes } = await download();
  expect(headers.get('content-length')).toBe(String(bytes.length));
  const files = await unzipped(bytes);
  const zips = [...files.keys()].filter((name) => name.endsWith('.zip'));
  expect(zips).toHaveLength(250);
  // generic and Moodle: at most 100 courses at once
  expect(zips.filter((name) => name.startsWith('part-001/'))).toHaveLength(100);
  expect(zips.filter((name) => name.startsWith('part-003/'))).toHaveLength(50);
  const sums = (files.get('SHA256SUMS')?.toString() ?? '').trim().split('\n');
  expect(sums).toHaveLength(253);
  for (const line of sums) {
    const [sum, name = ''] = line.split('  ');
    expect([
      name,
      createHash('sha256')
        .update(files.get(name) ?? '')
        .digest('hex'),
    ]).toEqual([name, sum]);
  }
  const inner = await unzipped(files.get('part-003/ladders.zip') ?? Buffer.alloc(0));
  expect([...inner.keys()]).toEqual(['ladders.au', 'ladders.crs', 'ladders.cst', 'ladders.des']);
  expect(inner.get('ladders.crs')?.toString()).toContain('Course_Title=Leitern fur Anfanger\r\n');
  expect(inner.get('ladders.au')?.toString()).toContain(
    `"https://bridge.example/aicc/launch/${'a'.repeat(26)}/ladders"`,
  );
  await lastIs(await clock());
});

test('S37: the delta holds what is new and no more; what changed and what was retired is told', async () => {
  await packager.put(
    { courseId: 'new-1' },
    { courseId: 'new-2' },
    { courseId: 'c1', title: 'Another title', description: LONG },
    { courseId: 'c2', state: 'retired', replacedBy: 'new-1', description: LONG },
  );
  await packager.fetch('/api/courses/c3', { method: 'DELETE', as: 'writer' });
  expect((await downloads()).sinceLast).toEqual({ new: 2, changed: 1, retired: 2 });
  const { bytes } = await download('?courses=new');
  const files = await unzipped(bytes);
  expect([...files.keys()].filter((name) => name.endsWith('.zip'))).toEqual(['new-1.zip', 'new-2.zip']);
  expect(files.get('CHANGES.csv')?.toString().split('\r\n')).toEqual([
    '\ufeff"change","course_id","title","language","what_changed","replaced_by","retired_at"',
    '"changed","c1","Another title","en","title","",""',
    '"retired","c2","Course c2","en","","new-1",""',
    '"removed","c3","Course c3","en","","",""',
    '"new","new-1","Course new-1","en","","",""',
    '"new","new-2","Course new-2","en","","",""',
    '',
  ]);
  expect(files.get('CHANGES.txt')?.toString()).toContain('c2  Course c2 (replaced by new-1)');
  await lastIs(await clock());
  expect(await packagesIn('?courses=new')).toEqual([]);
});

test('since any earlier download; packages of changed courses on demand', async () => {
  const { history } = await downloads();
  const first = history.find(({ selection }) => selection.kind === 'all');
  expect(await packagesIn(`?courses=new&since=${first?.downloadId}`)).toEqual(['new-1.zip', 'new-2.zip']);
  expect(await packagesIn(`?courses=new&since=${first?.downloadId}&changed=include`)).toEqual([
    'c1.zip',
    'new-1.zip',
    'new-2.zip',
  ]);
});

test('S37: what is published in the very second of a download is in the next one', async () => {
  await packager.put({ courseId: 'before' });
  const seq = await clock();
  const going = download('?courses=new');
  await packager.put({ courseId: 'meanwhile' });
  await going;
  await until(async () => ((await downloads()).last?.untilSeq ?? 0) >= seq, { what: 'the delta is noted' });
  const names = [...(await packagesIn('?courses=new'))];
  const wasIn = [...(await unzipped((await going).bytes)).keys()];
  expect([...wasIn, ...names].filter((name) => name === 'meanwhile.zip')).toEqual(['meanwhile.zip']);
  await lastIs(await clock());
});

test('a part of the library, a single course and a cut download move no date (S47)', async () => {
  const before = (await downloads()).last;
  await packager.put({ courseId: 'kayak', topics: ['Water'], language: 'fr', title: 'Kayak' });
  expect(await packagesIn('?topic=Water')).toEqual(['kayak.zip']);
  expect(await packagesIn('?language=fr')).toEqual(['kayak.zip']);
  expect(await packagesIn('?q=kayac')).toEqual([]);
  expect(await packagesIn('?q=kaya')).toEqual(['kayak.zip']);
  const single = await packager.fetch(`${base}/courses/kayak`);
  expect([single.status, single.headers.get('content-disposition')]).toEqual([200, 'attachment; filename="kayak.zip"']);
  await single.arrayBuffer();
  const half = await download('', { range: 'bytes=0-1000' });
  expect([half.status, half.bytes.length]).toEqual([206, 1001]);
  expect((await downloads()).last).toEqual(before);
});

test('a download that is cut twice is resumed with If-Range to the same file, and only then is it the last download', async () => {
  const whole = await download();
  await lastIs(await clock());
  await packager.put({ courseId: 'zebra' });
  const expected = await download('', { range: 'bytes=0-0' });
  const total = Number(/\/(\d+)$/.exec(expected.headers.get('content-range') ?? '')?.[1]);
  const tag = expected.headers.get('etag') ?? '';
  const seq = await clock();
  const proxy = await CuttingProxy.start(packager.port, [150_000, 120_000]);
  const pieces: Buffer[] = [];
  let got = 0;
  let cuts = 0;
  while (got < total) {
    const answer = await fetch(`http://127.0.0.1:${proxy.port}${library}`, {
      headers: { ...packager.headersOf('anna'), range: `bytes=${got}-`, 'if-range': tag },
    });
    expect([answer.status, answer.headers.get('etag')]).toEqual([206, tag]);
    try {
      for await (const chunk of answer.body ?? []) {
        pieces.push(Buffer.from(chunk));
        got += chunk.length;
      }
    } catch {
      cuts += 1;
      // While the line is down, the catalogue goes on.
      await packager.put({ courseId: 'zebra', title: `Zebra ${cuts}` }, { courseId: `later-${cuts}` });
      expect((await downloads()).last?.untilSeq).toBeLessThan(seq);
    }
  }
  await proxy.stop();
  expect(cuts).toBe(2);
  const files = await unzipped(Buffer.concat(pieces));
  expect(files.has('part-003/zebra.zip')).toBe(true);
  expect(files.get('manifest.csv')?.toString()).toContain('"zebra","Course zebra"');
  expect(files.get('manifest.csv')?.toString()).not.toContain('later-');
  await lastIs(seq);
  expect(whole.status).toBe(200);
  expect(await packagesIn('?courses=new')).toEqual(['later-1.zip', 'later-2.zip']);
});

test('If-Range with a tag that nobody knows gives the whole new file', async () => {
  const answer = await download('', { range: 'bytes=10-20', 'if-range': '"unknown"' });
  expect([answer.status, Number(answer.headers.get('content-length'))]).toEqual([200, answer.bytes.length]);
});

test('a client that has the file already gets 304, and any range is the same piece of it', async () => {
  const whole = await download();
  const tag = whole.headers.get('etag') ?? '';
  expect((await download('', { 'if-none-match': tag })).status).toBe(304);
  for (const [from, to] of [
    [0, 0],
    [29, 5_000],
    [100_000, 260_000],
    [whole.bytes.length - 40_000, whole.bytes.length - 1],
  ] as const) {
    const piece = await download('', { range: `bytes=${from}-${to}`, 'if-range': tag });
    expect(piece.status).toBe(206);
    expect(piece.bytes.equals(whole.bytes.subarray(from, to + 1))).toBe(true);
  }
  const end = await download('', { range: 'bytes=-22' });
  expect(end.bytes.equals(whole.bytes.subarray(-22))).toBe(true);
});

test('in parts: each has its own name, and the last download moves with the last of them', async () => {
  await packager.put({ courseId: 'aardvark' });
  const seq = await clock();
  const before = (await downloads()).last?.untilSeq;
  const { parts } = z
    .object({ parts: z.array(z.object({ part: z.number(), courses: z.number(), bytes: z.number() })) })
    .parse(await (await packager.fetch(`${base}/preview`)).json());
  expect(parts.map(({ courses }) => courses)).toEqual([100, 100, expect.any(Number)]);
  for (const { part, courses, bytes } of parts) {
    expect((await downloads()).last?.untilSeq).toBe(before);
    const file = await download(`?part=${part}`);
    expect(file.headers.get('content-disposition')).toContain(`-part-00${part}-of-3.zip`);
    expect(file.bytes).toHaveLength(bytes);
    expect([...(await unzipped(file.bytes)).keys()].filter((name) => /^[a-z0-9-]+\.zip$/.test(name))).toHaveLength(
      courses,
    );
  }
  await lastIs(seq);
  expect((await download('?part=4')).status).toBe(422);
});

test('two admins at once: each gets a whole file, and the cursor is the later state', async () => {
  await packager.put({ courseId: 'first' });
  const firstSeq = await clock();
  // Anna's first half; the kernel would swallow the whole file while she reads nothing.
  const half = await download('', { range: 'bytes=0-99999' });
  const tag = half.headers.get('etag') ?? '';
  await packager.put({ courseId: 'second' });
  const seq = await clock();
  expect(await packagesIn('?courses=new', 'bert')).toEqual(expect.arrayContaining(['first.zip', 'second.zip']));
  await lastIs(seq);
  const rest = await download('', { range: 'bytes=100000-', 'if-range': tag });
  const files = await unzipped(Buffer.concat([half.bytes, rest.bytes]));
  expect([
    files.has('part-002/first.zip') || files.has('part-003/first.zip'),
    [...files.keys()].some((name) => name.endsWith('/second.zip')),
  ]).toEqual([true, false]);
  await until(async () => (await downloads()).history.filter(({ selection }) => selection.kind === 'all').length >= 2, {
    what: 'both are in the history',
  });
  expect(firstSeq).toBeLessThan(seq);
  // Anna's older state ended later: its date is shown, and nothing that Bert has is new again.
  await until(async () => (await downloads()).last?.untilSeq === firstSeq, { what: 'Anna\u2019s is the last one' });
  expect(await packagesIn('?courses=new')).toEqual([]);
});

test('a new launch address is "address changed", not a new library', async () => {
  await packager.setTenant({ launchKeys: [aKey('k', 'current'), aKey('a', 'accepted')] });
  const { bytes } = await download('?courses=new');
  const files = await unzipped(bytes);
  expect([...files.keys()].filter((name) => name.endsWith('.zip'))).toEqual([]);
  expect(files.get('CHANGES.csv')?.toString()).toContain('"address changed","*","every course"');
  expect(files.get('CHANGES.txt')?.toString()).toContain('ADDRESS CHANGED');
});

test('S40, S32: while the integration is disabled there are no packages, and the refusal names the rule', async () => {
  await packager.setTenant({ enabled: false });
  for (const path of [library, `${library}?courses=new`, `${base}/courses/c1`, `${base}/courses/connection-check`]) {
    const answer = await packager.fetch(path);
    expect([path, answer.status, await answer.json()]).toEqual([path, 409, expect.objectContaining({ ruleId: 'S40' })]);
  }
  await packager.setTenant({});
  expect((await packager.fetch(`${base}/courses/c1`)).status).toBe(200);
});

test('S11: a request for SCORM is refused and says why; another organisation’s packages are not for everybody', async () => {
  const answer = await packager.fetch(`${library}?standard=scorm`);
  expect([answer.status, await answer.text()]).toEqual([422, expect.stringContaining('SCORM is not offered')]);
  expect((await packager.fetch(library, { as: 'stranger' })).status).toBe(403);
});

test('the connection check is downloadable, and in no library, search or preview', async () => {
  const files = await unzipped(
    Buffer.from(await (await packager.fetch(`${base}/courses/connection-check`)).arrayBuffer()),
  );
  expect(files.get('connection-check.crs')?.toString()).toContain('Course_Title=Connection Check');
  expect(await packagesIn('')).not.toEqual(expect.arrayContaining([expect.stringContaining('connection-check')]));
  expect(await (await packager.fetch('/api/courses/-/suggest?q=connection')).json()).toMatchObject({ suggestions: [] });
  expect((await packager.fetch('/api/courses/connection-check', { method: 'DELETE', as: 'writer' })).status).toBe(409);
  const video = await packager.fetch('/api/courses/-/connection-check.webm', { headers: { range: 'bytes=0-3' } });
  expect([video.status, Buffer.from(await video.arrayBuffer()).toString('hex')]).toEqual([206, '1a45dfa3']);
  const events: { key: string }[] = await packager.dataSource.query(
    `select key from bus.latest where topic = 'catalog.courses.v1' and key = 'connection-check'`,
  );
  expect(events).toHaveLength(1);
});
