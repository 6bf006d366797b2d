import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { until } from '@aicc-bridge/testing';
import { aCourse, HACP, KEY, type Launch, PASSWORD, startLaunch, state } from './launch-under-test.js';
import { TestBrowser } from './test-browser.js';

let launch: Launch;
beforeAll(async () => {
  launch = await startLaunch();
}, 60_000);
afterAll(() => launch?.close());

const Units = z.object({ units: z.array(z.object({ mediaUrl: z.string(), captionsUrl: z.string().nullable() })) });

test('each unit is shown with its own captions; the bundled sample has its own, and a video without any gets none', async () => {
  const [unit] = aCourse('subtitled', 'Subtitled').units;
  const video = 'https://cdn.publisher.example/v.mp4';
  const captions = 'https://cdn.publisher.example/v.de.vtt';
  const course = {
    ...aCourse('subtitled', 'Subtitled'),
    units: [
      { ...unit, unitId: 'u1', mediaUrl: video, captionsUrl: captions },
      { ...unit, unitId: 'u2', mediaUrl: video },
      { ...unit, unitId: 'u3' },
    ],
  };
  await launch.publish([state('catalog.courses.v1', 'subtitled', course)]);
  const known = async (): Promise<boolean> =>
    (await launch.rows(`select 1 from read_model where key = 'subtitled'`)).length > 0;
  await until(known, { what: 'the course', timeoutMs: 30_000 });
  const page = await new TestBrowser(launch.url, { cookies: false }).signIn(
    `/aicc/launch/${KEY}/subtitled?aicc_sid=captions&aicc_url=${encodeURIComponent(HACP)}`,
    'ada',
    PASSWORD,
  );
  const data = /<script type="application\/json" id="launch">(.*?)<\/script>/s.exec(page.html)?.[1] ?? '{}';
  expect(Units.parse(JSON.parse(data)).units).toEqual([
    { mediaUrl: video, captionsUrl: captions },
    { mediaUrl: video, captionsUrl: null },
    { mediaUrl: '/learn/assets/sample.webm', captionsUrl: '/learn/assets/sample.vtt' },
  ]);
});
