import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DEMO, type Standalone } from '@aicc-bridge/standalone';
import { browserForTests, until } from '@aicc-bridge/testing';
import type { Browser, Download, Frame, Page } from 'playwright-core';
import { z } from 'zod';
import { accessibilityFaults } from '../src/accessibility.js';
import { hasFocus, looksRight } from '../src/console-under-test.js';
import { type DemoUnderTest, startDemo } from '../src/demo-under-test.js';
import { keepPicture } from '../src/keep-picture.js';
import { BOTH_HANDS, type Hands, handsOf } from '../src/hands.js';
import { playFaster } from '../src/play-faster.js';

const PASSWORD = 'a-long-enough-password';
const CHECK = 'Connection Check';

let standalone: Standalone;
let browser: Browser;
let demo: DemoUnderTest | undefined;
let admin: string;

beforeAll(async () => {
  [demo, browser] = await Promise.all([startDemo(), browserForTests()]);
  standalone = demo.standalone;
  admin = await tokenOf('admin', standalone.adminPassword, null);
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await demo?.stop();
}, 60_000);

/** What a page says when the policy stops something, or when it breaks. */
const complaints: string[] = [];

interface Visit {
  readonly width?: number;
  readonly language?: string;
}

async function visit({ width = 1280, language = 'en-GB' }: Visit = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, locale: language });
  const page = await context.newPage();
  // Other suites keep the machine busy beside this one.
  page.setDefaultTimeout(60_000);
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (/Content Security Policy|page\.broke/.test(message.text())) complaints.push(message.text());
  });
  await page.goto(standalone.bridgeUrl);
  return page;
}

async function signIn(
  page: Page,
  hands: Hands,
  username: string,
  organisation: string,
  password: string,
): Promise<void> {
  await hands.type(page.getByLabel('Organisation'), organisation);
  await hands.type(page.getByLabel('User name'), username);
  await hands.type(page.getByLabel('Password'), password);
  await hands.press(page.getByRole('button', { name: 'Sign in' }));
  await page.getByRole('navigation', { name: 'Main' }).waitFor();
  // The way from the sign-in to Home draws the menu anew: what had the focus before is gone.
  await page.getByRole('heading', { level: 1 }).waitFor();
}

/** Looks at a state: no fault, nothing wider than the window, and a picture to look at. */
async function look(page: Page, name: string): Promise<void> {
  await keepPicture(page, `console-settings/${name}`);
  expect(await accessibilityFaults(page)).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);
}

test.each(BOTH_HANDS)(
  'an LMS admin who has never heard of AICC gets from sign-in to "100 % confirmed", by %s',
  async (by) => {
    const name = `Acme by ${by}`;
    await makeTenant(name);
    const page = await visit();
    const hands = handsOf(page, by);
    await signIn(page, hands, 'boss', name, PASSWORD);
    await hands.press(page.getByRole('link', { name: 'Settings', exact: true }));
    await page.getByText('The integration is off.').waitFor();
    await look(page, `${by}-1-off`);

    // The host name, wrong first: what is wrong, and the cure.
    const lms = new URL(standalone.lmsUrl).host;
    await hands.choose(page.getByLabel('LMS profile'), 'Moodle');
    await hands.type(page.getByRole('textbox', { name: 'Host name' }), standalone.lmsUrl);
    await hands.press(page.getByRole('button', { name: 'Add', exact: true }));
    await page.getByText(/more than a host name|only the part between/i).waitFor();
    await look(page, `${by}-2-wrong-host`);
    await hands.type(page.getByRole('textbox', { name: 'Host name' }), lms);
    await hands.press(page.getByLabel('This LMS speaks plain http'));
    await hands.press(page.getByRole('button', { name: 'Add', exact: true }));
    await page.getByRole('button', { name: `Edit ${lms}` }).waitFor();
    await hands.press(page.getByRole('button', { name: 'Enable Integration' }));
    await page.getByRole('button', { name: 'Disable Integration' }).waitFor();

    // Test integration: the host's steps, then the live wait for a real launch.
    await hands.press(page.getByRole('button', { name: 'Test integration' }));
    await page.getByText('It answers in time').waitFor();
    const unknown = page.locator('.step', { hasText: 'A percentage arrives' });
    expect(await unknown.innerText()).toContain('Not yet known');
    expect(await unknown.innerText()).not.toContain('Passed');
    await page.getByText('Waiting for the launch').waitFor();
    await look(page, `${by}-3-testing`);
    const file = page.waitForEvent('download');
    await hands.press(page.getByRole('button', { name: 'Download the test course' }));
    await importInto(await file);
    // A learner of the LMS for each: what one has completed there is nothing new a second time.
    await watchTestCourse(page, by === 'keyboard' ? 'ada' : 'ben');
    await page.getByText('We saw your launch').waitFor({ timeout: 30_000 });
    await page.getByText('100 % confirmed').waitFor({ timeout: 60_000 });
    expect(await unknown.innerText()).toContain('Passed');
    await look(page, `${by}-4-confirmed`);
    await page.keyboard.press('Escape');

    // The library: "never" before, a date after, then "new since".
    await page.getByText('Last download: never').waitFor();
    await page.getByLabel(`Packages for every course in the ${DEMO.publisher} library`).waitFor();
    const library = page.waitForEvent('download');
    await hands.press(page.getByRole('button', { name: 'Download AICC Packages' }).last());
    expect((await library).suggestedFilename()).toMatch(/^aicc-packages-.*\.zip$/);
    await page.getByLabel(/Packages for every new course since/).waitFor();
    await hands.press(page.getByLabel(/Packages for every new course since/));
    await page.getByText('Nothing is new since then.').waitFor();
    await look(page, `${by}-5-downloaded`);
    await page.context().close();
  },
  240_000,
);

