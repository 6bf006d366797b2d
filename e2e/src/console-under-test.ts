import { until } from '@aicc-bridge/testing';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { accessibilityFaults } from './accessibility.js';
import { keepPicture } from './keep-picture.js';

const WIDTHS = [1280, 360] as const;

export interface ConsoleUser {
  readonly organisation: string | null;
  readonly username: string;
  readonly password: string;
}

export interface OpenConsole {
  readonly page: Page;
  readonly context: BrowserContext;
  /** what the browser complained about: broken scripts, refused inline code */
  readonly complaints: readonly string[];
}

/** A console in a browser of its own: nothing of another test's session is in it. */
export async function openConsole(
  browser: Browser,
  options: { readonly language?: string } = {},
): Promise<OpenConsole> {
  const context = await browser.newContext({
    viewport: { width: WIDTHS[0], height: 900 },
    locale: 'en-GB',
    reducedMotion: 'reduce',
  });
  await context.addInitScript(
    `try { localStorage.setItem('aicc-bridge.language', '${options.language ?? 'en'}') } catch {}`,
  );
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // A refused or failed request is told by the page in its place; everything else is a fault of ours.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      complaints.push(message.text());
  });
  return { page, context, complaints };
}

export async function signIn(
  page: Page,
  address: string,
  { organisation, username, password }: ConsoleUser,
): Promise<void> {
  await page.goto(address);
  await page.locator('form').waitFor();
  const fields = page.locator('form input');
  if (organisation !== null) await fields.nth(0).fill(organisation);
  await fields.nth(1).fill(username);
  await fields.nth(2).fill(password);
  await fields.nth(2).press('Enter');
  await page.locator('header.top').waitFor();
}

/** Goes on by Tab until the control has the focus, as somebody without a pointer does. */
export async function tabTo(page: Page, control: Locator, most = 80): Promise<void> {
  await control.waitFor();
  for (let step = 0; step < most; step += 1) {
    if (await hasFocus(control)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not reach ${String(control)}`);
}

export async function hasFocus(control: Locator): Promise<boolean> {
  return (await control.and(control.page().locator(':focus')).count()) === 1;
}

/** Both widths, both themes: nothing overflows sideways, axe finds nothing, and the picture is kept to be looked at. */
export async function looksRight(page: Page, name: string): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    // An open pop-up takes a moment to move with the window.
    await until(async () => !(await page.evaluate('document.documentElement.scrollWidth > innerWidth')), {
      what: 'a page that fits',
      timeoutMs: 2_000,
    }).catch(() => faults.push(`${name} overflows at ${width} px`));
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await keepPicture(page, `console/${name}-${width}-${colorScheme}`);
      const found = await accessibilityFaults(page, colorScheme === 'light' ? 'all' : 'colours');
      faults.push(...found.map((fault) => `${name} ${width} ${colorScheme}: ${fault}`));
    }
  }
  await page.setViewportSize({ width: WIDTHS[0], height: 900 });
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  return faults;
}
