import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { z } from 'zod';

const DIST = join(import.meta.dirname, '..', 'dist');
const MOST_BYTES = 170_000;

const Manifest = z.record(
  z.string(),
  z.object({
    file: z.string(),
    css: z.array(z.string()).default([]),
    imports: z.array(z.string()).default([]),
  }),
);

/** What a browser fetches before the first page after the sign-in stands there: the page, its scripts and styles, and theirs. */
async function firstLoad(): Promise<readonly { file: string; bytes: number }[]> {
  const manifest = Manifest.parse(JSON.parse(await readFile(join(DIST, '.vite', 'manifest.json'), 'utf8')));
  const files = new Set(['index.html']);
  const add = (key: string): void => {
    const chunk = manifest[key];
    if (!chunk) throw new Error(`The manifest has no ${key}`);
    if (files.has(chunk.file)) return;
    for (const file of [chunk.file, ...chunk.css]) files.add(file);
    chunk.imports.forEach(add);
  };
  ['index.html', 'src/home/home-pages.tsx'].forEach(add);
  return Promise.all(
    [...files].map(async (file) => ({
      file,
      bytes: gzipSync(await readFile(join(DIST, file)), { level: 9 }).byteLength,
    })),
  );
}

test('the first page comes with at most 170 kB, compressed', async () => {
  const files = await firstLoad();
  const sum = files.reduce((total, { bytes }) => total + bytes, 0);
  expect(files.length).toBeGreaterThan(3);
  expect({ sum, files, fits: sum <= MOST_BYTES }).toMatchObject({ fits: true });
});

test('nothing in the built page needs inline code or another server', async () => {
  const page = await readFile(join(DIST, 'index.html'), 'utf8');
  expect(page).not.toMatch(/<style|<script(?![^>]*\ssrc=)|\son\w+=|style="|https?:\/\/(?!www\.w3\.org)/);
});
