/**
 * Transpiles what has changed, package by package: a content stamp in `dist/` says what is there already.
 * Types are not checked here (`npm run typecheck` does), which keeps `npm start` quick.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from '@swc/core';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const OPTIONS = {
  jsc: {
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    target: 'es2022',
  },
  module: { type: 'es6' },
  sourceMaps: true,
};

export async function packageFolders() {
  const folders = ['e2e', 'bench'];
  for (const group of ['libs', 'services', 'apps']) {
    for (const name of await readdir(join(root, group))) folders.push(join(group, name));
  }
  return folders.map((folder) => join(root, folder)).filter((folder) => existsSync(join(folder, 'src')));
}

async function sourcesOf(folder) {
  const entries = await readdir(join(folder, 'src'), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && /\.ts$/.test(entry.name) && !/\.(spec|d)\.ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** The console is a site, not a package: Vite bundles it when its sources, or what they are made of, have changed. */
async function buildSite(folder) {
  const inputs = [folder, join(root, 'libs', 'look', 'assets'), join(root, 'libs', 'contracts', 'src')];
  const hash = createHash('sha256').update(await readFile(join(root, 'package-lock.json')));
  for (const input of inputs) {
    const entries = await readdir(input, { recursive: true, withFileTypes: true });
    const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    for (const path of paths.filter((one) => !/\/(dist|test|node_modules)\/|\.spec\.tsx?$|\.md$/.test(one)).sort())
      hash
        .update(relative(root, path))
        .update('\0')
        .update(await readFile(path))
        .update('\0');
  }
  const stamp = hash.digest('hex');
  const stampFile = join(folder, 'dist', '.stamp');
  if (existsSync(stampFile) && (await readFile(stampFile, 'utf8')) === stamp) return 0;

  const { build } = await import('vite');
  await build({ root: folder, configFile: join(folder, 'vite.config.mjs'), logLevel: 'warn' });
  await writeFile(stampFile, stamp);
  return 1;
}

async function buildPackage(folder) {
  if (existsSync(join(folder, 'vite.config.mjs'))) return buildSite(folder);
  const sources = await Promise.all(
    (await sourcesOf(folder)).map(async (path) => ({ path, text: await readFile(path, 'utf8') })),
  );
  const hash = createHash('sha256').update(JSON.stringify(OPTIONS));
  for (const { path, text } of sources) hash.update(relative(folder, path)).update('\0').update(text).update('\0');
  const stamp = hash.digest('hex');
  const stampFile = join(folder, 'dist', '.stamp');
  if (existsSync(stampFile) && (await readFile(stampFile, 'utf8')) === stamp) return 0;

  await rm(join(folder, 'dist'), { recursive: true, force: true });
  for (const { path, text } of sources) {
    const target = join(folder, 'dist', relative(join(folder, 'src'), path)).replace(/\.ts$/, '.js');
    const { code, map } = await transform(text, { ...OPTIONS, filename: path, sourceFileName: path });
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, `${code}\n//# sourceMappingURL=${target.split('/').pop()}.map\n`);
    await writeFile(`${target}.map`, map);
  }
  await mkdir(join(folder, 'dist'), { recursive: true });
  await writeFile(stampFile, stamp);
  return sources.length;
}

let built = 0;
for (const folder of await packageFolders()) built += await buildPackage(folder);
if (built > 0) console.log(`built ${built} files`);
