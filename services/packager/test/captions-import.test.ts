import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { aCourse, openPackager, type PackagerUnderTest } from './packager-under-test.js';

let packager: PackagerUnderTest;
beforeAll(async () => {
  packager = await openPackager();
});
afterAll(() => packager.close());

const UNIT = { unitId: 'u1', title: 'One', seconds: 30, mediaUrl: '/v/1.mp4', captionsUrl: '/v/1.en.vtt' };
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

test.each([
  ['NDJSON', 'application/x-ndjson', JSON.stringify(aCourse({ courseId: 'c', units: [UNIT] }))],
  ['CSV', 'text/csv', `courseId,title,units\r\nc,Course c,${quoted(JSON.stringify([UNIT]))}\r\n`],
])('%s: the captions of a unit come in with it', async (_form, type, body) => {
  const imported = await packager.fetch('/api/courses/import', {
    method: 'POST',
    as: 'writer',
    headers: { 'content-type': type },
    body,
  });
  expect(await imported.json()).toMatchObject({ refused: 0 });
  const course: unknown = await (await packager.fetch('/api/courses/c', { as: 'writer' })).json();
  expect(z.looseObject({ units: z.array(z.unknown()) }).parse(course).units).toEqual([UNIT]);
});
