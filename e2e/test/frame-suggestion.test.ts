import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DEMO, type Standalone } from '@aicc-bridge/standalone';
import { browserForTests, until } from '@aicc-bridge/testing';
import type { Browser } from 'playwright-core';
import { z } from 'zod';
import { accessibilityFaults } from '../src/accessibility.js';
import { openConsole, signIn } from '../src/console-under-test.js';
import { type DemoUnderTest, startDemo } from '../src/demo-under-test.js';
import { lmsPage } from '../src/https-front.js';

const COURSE = { id: 'ladder-safety', title: 'Ladder Safety Basics' };
const ADMIN = { organisation: DEMO.organisation, username: DEMO.lmsAdmin, password: DEMO.password };
let standalone: Standalone;
let browser: Browser;
let lms: Awaited<ReturnType<typeof lmsPage>>;
let demo: DemoUnderTest | undefined;

beforeAll(async () => {
  [demo, browser, lms] = await Promise.all([startDemo(), browserForTests(), lmsPage()]);
  standalone = demo.standalone;
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await lms?.close();
  await demo?.stop();
}, 60_000);

test('a course in a frame of a host that is not listed: the browser refuses, the admin is told and adds it, the frame shows', async () => {
  const token = await adminToken();
  const context = await browser.newContext();
  const learner = await context.newPage();
  await learner.goto(lms.of('frame', await launchAddress()));
  await until(async () => (await framesOf(token)).includes(lms.origin), { what: 'the suggestion' });
  expect(learner.frames().some((frame) => frame.url().startsWith(standalone.bridgeUrl))).toBe(false);

  const console = await openConsole(browser);
  const { page } = console;
  await signIn(page, standalone.bridgeUrl, ADMIN);
  await page.getByRole('link', { name: 'Settings', exact: true }).click();
  const add = page.getByRole('button', { name: 'Allow frames from this host' });
  await add.waitFor();
  await page.getByText(`Somebody tried to show a course in a frame from ${lms.origin}`).waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await add.click();
  await add.waitFor({ state: 'detached' });
  expect(console.complaints).toEqual([]);
  await console.context.close();

  await until(
    async () => {
      const answer = await fetch(await launchAddress());
      await answer.text();
      return (answer.headers.get('content-security-policy') ?? '').includes(lms.origin);
    },
    { what: 'the policy with the new host' },
  );
  await learner.goto(lms.of('frame', await launchAddress()));
  await learner.frameLocator('iframe').getByRole('heading', { name: COURSE.title }).waitFor();
  expect(await framesOf(token)).toEqual([]);
  await context.close();
}, 120_000);

async function launchAddress(): Promise<string> {
  const answer = await fetch(`${standalone.lmsUrl}/api/launches`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'ada', courseId: COURSE.id, newAttempt: true, mode: 'normal' }),
  });
  return z.object({ launchUrl: z.string() }).parse(await answer.json()).launchUrl;
}

async function adminToken(): Promise<string> {
  const answer = await fetch(`${standalone.bridgeUrl}/auth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(ADMIN),
  });
  return z.object({ accessToken: z.string() }).parse(await answer.json()).accessToken;
}

async function framesOf(token: string): Promise<readonly string[]> {
  const answer = await fetch(`${standalone.bridgeUrl}/api/host-suggestions`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const { frames } = z.object({ frames: z.array(z.looseObject({ origin: z.string() })) }).parse(await answer.json());
  return frames.map(({ origin }) => origin);
}
