import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DEMO, type Standalone } from '@aicc-bridge/standalone';
import { browserForTests, until } from '@aicc-bridge/testing';
import type { Browser, BrowserContext, Frame, Page } from 'playwright-core';
import { type DemoUnderTest, startDemo } from '../src/demo-under-test.js';
import { keepPicture } from '../src/keep-picture.js';
import { playFaster } from '../src/play-faster.js';

const COURSE = 'Clear Writing at Work';

let standalone: Standalone;
let browser: Browser;
let demo: DemoUnderTest | undefined;

beforeAll(async () => {
  [demo, browser] = await Promise.all([startDemo(), browserForTests()]);
  standalone = demo.standalone;
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await demo?.stop();
}, 60_000);

test('a learner clicks the course in the LMS, signs in inside the frame, watches, leaves, and the gradebook says 100 %', async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const frameCookies = watchForProbe(page);
  await plantProbe(context);

  await page.goto(standalone.lmsUrl);
  await page.getByRole('link', { name: COURSE }).click();
  await page.getByRole('button', { name: 'Enter' }).click();
  await page.getByRole('button', { name: /ada/i }).click();

  const frame = await courseFrame(page);
  await frame.getByLabel('User name').fill('ada');
  await frame.getByLabel('Password').fill(DEMO.password);
  await shot(page, '1-sign-in');
  await frame.getByRole('button', { name: 'Sign in' }).click();

  await frame.getByRole('heading', { level: 1, name: COURSE }).waitFor();
  await frame.locator('#badge', { hasText: /reporting/i }).waitFor();
  await playFaster(frame);
  await frame.evaluate('document.querySelector("video").play()');
  await frame.getByText('100 percent watched here').waitFor({ timeout: 60_000 });
  await shot(page, '2-watched');
  await frame.locator('#badge', { hasText: /confirmed/i }).waitFor({ timeout: 30_000 });
  await shot(page, '3-confirmed');
  await frame.getByRole('button', { name: 'Leave course' }).click();
  await frame.getByRole('heading', { name: 'You have left the course.' }).waitFor();

  const cells = await until(
    async () => {
      await page.goto(`${standalone.lmsUrl}/gradebook`);
      const row = await page.locator('tr[data-learner="ada"]', { hasText: COURSE }).locator('td').allInnerTexts();
      const time = row.find((cell) => /\d+ s$/.test(cell)) ?? '';
      return Number.parseInt(time, 10) > 0 ? row : null;
    },
    { what: 'the time that ExitAU adds', timeoutMs: 30_000, everyMs: 250 },
  );
  await shot(page, '4-gradebook');
  expect(cells.join(' | ')).toMatch(/completed.*100/);

  // Two sites: a Lax cookie of the bridge goes with a visit of its own, and not into the LMS's frame.
  expect(frameCookies).not.toHaveLength(0);
  expect(frameCookies.filter((cookie) => cookie.includes('lax_probe'))).toEqual([]);
  const visit = await page.goto(`${standalone.bridgeUrl}/healthz`);
  expect((await visit?.request().allHeaders())?.['cookie']).toContain('lax_probe');
  await context.close();
}, 180_000);

async function plantProbe(context: BrowserContext): Promise<void> {
  await context.addCookies([{ name: 'lax_probe', value: '1', url: standalone.bridgeUrl, sameSite: 'Lax' }]);
}

/** Cookie headers of the documents that the bridge showed inside the LMS's frame. */
function watchForProbe(page: Page): string[] {
  const seen: string[] = [];
  page.on('response', (response) => {
    const request = response.request();
    if (!request.isNavigationRequest() || request.frame() === page.mainFrame()) return;
    if (!request.url().startsWith(standalone.bridgeUrl)) return;
    void request.allHeaders().then(
      (headers) => seen.push(headers['cookie'] ?? ''),
      () => undefined,
    );
  });
  return seen;
}

async function courseFrame(page: Page): Promise<Frame> {
  return until(() => page.frames().find((frame) => frame.url().startsWith(standalone.bridgeUrl)) ?? null, {
    what: "the course inside the LMS's frame",
  });
}

function shot(page: Page, name: string): Promise<void> {
  return keepPicture(page, `journey/${name}`, false);
}
