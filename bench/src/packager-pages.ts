import type { BenchOptions, Measurement } from './bench.js';
import { PackagerClient, quantile } from './packager-client.js';
import { pageSpeed } from './page-speed.js';

const ROUNDS = 60;

/** `pages`: what the console's pages ask of the packager, with 20,000 courses stored and the library downloaded once. */
export async function run({ quick, say }: BenchOptions): Promise<readonly Measurement[]> {
  const courses = quick ? 2_000 : 20_000;
  const packager = await PackagerClient.start();
  try {
    await packager.import(0, courses);
    await packager.settle();
    await packager.count(packager.library);
    say(`${courses} courses are stored`);
    const tenant = packager.library.replace(/\/library$/, '');
    const course = 'course-000042';
    const questions = {
      'courses, first page': '/api/courses?limit=50',
      'courses by kind': '/api/courses?limit=50&kind=video',
      'courses by words': '/api/courses?limit=50&q=time',
      'courses, facets': '/api/courses/-/facets',
      'one course': `/api/courses/${course}`,
      'versions of a course': `/api/courses/${course}/versions`,
      'check of a course': `${tenant}/courses/${course}/check`,
      downloads: `${tenant}/downloads`,
      changes: `${tenant}/changes`,
      'preview of all': `${tenant}/preview?courses=all`,
      'preview of new': `${tenant}/preview?courses=new&since=last&changed=leave-out`,
    };
    const lines: Measurement[] = [];
    for (const [name, path] of Object.entries(questions)) lines.push(await ask(packager, name, path));
    return lines;
  } finally {
    await packager.stop();
  }
}

async function ask(packager: PackagerClient, name: string, path: string): Promise<Measurement> {
  const first = await packager.count(path);
  if (first.status !== 200) throw new Error(`${path} answered ${first.status}`);
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) times.push((await packager.count(path)).totalMs);
  times.sort((a, b) => a - b);
  const speed = { p50: quantile(times, 0.5), p95: quantile(times, 0.95) };
  return pageSpeed(`pages: ${name}`, speed, { first: Math.round(first.totalMs) });
}
