import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { page } from './contracts.mjs';

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'libs', 'lms-profiles', 'profiles');

/** Compiles libs/lms-profiles/profiles/*.yaml to TypeScript, `generic` first. Every entry must carry its evidence. */
export async function files() {
  const names = (await readdir(folder))
    .filter((name) => name.endsWith('.yaml'))
    .sort((a, b) => (a === 'generic.yaml' ? -1 : b === 'generic.yaml' ? 1 : a < b ? -1 : 1));
  const sources = new Map();
  for (const name of names) {
    const profile = parse(await readFile(join(folder, name), 'utf8'));
    sources.set(profile.id, profile);
  }
  const profiles = [...sources.values()].map((profile) => ({
    id: profile.id,
    name: profile.name,
    note: profile.note,
    wire: merged(sources, profile, 'wire'),
    bundle: merged(sources, profile, 'bundle'),
  }));
  const text = `// Generated from profiles/*.yaml by "npm run generate". Do not edit.\nimport type { LmsProfile } from '../profile.js';\n\nexport const PROFILES: readonly LmsProfile[] = ${JSON.stringify(profiles, null, 2)};\n`;
  return [
    { path: 'libs/lms-profiles/src/generated/profiles.ts', text },
    { path: 'docs/generated/lms-profiles.md', text: page('LMS profiles', pageLines(sources)) },
  ];
}

function merged(sources, profile, part) {
  const base = profile.inherits ? merged(sources, sources.get(profile.inherits), part) : {};
  const own = Object.entries(profile[part] ?? {}).map(([name, entry]) => {
    if (!entry?.evidence) throw new Error(`${profile.id}.${part}.${name} has no evidence`);
    return [name, entry.value];
  });
  return { ...base, ...Object.fromEntries(own) };
}

/** Each profile with what it says itself, and why; the rest it inherits. */
function pageLines(sources) {
  return [
    'A profile says what one make of LMS wants. It is data (`libs/lms-profiles/profiles`), and each entry names its evidence: a section of the',
    'protocol sheet, a recording or a vendor’s own words. What a profile does not say it inherits from `generic`.',
    '',
    '**What is promised about repeats.** State (status, score, location) is sent at least once: a repeat says the same and is harmless. So is',
    'time where the LMS keeps the last value of a session (`timeRetry: same`). Where the LMS adds every value (`timeRetry: zero`), time is sent',
    'at most once: seconds that may have arrived are never sent again, not after a crash and not with the next launch. Seconds that certainly',
    'did not arrive go with the next message or, when the session is over, with the learner’s next launch of the course.',
    ...[...sources.values()].flatMap(({ id, name, note, ...parts }) => [
      '',
      `## ${name} (\`${id}\`)`,
      '',
      note,
      ...['wire', 'bundle'].flatMap((part) => {
        const entries = Object.entries(parts[part] ?? {});
        if (entries.length === 0) return [];
        const rows = entries.map(([field, { value, evidence }]) => `| \`${field}\` | \`${value}\` | ${evidence} |`);
        return ['', `| ${part === 'wire' ? 'message' : 'bundle'} | value | evidence |`, '|---|---|---|', ...rows];
      }),
    ]),
  ];
}
