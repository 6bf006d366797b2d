import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';

const FOLDER = join(import.meta.dirname, '..', '..', '.test-artifacts');

/** Keeps a picture to be looked at, e.g. `console/home-1280-dark`; nobody looks where CI runs, and a picture takes half a second. */
export async function keepPicture(page: Page, name: string, fullPage = true): Promise<void> {
  if (process.env['CI'] !== undefined) return;
  const path = join(FOLDER, `${name}.png`);
  await mkdir(dirname(path), { recursive: true });
  await page.screenshot({ path, fullPage });
}