describe('what the pages look like in all their clothes', () => {
  const bothWidthsAndThemes = async (page: Page, name: string): Promise<void> =>
    expect(await looksRight(page, name)).toEqual([]);
  test.each<[string, Visit, typeof look]>([
    ['en', {}, bothWidthsAndThemes],
    ['de-320', { width: 320, language: 'de-DE' }, look],
    ['ar-360', { width: 360, language: 'ar-EG' }, look],
  ])(
    '%s: no accessibility fault on any of them',
    async (name, clothes, look) => {
      const page = await visit(clothes);
      await page.locator('input[autocomplete="username"]').waitFor();
      await page.locator('input').first().fill(DEMO.organisation);
      await page.locator('input[autocomplete="username"]').fill(DEMO.lmsAdmin);
      await page.locator('input[type="password"]').fill(DEMO.password);
      await page.keyboard.press('Enter');
      await page.locator('nav.menu').waitFor();
      const base = new URL(page.url()).pathname.replace(/\/home.*$/, '');
      const open = async (path: string, ready: string): Promise<void> => {
        await page.goto(`${standalone.bridgeUrl}${path}`);
        await page.locator(ready).first().waitFor();
        await page.locator('[aria-busy="true"]').waitFor({ state: 'detached' });
      };
      await open(`${base}/settings`, '.pick');
      await look(page, `settings-${name}`);
      await open(`${base}/settings/audit`, 'table');
      await look(page, `audit-${name}`);
      await open(`${base}/content`, 'table');
      await look(page, `content-${name}`);
      await page.getByRole('combobox').first().pressSequentially('wri');
      await page.getByRole('option').first().waitFor();
      await look(page, `content-suggestions-${name}`);
      await open(`${base}/content?q=nothing-is-called-that-zzz`, '.empty');
      await look(page, `content-none-${name}`);
      await open(`${base}/content/clear-writing`, '.file');
      await look(page, `course-${name}`);
      await open(`${base}/people`, 'table');
      await look(page, `people-${name}`);
      await open('/help#s29', '.guide');
      await look(page, `help-${name}`);
      await page.context().close();
    },
    180_000,
  );
});

