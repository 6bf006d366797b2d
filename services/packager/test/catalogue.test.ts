import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { aCourse, openPackager, type PackagerUnderTest, type TestCourse } from './packager-under-test.js';

let packager: PackagerUnderTest;
beforeAll(async () => {
  packager = await openPackager();
});
afterAll(() => packager.close());

const put = ({ courseId, ...course }: TestCourse, headers: Record<string, string> = {}) =>
  packager.fetch(`/api/courses/${courseId}`, {
    method: 'PUT',
    as: 'writer',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(course),
  });
const Summary = z.object({
  lines: z.number(),
  created: z.number(),
  changed: z.number(),
  unchanged: z.number(),
  refused: z.number(),
  report: z.array(
    z.object({ line: z.number(), courseId: z.string().nullable(), outcome: z.string(), detail: z.string().optional() }),
  ),
});
async function importText(body: string, { query = '', type = 'application/x-ndjson' } = {}) {
  const answer = await packager.fetch(`/api/courses/import${query}`, {
    method: 'POST',
    as: 'writer',
    headers: { 'content-type': type },
    body,
  });
  return Summary.parse(await answer.json());
}
const lines = (...courses: readonly TestCourse[]) =>
  courses.map((course) => JSON.stringify(aCourse(course))).join('\n');
/** Each event takes a number in its own transaction: no number, no event. */
async function clock(): Promise<unknown> {
  return packager.dataSource.query('select seq from catalogue_clock');
}

test('the same PUT again changes nothing; If-Match keeps two writers apart', async () => {
  const created = await put(aCourse({ courseId: 'ladders' }));
  expect([created.status, created.headers.get('etag')]).toEqual([201, '"v1"']);
  const again = await put(aCourse({ courseId: 'ladders' }));
  expect([again.status, again.headers.get('etag')]).toEqual([200, '"v1"']);
  const second = await put(aCourse({ courseId: 'ladders', title: 'Two' }), { 'if-match': '"v1"' });
  expect([second.status, second.headers.get('etag')]).toEqual([200, '"v2"']);
  const late = await put(aCourse({ courseId: 'ladders', title: 'Three' }), { 'if-match': '"v1"' });
  expect([late.status, await late.json()]).toEqual([
    412,
    expect.objectContaining({ type: 'urn:aicc-bridge:problem:precondition-failed' }),
  ]);
  const onlyNew = await put(aCourse({ courseId: 'ladders' }), { 'if-none-match': '*' });
  expect(onlyNew.status).toBe(412);
  const read = await packager.fetch('/api/courses/ladders', { headers: { 'if-none-match': '"v2"' } });
  expect(read.status).toBe(304);
});

test('DELETE twice is one deletion; what never was is not found; a course can come back', async () => {
  await put(aCourse({ courseId: 'gone' }));
  const remove = (headers = {}) => packager.fetch('/api/courses/gone', { method: 'DELETE', as: 'writer', headers });
  expect((await remove({ 'if-match': '"v7"' })).status).toBe(412);
  expect([(await remove()).status, (await remove()).status]).toEqual([204, 204]);
  expect((await packager.fetch('/api/courses/gone')).status).toBe(404);
  expect((await packager.fetch('/api/courses/never', { method: 'DELETE', as: 'writer' })).status).toBe(404);
  const back = await put(aCourse({ courseId: 'gone' }));
  expect([back.status, back.headers.get('etag')]).toEqual([201, '"v3"']);
});

test('no committed change ever appears behind a number that was handed out, with eight writers at once', async () => {
  const behind: string[] = [];
  let writing = true;
  const reader = (async () => {
    let cursor = 0;
    const seen = new Set<string>();
    while (writing) {
      const rows: { seq: string }[] = await packager.dataSource.query('select seq from course_changes order by seq');
      const fresh = rows.map(({ seq }) => seq).filter((seq) => !seen.has(seq));
      behind.push(...fresh.filter((seq) => Number(seq) <= cursor));
      for (const seq of fresh) seen.add(seq);
      const [clock]: { seq: string }[] = await packager.dataSource.query('select seq from catalogue_clock');
      // The cursor is handed out only after what it covers could be read.
      cursor = Math.max(cursor, Number(rows.at(-1)?.seq ?? 0));
      expect(Number(clock?.seq)).toBeGreaterThanOrEqual(cursor);
    }
  })();
  await Promise.all(
    Array.from({ length: 8 }, async (_, writer) => {
      for (let round = 0; round < 10; round += 1)
        await importText(
          lines(...Array.from({ length: 20 }, (__, at) => ({ courseId: `w${writer}-${at}`, title: `Round ${round}` }))),
        );
    }),
  );
  writing = false;
  await reader;
  expect(behind).toEqual([]);
  const [numbers]: { all: string; distinct: string }[] = await packager.dataSource.query(
    `select count(*) as all, count(distinct seq) as distinct from course_changes where course_id like 'w%-%'`,
  );
  expect(numbers).toEqual({ all: '1600', distinct: '1600' });
});

