import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';

const run = promisify(execFile);
const REPOSITORY = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const INSTALLED = [
  process.env['CHROME_PATH'],
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/**
 * A real browser: the machine's Chrome or Chromium, else the one inside the npm package `@sparticuz/chromium`, so that a fresh machine
 * needs nothing. Only that package's executable is used, never its flags: they switch off site isolation and web security, and
 * tests of frames, cookies and policies would prove nothing.
 */
export async function browserForTests(): Promise<Browser> {
  const installed = INSTALLED.find((path) => path !== undefined && existsSync(path));
  const { executablePath, fonts, version } =
    installed === undefined ? await unpacked() : { executablePath: installed, fonts: null, version: null };
  // Large, and this library is loaded by every test file: only those with a browser pay for it.
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--no-zygote',
      '--disable-gpu',
      '--disable-quic',
      '--disable-sync',
      '--disable-component-update',
      '--autoplay-policy=no-user-gesture-required',
    ],
    env: { ...process.env, ...(fonts === null ? {} : { FONTCONFIG_FILE: fonts }) },
  });
  if (version !== null && !browser.version().startsWith(`${version}.`))
    throw new Error(`The unpacked browser is ${browser.version()}, not ${version}: remove node_modules/.cache.`);
  return browser;
}

/** Unpacked once per version, into a folder of its own: the package itself reuses whatever lies in the temp folder. */
async function unpacked(): Promise<{ executablePath: string; fonts: string; version: string }> {
  const packageFile = join(REPOSITORY, 'node_modules', '@sparticuz', 'chromium', 'package.json');
  const { version } = JSON.parse(await readFile(packageFile, 'utf8')) as { version: string };
  const folder = join(REPOSITORY, 'node_modules', '.cache', `chromium-${version}`);
  const executablePath = join(folder, 'chromium');
  if (!existsSync(executablePath)) {
    const part = `${folder}.${process.pid}`;
    await mkdir(part, { recursive: true });
    const program = `import('@sparticuz/chromium').then(({ default: c }) => c.executablePath())`;
    await run(process.execPath, ['-e', program], { cwd: REPOSITORY, env: { ...process.env, TMPDIR: part } });
    await writeFile(join(part, 'fonts.conf'), fontsConf(join(folder, 'fonts', 'fonts')));
    await rename(part, folder).catch(async () => {
      // A browser that outlives "npm ci" makes the folder of its font cache again, and nothing else.
      if (!existsSync(executablePath)) {
        await rm(folder, { recursive: true, force: true });
        await rename(part, folder).catch(() => undefined);
      }
      // Two test files at once: the first one there wins, both folders hold the same.
      await rm(part, { recursive: true, force: true });
    });
  }
  return {
    executablePath,
    fonts: join(folder, 'fonts.conf'),
    version: version.split('.')[0] ?? version,
  };
}

/** The package's own fonts.conf names folders of another machine; without a font the browser ends at the first text. */
function fontsConf(folder: string): string {
  return `<?xml version="1.0"?><fontconfig><dir>/usr/share/fonts</dir><dir>${folder}</dir><cachedir>${folder}/cache</cachedir></fontconfig>`;
}