test('Disable Integration asks for the organisation’s name, stops downloads at once, and enable restores', async () => {
  const page = await visit();
  const hands = handsOf(page, 'pointer');
  await makeTenant('To be switched', [{ host: 'lms.example.org' }]);
  await signIn(page, hands, 'boss', 'To be switched', PASSWORD);
  await page.getByRole('link', { name: 'Settings', exact: true }).click();
  await page.getByRole('button', { name: 'Enable Integration' }).click();
  await page.getByRole('button', { name: 'Disable Integration' }).click();
  const confirm = page.getByRole('dialog').getByRole('button', { name: 'Disable Integration' });
  expect(await confirm.isDisabled()).toBe(true);
  await page.getByLabel('Type To be switched to confirm').fill('to be switched');
  await look(page, 'disable');
  await confirm.click();
  await page.getByText('Packages can be downloaded once the integration is enabled.').waitFor({ state: 'attached' });
  expect(await page.getByRole('button', { name: 'Download AICC Packages' }).count()).toBe(1);
  await page.getByRole('button', { name: 'Enable Integration' }).click();
  await page.getByRole('button', { name: 'Disable Integration' }).waitFor();
  await page.context().close();
}, 90_000);

test('who has the return address pastes it: the HACP steps answer, and its session id goes nowhere', async () => {
  const lms = new URL(standalone.lmsUrl).host;
  await makeTenant('With an address', [{ host: lms, http: true }]);
  const page = await visit();
  const sent: string[] = [];
  page.on('request', (request) => sent.push(`${request.url()} ${request.postData() ?? ''}`));
  const hands = handsOf(page, 'keyboard');
  await signIn(page, hands, 'boss', 'With an address', PASSWORD);
  await hands.press(page.getByRole('link', { name: 'Settings', exact: true }));
  await hands.press(page.getByRole('button', { name: 'Test integration' }));
  const hacp = page.locator('.step', { hasText: 'It answers like an AICC address' });
  await hacp.getByText('Known at the first launch').waitFor();
  expect(await hacp.innerText()).toContain('Not yet known');

  await hands.press(page.getByRole('button', { name: 'I have the return address' }));
  const field = page.getByLabel('Return address (aicc_url)');
  expect(await hasFocus(field)).toBe(true);
  await page.keyboard.type('lms.example.org');
  await page.keyboard.press('Enter');
  await page.getByText('This is no web address.').waitFor();
  await look(page, 'return-address-wrong');
  const aiccUrl = `${standalone.lmsUrl}/mod/scorm/aicc.php`;
  const launched = `${standalone.bridgeUrl}/aicc/launch/k/c?aicc_sid=Hush-Hush-1&aicc_url=${encodeURIComponent(aiccUrl)}`;
  await hands.type(field, launched);
  expect(await field.getAttribute('type')).toBe('password');
  await page.keyboard.press('Enter');
  await hacp.getByText(/Passed|Warning/).waitFor();
  await page.getByText(`${lms}/mod/scorm/aicc.php`).waitFor();
  expect(await field.inputValue()).toBe('');
  expect(sent.some((request) => request.includes(aiccUrl))).toBe(true);
  const kept = await page.evaluate(
    'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.body.outerHTML])',
  );
  expect([...sent, page.url(), String(kept)].filter((text) => text.includes('Hush-Hush'))).toEqual([]);
  await look(page, 'return-address');

  await inLanguage(page, 'de');
  await page.getByRole('button', { name: 'Integration testen' }).click();
  await page.getByText('Der Host steht auf der Liste dieser Organisation.').waitFor();
  await page.context().close();
}, 90_000);

test('a host that knocked is added with one press', async () => {
  const tenantId = await makeTenant('Knocked at', [{ host: 'lms.example.org' }]);
  await call('PATCH', `/api/tenants/${tenantId}`, { enabled: true });
  const Keys = z.object({ launchKeys: z.array(z.object({ key: z.string() })) });
  const key = Keys.parse(await (await call('GET', `/api/tenants/${tenantId}`)).json()).launchKeys[0]?.key ?? '';
  const address = `${standalone.bridgeUrl}/aicc/launch/${key}/clear-writing?aicc_sid=s&aicc_url=https%3A%2F%2Flms2.acme.example%2Fh`;
  const Suggested = z.object({ suggestions: z.array(z.unknown()) });
  // The organisation reaches the launch service over the bus: before that its key is nobody's.
  await until(
    async () => {
      await fetch(address);
      const answer = await call('GET', `/api/host-suggestions?tenantId=${tenantId}`);
      return Suggested.parse(await answer.json()).suggestions.length > 0;
    },
    { what: 'a refused launch of this organisation', everyMs: 200 },
  );
  const page = await visit();
  await signIn(page, handsOf(page, 'pointer'), 'boss', 'Knocked at', PASSWORD);
  await page.getByRole('link', { name: 'Settings', exact: true }).click();
  await page.getByRole('button', { name: 'Add this host' }).waitFor();
  await look(page, 'suggestion');
  const launches = await page.getByRole('link', { name: 'See the launches' }).getAttribute('href');
  expect(launches).toMatch(/\/reports\/launches\?outcome=refused&rule=S29$/);
  await page.getByRole('button', { name: 'Add this host' }).click();
  await page.getByRole('button', { name: 'Edit lms2.acme.example' }).waitFor();
  await page.getByRole('button', { name: 'Add this host' }).waitFor({ state: 'detached' });
  await page.context().close();
}, 90_000);

