import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { browserForTests, kafkaForTests, until } from '@aicc-bridge/testing';
import type { Browser, Page } from 'playwright-core';
import { hasFocus, looksRight, openConsole, tabTo } from '../src/console-under-test.js';
import { FourProcesses } from '../src/index.js';
import { oneTimeCode, secondsLeft } from '../src/one-time-code.js';

let system: FourProcesses | null = null;
let browser: Browser;

/** As a publisher runs it who wants more than a password of its own people. */
beforeAll(async () => {
  const brokers = await kafkaForTests();
  if (brokers === null) return;
  [system, browser] = await Promise.all([
    FourProcesses.start(brokers, { SECOND_FACTOR: 'required' }),
    browserForTests(),
  ]);
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await system?.stop();
}, 60_000);

test('a publisher admin sets up a second factor, signs out, and signs in with its code, by keyboard alone', async () => {
  if (system === null) return;
  const { page, context, complaints } = await openConsole(browser);
  const faults: string[] = [];
  await page.goto(system.bridgeUrl);
  await givePassword(page, system.adminPassword);

  // No page of the console before there is a second factor.
  await page.getByRole('heading', { name: 'Set up a second factor' }).waitFor();
  const secret = (await page.locator('.secret').innerText()).trim();
  expect(secret.replaceAll(' ', '')).toMatch(/^[A-Z2-7]{32}$/);
  const link = page.getByRole('link', { name: 'Open it in my app' });
  expect(await link.getAttribute('href')).toContain(`otpauth://totp/aicc-bridge:admin?`);
  faults.push(...(await looksRight(page, 'second-factor-key')));
  const digits = page.getByLabel('Then give the six digits that the app shows');
  await tabTo(page, digits);
  await page.keyboard.type(wrongCode(secret));
  await page.keyboard.press('Enter');
  await page
    .getByRole('alert')
    .getByText('That code does not fit. Give the six digits that the app shows now.')
    .waitFor();
  faults.push(...(await looksRight(page, 'second-factor-wrong')));

  // A code works once: the one before, the one of now and the next are three, if none of them ends right now.
  await until(() => secondsLeft() > 10, { what: 'a code that stays a while', timeoutMs: 20_000, everyMs: 200 });
  await retype(page, oneTimeCode(secret, -1));
  await page.getByRole('heading', { name: 'Give the code of your app' }).waitFor();
  const code = page.getByLabel('Six digits');
  expect(await hasFocus(code)).toBe(true);
  faults.push(...(await looksRight(page, 'second-factor-code')));
  await page.keyboard.type(oneTimeCode(secret));
  await page.keyboard.press('Enter');
  await page.getByRole('navigation', { name: 'Main' }).waitFor();

  await tabTo(page, page.getByRole('button', { name: /your account/ }));
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Sign out' }).waitFor();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await givePassword(page, system.adminPassword);
  await until(() => hasFocus(code), { what: 'the field of the code to have the focus' });
  await page.keyboard.type(wrongCode(secret));
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText(/code/i).first().waitFor();
  expect(await page.getByRole('navigation', { name: 'Main' }).count()).toBe(0);
  faults.push(...(await looksRight(page, 'second-factor-refused')));
  await tabTo(page, code);
  await retype(page, oneTimeCode(secret, 1));
  await page.getByRole('navigation', { name: 'Main' }).waitFor();
  expect(page.url()).not.toMatch(/\d{6}/);
  expect(faults).toEqual([]);
  expect(complaints).toEqual([]);
  await context.close();
}, 180_000);

test.each([
  [59, '287082'],
  [1_111_111_109, '081804'],
  [2_000_000_000, '279037'],
])('the test’s own app shows at second %s what RFC 6238, appendix B says', (second, code) =>
  expect(oneTimeCode('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', 0, second * 1_000)).toBe(code),
);

async function givePassword(page: Page, password: string): Promise<void> {
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  await tabTo(page, page.getByLabel('User name'));
  await page.keyboard.type('admin');
  await page.keyboard.press('Tab');
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
}

/** Another than the three that would be taken. */
function wrongCode(secret: string): string {
  const right = [-1, 0, 1, 2].map((steps) => oneTimeCode(secret, steps));
  return ['000000', '111111', '222222', '333333', '444444'].find((code) => !right.includes(code)) ?? '';
}

async function retype(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Control+A');
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}
