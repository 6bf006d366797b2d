import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import { CourseState } from '@aicc-bridge/contracts';
import { z } from 'zod';
import { courseZip } from '../packages/course-zip.js';
import { manifestStart } from '../packages/manifest.js';
import type { PackageSettings } from './package-settings.js';
import type { SegmentFacts } from './segment.js';
import { localHeader } from './zip-records.js';

/** All that a segment is made from; plain data, so that another thread can make it. */
export interface SegmentJob {
  readonly settings: PackageSettings;
  /** name and planned length of each entry, and how many courses are in it */
  readonly entries: readonly { readonly name: string; readonly bytes: number; readonly courses: number }[];
  /** CourseState as JSON, one for each course, in order */
  readonly states: readonly string[];
}

export interface MadeSegment {
  readonly body: Uint8Array;
  readonly facts: SegmentFacts;
}

/** What of a CourseState packages and lists need: reading all of it would take a tenth of the time. */
const Source = CourseState.pick({
  courseId: true,
  title: true,
  authors: true,
  description: true,
  language: true,
  kind: true,
  topics: true,
}).extend({ units: z.array(z.object({ seconds: z.number() })) });

/** Packages made at once, so that whatever else runs on the thread gets its turn in between. */
const AT_ONCE = 8;

/** @throws Error if a package is not as long as it was planned: a bug of ours, which must cut the download */
export async function makeSegment({ settings, entries, states }: SegmentJob): Promise<MadeSegment> {
  const courses = states.map((state) => Source.parse(JSON.parse(state)));
  const packages: Buffer[] = [];
  let first = 0;
  const places = entries.map(({ courses: count }) => {
    const place = { from: first, to: first + count };
    first += count;
    return place;
  });
  for (let at = 0; at < entries.length; at += AT_ONCE) {
    const some = places.slice(at, at + AT_ONCE);
    packages.push(...(await Promise.all(some.map(({ from, to }) => courseZip(courses.slice(from, to), settings)))));
    await nextTurn();
  }
  const crcs = packages.map((bytes) => crc32(bytes));
  const body = Buffer.concat(
    entries.flatMap(({ name, bytes }, at) => {
      const made = packages[at] ?? Buffer.alloc(0);
      if (made.length !== bytes) throw new Error(`${name} has ${made.length} bytes and was planned with ${bytes}`);
      return [localHeader({ name, bytes, crc32: crcs[at] ?? 0 }), made];
    }),
  );
  const sha256 = packages.map((bytes) => createHash('sha256').update(bytes).digest('hex'));
  return { body, facts: { crc32: crcs, sha256, manifest: courses.map(manifestStart) } };
}