test('what a host is used for is said with its name, stands beside it, and is kept when another host changes', async () => {
  const tenantId = await makeTenant('Two systems', [{ host: 'lms.example.org' }]);
  const page = await visit();
  await signIn(page, handsOf(page, 'pointer'), 'boss', 'Two systems', PASSWORD);
  await page.getByRole('link', { name: 'Settings', exact: true }).click();
  await page.getByText('Production, port 443').waitFor();
  await page.getByRole('button', { name: 'Add host name' }).click();
  await page.getByRole('textbox', { name: 'Host name' }).fill('test.example.org:8443');
  await page.getByLabel('Used for').selectOption('Test');
  await look(page, 'host-use');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByText('Test, port 8443').waitFor();
  await page.getByRole('button', { name: 'Edit lms.example.org' }).click();
  expect(await page.getByLabel('Used for').inputValue()).toBe('production');
  await page.getByRole('textbox', { name: 'Host name' }).fill('lms2.example.org');
  await page.getByRole('button', { name: 'Update host name' }).click();
  await page.getByRole('button', { name: 'Edit lms2.example.org' }).waitFor();
  await page.getByText('Test, port 8443').waitFor();
  const Kept = z.object({ hosts: z.array(z.object({ name: z.string(), usedFor: z.string() })) });
  expect(Kept.parse(await (await call('GET', `/api/tenants/${tenantId}`)).json()).hosts).toEqual([
    { name: 'lms2.example.org', usedFor: 'production' },
    { name: 'test.example.org', usedFor: 'test' },
  ]);
  await page.context().close();
}, 90_000);

test('of two quick choices the second stays when the first has been saved', async () => {
  const tenantId = await makeTenant('Quick hands', [{ host: 'lms.example.org' }]);
  const page = await visit();
  await signIn(page, handsOf(page, 'pointer'), 'boss', 'Quick hands', PASSWORD);
  await page.getByRole('link', { name: 'Settings', exact: true }).click();
  await page.getByText('All as the profile says').click();
  const saved = { sent: 0, answered: 0 };
  await page.route(`**/api/tenants/${tenantId}`, async (route) => {
    if (route.request().method() !== 'PATCH') return route.continue();
    const mine = (saved.sent += 1);
    await until(() => saved.answered >= mine, { what: 'the test to go on', timeoutMs: 60_000 });
    await route.continue();
  });
  await page
    .getByLabel('Time when the last message is repeated')
    .selectOption({ label: 'None: the LMS adds every value' });
  await page.getByLabel('Progress goes at most every (slow down)').selectOption({ label: '5 minutes' });
  await page.getByText('2 rules of your own').waitFor();
  saved.answered = 1;
  await until(() => saved.sent === 2, { what: 'the second choice to be sent' });
  expect(await page.getByText('2 rules of your own').count()).toBe(1);
  saved.answered = 2;
  const Kept = z.object({ profile: z.object({ overrides: z.record(z.string(), z.unknown()) }) });
  const rules = async (): Promise<unknown> =>
    Kept.parse(await (await call('GET', `/api/tenants/${tenantId}`)).json()).profile.overrides;
  await until(async () => JSON.stringify(await rules()).includes('300'), { what: 'the second choice' });
  expect(await rules()).toEqual({ timeRetry: 'zero', minIntervalSeconds: 300 });
  await page.context().close();
}, 90_000);

