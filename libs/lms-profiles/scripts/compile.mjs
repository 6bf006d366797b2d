import { readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const here = join(dirname(fileURLToPath(import.meta.url)), '..');
const target = join(here, 'src', 'generated', 'profiles.ts');

/** Compiles profiles/*.yaml to TypeScript, `generic` first. Every entry must carry its evidence. True if the file is up to date. */
export async function compile({ check }) {
  const files = (await readdir(join(here, 'profiles')))
    .filter((name) => name.endsWith('.yaml'))
    .sort((a, b) => (a === 'generic.yaml' ? -1 : b === 'generic.yaml' ? 1 : a < b ? -1 : 1));
  const sources = new Map();
  for (const file of files) {
    const profile = parse(await readFile(join(here, 'profiles', file), 'utf8'));
    sources.set(profile.id, profile);
  }
  const profiles = [...sources.values()].map((profile) => ({
    id: profile.id,
    name: profile.name,
    wire: merged(sources, profile, 'wire'),
    bundle: merged(sources, profile, 'bundle'),
  }));
  const text = `// Generated from profiles/*.yaml by "npm run generate". Do not edit.\nimport type { LmsProfile } from '../profile.js';\n\nexport const PROFILES: readonly LmsProfile[] = ${JSON.stringify(profiles, null, 2)};\n`;
  const before = await readFile(target, 'utf8').catch(() => '');
  if (before === text) return true;
  if (!check) await writeFile(target, text);
  return !check;
}

function merged(sources, profile, part) {
  const base = profile.inherits ? merged(sources, sources.get(profile.inherits), part) : {};
  const own = Object.entries(profile[part] ?? {}).map(([name, entry]) => {
    if (!entry?.evidence) throw new Error(`${profile.id}.${part}.${name} has no evidence`);
    return [name, entry.value];
  });
  return { ...base, ...Object.fromEntries(own) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await compile({ check: false });