test('a writer that is slow to commit holds the others back, so numbers are committed in order', async () => {
  const slow = packager.dataSource.createQueryRunner();
  await slow.startTransaction();
  await slow.query('select seq from catalogue_clock for update');
  const [before]: { seq: string }[] = await slow
    .query('update catalogue_clock set seq = seq + 1 returning seq')
    .then((rows: unknown) => (rows as { seq: string }[][])[0] ?? []);
  let done = false;
  const quick = put(aCourse({ courseId: 'quick' })).then(() => (done = true));
  await new Promise((resolve) => setImmediate(resolve));
  const [waiting]: { n: string }[] = await untilWaiting();
  expect([Number(waiting?.n) > 0, done]).toEqual([true, false]);
  await slow.commitTransaction();
  await slow.release();
  await quick;
  const [after]: { seq: string }[] = await packager.dataSource.query(
    `select seq from courses where course_id = 'quick'`,
  );
  expect(Number(after?.seq)).toBe(Number(before?.seq) + 1);

  async function untilWaiting(): Promise<{ n: string }[]> {
    for (;;) {
      const rows: { n: string }[] = await packager.dataSource.query(
        `select count(*) as n from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
      );
      if (Number(rows[0]?.n) > 0) return rows;
    }
  }
});

test('NDJSON: bad lines are named, good ones kept; the same again changes nothing and tells nobody', async () => {
  const body = [
    JSON.stringify(aCourse({ courseId: 'good-1' })),
    'this is no JSON',
    JSON.stringify({ courseId: 'no-units', title: 'x' }),
    '',
    JSON.stringify(aCourse({ courseId: 'Bad Id' })),
    JSON.stringify(aCourse({ courseId: 'connection-check' })),
    JSON.stringify(aCourse({ courseId: 'good-2', publishedAt: '2026-11-01', keywords: ['k'] })),
  ].join('\n');
  const first = await importText(body);
  expect(first).toMatchObject({ lines: 6, created: 2, refused: 4 });
  expect(first.report.map(({ line, courseId }) => [line, courseId])).toEqual([
    [2, null],
    [3, 'no-units'],
    [5, 'Bad Id'],
    [6, 'connection-check'],
  ]);
  expect(first.report[1]?.detail).toContain('units');
  const told = await clock();
  expect(await importText(body)).toMatchObject({ created: 0, changed: 0, unchanged: 2 });
  expect(await clock()).toEqual(told);
  const [course] = [
    z.object({ publishedAt: z.string() }).parse(await (await packager.fetch('/api/courses/good-2')).json()),
  ];
  expect(course.publishedAt).toBe('2026-11-01T00:00:00Z');
});

test('all or nothing: one bad line, and nothing is taken; without one, everything in one transaction', async () => {
  const bad = `${lines({ courseId: 'aon-1' }, { courseId: 'aon-2' })}\nnot json`;
  expect(await importText(bad, { query: '?mode=all-or-nothing' })).toMatchObject({
    created: 0,
    refused: 1,
    report: [{ line: 3 }],
  });
  expect((await packager.fetch('/api/courses/aon-1')).status).toBe(404);
  expect(
    await importText(lines({ courseId: 'aon-1' }, { courseId: 'aon-2' }), { query: '?mode=all-or-nothing&report=all' }),
  ).toMatchObject({
    created: 2,
    report: [
      { line: 1, courseId: 'aon-1', outcome: 'created' },
      { line: 2, courseId: 'aon-2', outcome: 'created' },
    ],
  });
});

test('two lines with one id: the later one wins, and what changed is known', async () => {
  await put(aCourse({ courseId: 'twice', title: 'A' }));
  const body = lines({ courseId: 'twice', title: 'B' }, { courseId: 'twice', title: 'B', language: 'de' });
  expect(await importText(body, { query: '?report=all' })).toMatchObject({ changed: 2 });
  const rows: unknown = await packager.dataSource.query(
    `select fields from course_changes where course_id = 'twice' order by seq desc limit 1`,
  );
  expect(rows).toEqual([{ fields: ['title', 'language'] }]);
});

test('the report comes while the import runs, as NDJSON', async () => {
  const answer = await packager.fetch('/api/courses/import?report=all', {
    method: 'POST',
    as: 'writer',
    headers: { 'content-type': 'application/x-ndjson', accept: 'application/x-ndjson' },
    body: lines(...Array.from({ length: 1_200 }, (_, at) => ({ courseId: `many-${at}` }))),
  });
  const said = (await answer.text())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(said.filter((line) => 'progress' in line)).toHaveLength(3);
  expect(said.filter((line) => line.outcome === 'created')).toHaveLength(1_200);
  expect(said.at(-1)).toEqual({ summary: { lines: 1_200, created: 1_200, changed: 0, unchanged: 0, refused: 0 } });
});

test.each([
  [
    'commas',
    ',',
    'course_id,title,authors,topics,seconds\r\ncsv-a,"Ladders, and ""more""",Mira Holt; Jonas Abel,Safety;Work,90\r\n',
  ],
  [
    'semicolons, as Excel writes in Germany',
    ';',
    '\ufeffcourseId;Title;Author;Units\r\ncsv-b;Leitern;Mira Holt;"u1:60:Eins | u2:30:Zwei"\r\n',
  ],
  ['tabs', '\t', 'ID\tTitle\tLength\ncsv-c\tTabs\t30\n'],
])('CSV with %s', async (_why, _separator, body) => {
  expect(await importText(body, { type: 'text/csv; charset=utf-8' })).toMatchObject({ created: 1, refused: 0 });
});

test('CSV: what was read is what was written; unknown columns, short rows and a broken end are named', async () => {
  const read = z.object({
    title: z.string(),
    authors: z.array(z.string()),
    topics: z.array(z.string()),
    units: z.array(z.object({ seconds: z.number() })),
  });
  expect(read.parse(await (await packager.fetch('/api/courses/csv-a')).json())).toEqual({
    title: 'Ladders, and "more"',
    authors: ['Mira Holt', 'Jonas Abel'],
    topics: ['Safety', 'Work'],
    units: [{ seconds: 90 }],
  });
  const { report, created } = await importText(
    'id,title,seconds,colour\ncsv-d,One,30,red\ncsv-e,Two\ncsv-f,"never closed,30,x\n',
    { type: 'text/csv' },
  );
  expect(created).toBe(1);
  expect(report.map(({ line, detail }) => [line, detail?.split(' ').slice(0, 2).join(' ')])).toEqual([
    [1, 'The column'],
    [3, 'The row'],
    [4, 'Here the'],
  ]);
});

test.each(['ndjson', 'csv'] as const)(
  'whatever the catalogue holds, its export as %s imports without a change',
  async (format) => {
    const text = (max: number) =>
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: max }),
        fc.constantFrom(
          '=1+1',
          "'Tis",
          '[a]',
          'a; b',
          'line\r\nbreak',
          ' spaces ',
          '"quoted"',
          '\ufeffmark',
          '👩‍🚀 ن 安全',
        ),
      );
    const filled = (max: number) =>
      text(max).filter((value) => value.trim() !== '' && !/[\0\ud800-\udfff]/.test(value));
    const course = fc.record({
      title: filled(60),
      authors: fc.array(filled(20), { maxLength: 3 }),
      description: text(100).filter((value) => !/[\0\ud800-\udfff]/.test(value)),
      topics: fc.array(filled(10), { maxLength: 3 }),
      keywords: fc.option(fc.array(filled(10), { minLength: 1, maxLength: 3 }), { nil: undefined }),
      units: fc.constant([
        { unitId: 'u1', title: 'A; "b" | c', seconds: 10 },
        { unitId: 'u2', title: 'x', seconds: 20 },
      ]),
    });
    const courses = fc.sample(course, { numRuns: 200, seed: 6 });
    const taken = await importText(
      courses.map((one, at) => JSON.stringify({ courseId: `any-${at}`, ...one })).join('\n'),
    );
    expect(taken.report).toEqual([]);
    const answer = await packager.fetch(`/api/courses/-/export?format=${format}`);
    const type = format === 'csv' ? 'text/csv' : 'application/x-ndjson';
    const back = await importText(await answer.text(), { type });
    expect(back).toMatchObject({ created: 0, changed: 0, refused: 0 });
    expect(back.unchanged).toBeGreaterThan(1_500);
  },
);

test('the gate --strict: a course that would lose something is refused with field, reason, clause and cure', async () => {
  const body = lines({ courseId: 'strict-1', title: 'E = mc²' }, { courseId: 'strict-2', title: 'Plain' });
  const { created, report } = await importText(body, { query: '?strict=warnings' });
  expect(created).toBe(1);
  expect(report[0]).toMatchObject({ line: 1, courseId: 'strict-1', outcome: 'refused' });
  expect(report[0]?.detail).toMatch(/title: These characters are replaced .*rule 63.*Use letters/);
});

test('only writers write', async () => {
  const answer = await packager.fetch('/api/courses/ladders', {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(aCourse({ courseId: 'ladders' })),
  });
  expect(answer.status).toBe(403);
});