test('a launch key that is used from a host off the list: the keys say so, and what to do about it', async () => {
  const tenantId = await makeTenant('Leaked', [{ host: 'lms.example.org' }]);
  await call('PATCH', `/api/tenants/${tenantId}`, { enabled: true });
  const Tenant = z.object({ launchKeys: z.array(z.object({ key: z.string() })) });
  const key = Tenant.parse(await (await call('GET', `/api/tenants/${tenantId}`)).json()).launchKeys[0]?.key ?? '';
  const launchFrom = (host: string): Promise<Response> =>
    fetch(`${standalone.bridgeUrl}/aicc/launch/${key}/clear-writing?aicc_sid=s&aicc_url=https%3A%2F%2F${host}%2Fh`);
  const Keys = z.object({ launchKeys: z.array(z.object({ alarms: z.array(z.unknown()) })) });
  await until(
    async () => {
      await launchFrom('moved.acme.example');
      const answer = await call('GET', `/aicc/tenants/${tenantId}/launch-keys`);
      return answer.ok && Keys.parse(await answer.json()).launchKeys[0]?.alarms.length === 1;
    },
    { what: 'an alarm at the key', everyMs: 200 },
  );
  // Most launches stand first.
  await launchFrom('moved.acme.example');
  for (let other = 1; other <= 6; other += 1) await launchFrom(`made-up-${other}.example`);
  const page = await visit();
  await signIn(page, handsOf(page, 'pointer'), 'boss', 'Leaked', PASSWORD);
  await page.getByRole('link', { name: 'Settings', exact: true }).click();
  const alarm = page.getByRole('status').filter({ hasText: 'was used from 7 hosts that are not on the list' });
  await alarm.getByText('make a new key, import the packages again, and then revoke this key').waitFor();
  await alarm
    .getByText(/^\d+ launch(es)?, the last one/)
    .first()
    .waitFor();
  await alarm.getByText('and 2 more hosts').waitFor();
  expect(await alarm.innerText()).toContain(key);
  await look(page, 'key-alarm');
  await page.setViewportSize({ width: 360, height: 900 });
  await look(page, 'key-alarm-360');
  await page.getByRole('button', { name: 'Add moved.acme.example to the host names' }).click();
  await page.getByRole('button', { name: 'Edit moved.acme.example' }).waitFor();
  await page.getByRole('status').filter({ hasText: 'was used from 6 hosts' }).waitFor();
  await page.context().close();
}, 90_000);

test('a person is added, invited by a link, and erased with everything that is known of them', async () => {
  const tenantId = await makeTenant('With people');
  const page = await visit();
  await signIn(page, handsOf(page, 'pointer'), 'boss', 'With people', PASSWORD);
  await page.getByRole('link', { name: 'People', exact: true }).click();
  await page.getByRole('button', { name: 'Add a person' }).click();
  await look(page, 'person-add');
  await page.getByLabel('Name', { exact: true }).fill('Grace Hopper');
  await page.getByLabel('User name').fill('grace');
  await page.getByRole('dialog').getByRole('button', { name: 'Add' }).click();
  await page.getByText('A link for Grace Hopper').waitFor();
  expect(await page.locator('.one-time-link').innerText()).toMatch(/\/auth\/password\/invite\//);
  await look(page, 'person-link');
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
  await page.getByRole('button', { name: 'Actions for Grace Hopper' }).click();
  const saved = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'Export the data' }).click();
  expect(await textOf(await saved)).toContain('Grace Hopper');
  await page.getByRole('button', { name: 'Actions for Grace Hopper' }).click();
  await page.getByRole('menuitem', { name: 'Erase…' }).click();
  await page.getByText('Nothing waits for the LMS.').waitFor();
  await look(page, 'person-erase');
  await page.getByLabel('Type Grace Hopper to confirm').fill('Grace Hopper');
  await page.getByRole('button', { name: 'Erase for good' }).click();
  await page.getByText('grace', { exact: true }).waitFor({ state: 'detached' });
  const Audit = z.object({ entries: z.array(z.looseObject({ action: z.string() })) });
  await until(
    async () => {
      const { entries } = Audit.parse(await (await call('GET', `/api/tenants/${tenantId}/audit`)).json());
      return entries.some(({ action }) => action === 'learner.erased');
    },
    { what: 'the erasure in the audit trail' },
  );
  await page.context().close();
}, 90_000);

