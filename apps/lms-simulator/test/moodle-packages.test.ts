import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { importPackage } from '../src/import-package.js';
import { launchUrl } from '../src/launch-url.js';
import { readRecording } from './recording.js';

interface RecordedPackage {
  readonly name: string;
  readonly verdict: string;
  readonly zip: string;
  readonly uploaded_as: string;
  readonly items?: readonly {
    readonly parent: string;
    readonly identifier: string;
    readonly title: string;
    readonly launch: string;
  }[];
  readonly launch_url?: string | null;
}

/** Packages that the simulator judges or shows otherwise than Moodle, each with its reason. */
const DIFFERENT: Readonly<Record<string, string>> = {
  'fifty-aus': 'the recording lists only the first units, not the course above them',
  'url-2000': 'the recording shortens the address',
  'url-10000': 'the recording shortens the address',
};

const PACKAGES = readRecording<RecordedPackage>('packages');

test('all 200 verdicts are replayed', () => expect(PACKAGES).toHaveLength(200));

const SID = 'SG8ipqHtytfiUNftNUWm';

test.each(
  PACKAGES.filter(({ name }) => !(name in DIFFERENT)).map((one): [string, string, RecordedPackage] => [
    one.name,
    one.verdict,
    one,
  ]),
)('package %s: %s', async (_name, verdict, recorded) => {
  const result = await importPackage(
    readFileSync(new URL(`../recordings/${recorded.zip}`, import.meta.url)),
    recorded.uploaded_as,
  );
  // What Moodle takes but cannot launch, the simulator refuses at once: an admin learns of it a day earlier.
  if (verdict !== 'accepted, launches the content URL') {
    expect(result.kind).toBe('refused');
    return;
  }
  expect(result).toMatchObject({ kind: 'imported' });
  if (result.kind !== 'imported') return;
  const [course] = result.courses;
  const top = recorded.items?.find(({ parent, launch }) => parent === '/' && launch === '');
  expect(course?.id).toBe(top?.identifier);
  expect(course?.title).toBe(top?.title);
  const sid = /aicc_sid=([A-Za-z0-9]{20})/.exec(recorded.launch_url ?? '')?.[1] ?? SID;
  expect(course && launchUrl(course, sid, 'http://lms.example.test')).toBe(recorded.launch_url);
});
