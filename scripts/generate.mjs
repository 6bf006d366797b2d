/**
 * Writes what is made from code – docs/, the Caddyfile, compiled profiles – or, with `--check`, fails if a file on disk says otherwise.
 * Each module in scripts/generators exports `files()`: `[{ path, text }]`, paths from the repository's root.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const check = process.argv.includes('--check');
const generators = join(root, 'scripts', 'generators');
const stale = [];
for (const name of (await readdir(generators)).filter((file) => file.endsWith('.mjs')).sort()) {
  const { files } = await import(join(generators, name));
  for (const { path, text } of await files()) {
    const target = join(root, path);
    const now = existsSync(target) ? await readFile(target, 'utf8') : null;
    if (now === text) continue;
    stale.push(path);
    if (check) continue;
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text);
    console.log(`wrote ${path}`);
  }
}
if (check && stale.length > 0) {
  console.error(`These files do not say what the code says. Run "npm run generate":\n  ${stale.join('\n  ')}`);
  process.exit(1);
}
process.exit(0);