test('the publisher makes an API key, which is shown once and works, and revokes it, after which it is refused', async () => {
  const page = await visit();
  await page.locator('input[autocomplete="username"]').fill('admin');
  await page.locator('input[type="password"]').fill(standalone.adminPassword);
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Settings', exact: true }).click();
  await page.getByRole('link', { name: 'API keys' }).click();
  await page.getByText('No key reaches this yet.').waitFor();
  await look(page, 'api-keys-none');
  await page.getByRole('button', { name: 'Make an API key' }).click();
  await page.getByLabel('Name').fill('reporting tool');
  await page.getByLabel('Role').selectOption({ label: 'Reads' });
  await look(page, 'api-key-add');
  await page.getByRole('button', { name: 'Make the key' }).click();
  const dialog = page.getByRole('dialog', { name: 'The key of reporting tool' });
  await dialog.getByRole('button', { name: 'Copy the key' }).waitFor();
  const key = await dialog.locator('.once').innerText();
  expect(key).toMatch(/^aicb_/);
  await look(page, 'api-key-shown');
  await dialog.getByRole('button', { name: 'I have it' }).click();
  await page.getByRole('cell', { name: 'reporting tool', exact: true }).waitFor();
  expect(await page.content()).not.toContain(key);
  await look(page, 'api-keys');
  await page.setViewportSize({ width: 360, height: 900 });
  await look(page, 'api-keys-360');
  await page.setViewportSize({ width: 1280, height: 900 });
  const statusWithKey = async (): Promise<number> =>
    (await fetch(`${standalone.bridgeUrl}/api/courses`, { headers: { authorization: `Bearer ${key}` } })).status;
  await until(async () => (await statusWithKey()) === 200, { what: 'the key at the packager' });

  await page.getByRole('button', { name: 'Revoke the API key reporting tool' }).click();
  await page.getByLabel('Type reporting tool to confirm').fill('reporting tool');
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await page.getByText('No key reaches this yet.').waitFor();
  await until(async () => (await statusWithKey()) === 401, { what: 'the end of the key at the packager' });
  await page.context().close();
}, 90_000);

test('who is no administrator of the publisher has no way to its API keys', async () => {
  const tenantId = await makeTenant('Without keys');
  const page = await visit();
  await signIn(page, handsOf(page, 'pointer'), 'boss', 'Without keys', PASSWORD);
  await page.getByRole('link', { name: 'Settings', exact: true }).click();
  await page.getByRole('link', { name: 'Audit' }).waitFor();
  expect(await page.getByRole('link', { name: 'API keys' }).count()).toBe(0);
  await page.goto(`${standalone.bridgeUrl}/t/${tenantId}/settings/api-keys`);
  await page.getByRole('heading', { name: 'Your role does not open this' }).waitFor();
  await page.context().close();
}, 60_000);

test('no page was stopped by the policy, and none broke', () => expect(complaints).toEqual([]));

/** Journey 4a, steps 2 and 7: what a course loses is said before anybody downloads it; preview sends nothing. */
test('an engineer loads a course, reads what it loses, and goes live by way of "Preview only"', async () => {
  const course = {
    title: 'Plan – then act',
    authors: ['Mira Holt'],
    description: 'Long. '.repeat(400),
    language: 'en',
    topics: ['time'],
    units: [{ unitId: 'u1', title: 'One', seconds: 30 }],
  };
  expect((await call('PUT', '/api/courses/plan-then-act', course)).status).toBe(201);
  await makeTenant('Going live', [{ host: 'lms.example.org' }]);
  const page = await visit();
  await signIn(page, handsOf(page, 'pointer'), 'boss', 'Going live', PASSWORD);
  await page.getByRole('link', { name: 'Content', exact: true }).click();
  await page.getByRole('combobox', { name: 'Search courses' }).pressSequentially('plan th');
  await page.getByRole('option', { name: /Plan – then act/ }).click();
  await page.getByText('The file can be downloaded once the integration is enabled.').waitFor();
  await page.getByRole('heading', { name: 'Package check' }).waitFor();
  await page.getByRole('cell', { name: 'Came into the catalogue' }).waitFor();
  await page.locator('del.cut').waitFor();
  expect(await page.locator('.lint').innerText()).toMatch(/Cure:/);
  await look(page, 'course-findings');
  expect((await call('PUT', '/api/courses/plan-then-act', { ...course, topics: ['time', 'plans'] })).status).toBe(200);
  await page.reload();
  await page.getByRole('cell', { name: 'Changed topics' }).waitFor();
  await inLanguage(page, 'de');
  await page.locator('.lint', { hasText: /Zeichen am Ende werden abgeschnitten/ }).waitFor();
  expect(await page.locator('.lint [lang="en"]').count()).toBe(0);
  await inLanguage(page, 'en');
  await page.getByRole('link', { name: 'To LMS Settings' }).click();
  await page.getByRole('radio', { name: 'Preview only' }).check();
  await page.getByText('Saved.').waitFor();
  await page.getByRole('button', { name: 'Enable Integration' }).click();
  await page.getByRole('button', { name: 'Disable Integration' }).waitFor();
  await page.reload();
  await page.getByRole('radio', { name: 'Preview only' }).waitFor();
  expect(await page.getByRole('radio', { name: 'Preview only' }).isChecked()).toBe(true);
  await page.getByRole('radio', { name: 'Send' }).check();
  await page.getByText('Saved.').waitFor();
  await page.context().close();
}, 90_000);

async function tokenOf(username: string, password: string, organisation: string | null): Promise<string> {
  const answer = await fetch(`${standalone.bridgeUrl}/auth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password, organisation }),
  });
  return z.object({ accessToken: z.string() }).parse(await answer.json()).accessToken;
}

function call(method: string, path: string, body?: unknown): Promise<Response> {
  return fetch(`${standalone.bridgeUrl}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${admin}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

/** An organisation with an administrator and a learner. */
async function makeTenant(
  name: string,
  hosts: readonly { readonly host: string; readonly http?: boolean }[] = [],
): Promise<string> {
  const { tenantId } = z
    .object({ tenantId: z.string() })
    .parse(await (await call('POST', '/api/tenants', { name })).json());
  for (const [username, role] of [
    ['boss', 'tenant-admin'],
    ['ada', 'learner'],
  ])
    await call('POST', `/api/people/tenants/${tenantId}`, {
      username,
      name: `The ${String(username)}`,
      role,
      password: PASSWORD,
    });
  if (hosts.length > 0) await call('PUT', `/api/tenants/${tenantId}/hosts`, { hosts });
  await until(async () => (await tokenOf('boss', PASSWORD, name)) !== '', { what: 'the organisation at the sign-in' });
  return tenantId;
}

/** The same page again, as somebody reads it who has chosen that language. */
async function inLanguage(page: Page, language: string): Promise<void> {
  await page.evaluate(`localStorage.setItem('aicc-bridge.language', '${language}')`);
  await page.reload();
}

async function importInto(download: Download): Promise<void> {
  const form = new FormData();
  form.append(
    'package',
    new Blob([new Uint8Array(await readFile(await download.path()))]),
    download.suggestedFilename(),
  );
  const answer = await fetch(`${standalone.lmsUrl}/courses/import`, {
    method: 'POST',
    body: form,
    headers: { accept: 'application/json' },
  });
  expect(await answer.json()).toMatchObject({ refused: [] });
}

async function textOf(download: Download): Promise<string> {
  return readFile(await download.path(), 'utf8');
}

/** The learner opens the test course in the LMS and watches it, eight times as fast. */
async function watchTestCourse(beside: Page, lmsLearner: string): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.goto(standalone.lmsUrl);
  await page.getByRole('link', { name: CHECK }).last().click();
  await page.getByRole('button', { name: 'Enter' }).click();
  await page.getByRole('button', { name: new RegExp(lmsLearner, 'i') }).click();
  const frame: Frame = await until(
    () => page.frames().find((one) => one.url().startsWith(standalone.bridgeUrl)) ?? null,
    { what: 'the course inside the frame of the LMS' },
  );
  await frame.getByLabel('User name').fill('ada');
  await frame.getByLabel('Password').fill(PASSWORD);
  await frame.getByRole('button', { name: 'Sign in' }).click();
  await frame.locator('#badge', { hasText: /reporting/i }).waitFor();
  await playFaster(frame);
  await frame.evaluate('document.querySelector("video").play()');
  await beside.getByText('100 % confirmed').waitFor({ timeout: 120_000 });
  await context.close();
}
