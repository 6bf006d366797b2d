import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { RULES } from '@aicc-bridge/contracts';
import { runJourney } from '@aicc-bridge/journey';
import { DEMO, type Standalone } from '@aicc-bridge/standalone';
import { browserForTests, until } from '@aicc-bridge/testing';
import type { Browser, Page } from 'playwright-core';
import { z } from 'zod';
import { askBridge } from '../src/ask-bridge.js';
import {
  type ConsoleUser,
  hasFocus,
  looksRight,
  openConsole,
  type OpenConsole,
  signIn,
  tabTo,
} from '../src/console-under-test.js';
import { type DemoUnderTest, startDemo } from '../src/demo-under-test.js';
import { finishWhileTheLmsIsDown } from '../src/unfinished-launch.js';

const COURSE = { id: 'ladder-safety', title: 'Ladder Safety Basics' };
const VIEWER = { username: 'vera', name: 'Vera Viewer', role: 'tenant-viewer' };

let standalone: Standalone;
let browser: Browser;
let demo: DemoUnderTest | undefined;
let publisher: ConsoleUser;
let tenantId: string;
let token: string;
const lmsAdmin: ConsoleUser = { organisation: DEMO.organisation, username: DEMO.lmsAdmin, password: DEMO.password };
const opened: OpenConsole[] = [];

beforeAll(async () => {
  [demo, browser] = await Promise.all([startDemo(), browserForTests()]);
  standalone = demo.standalone;
  publisher = { organisation: null, username: 'admin', password: standalone.adminPassword };
  token = z
    .object({ accessToken: z.string() })
    .parse(await api('POST', '/auth/token', { username: 'admin', password: standalone.adminPassword })).accessToken;
  const { tenants } = z
    .object({ tenants: z.array(z.object({ tenantId: z.string() })) })
    .parse(await api('GET', '/api/tenants'));
  tenantId = tenants[0]?.tenantId ?? '';
  await api('POST', `/api/people/tenants/${tenantId}`, { ...VIEWER, password: DEMO.password });
  const journey = await runJourney({
    bridgeUrl: standalone.bridgeUrl,
    lmsUrl: standalone.lmsUrl,
    organisation: DEMO.organisation,
    lmsAdmin: DEMO.lmsAdmin,
    learner: 'ada',
    password: DEMO.password,
    courseId: COURSE.id,
    seed: 5,
    timeoutMs: 60_000,
    onStep: () => undefined,
  });
  expect(journey.failures).toEqual([]);
  const { units } = z
    .object({ units: z.array(z.object({ unitId: z.string(), seconds: z.number() })) })
    .parse(await api('GET', `/api/courses/${COURSE.id}`));
  await finishWhileTheLmsIsDown(standalone, {
    learner: 'ben',
    courseId: COURSE.id,
    launchKey: await launchKey(),
    units,
  });
  await until(async () => (await newestWith('waiting').catch(() => null)) !== null, {
    what: 'a waiting launch',
    timeoutMs: 30_000,
  });
  await fetch(
    `${standalone.bridgeUrl}/aicc/launch/${await launchKey()}/${COURSE.id}?aicc_sid=x&aicc_url=https%3A%2F%2Flms2.acme.example%2Fhacp`,
  );
}, 180_000);

afterEach(async () => {
  const done = opened.splice(0);
  await Promise.all(done.map(({ context }) => context.close()));
  for (const { complaints } of done) expect(complaints).toEqual([]);
});

afterAll(async () => {
  await browser?.close();
  await demo?.stop();
}, 60_000);

describe('the learner finished, the LMS says not finished: why?', () => {
  test('answered by keyboard alone from sign-in on, in under a minute', async () => {
    const page = await open();
    await page.goto(standalone.bridgeUrl);
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await tabTo(page, page.getByLabel('User name'));
    await page.keyboard.type(publisher.username);
    await page.keyboard.press('Tab');
    await page.keyboard.type(publisher.password);
    const begun = performance.now();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Health', level: 1 }).waitFor();

    await tabTo(page, page.getByRole('link', { name: 'Reports' }));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Launches', level: 1 }).waitFor();
    await page.getByRole('button', { name: /Waiting/ }).waitFor();
    // Whoever goes on hears which page it is.
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Launches');
    await tabTo(page, page.getByRole('button', { name: /Waiting/ }));
    await page.keyboard.press('Enter');
    await until(async () => page.url().includes('outcome=waiting'), { what: 'the filter in the address' });
    const row = page.getByRole('link', { name: /^Launch at/ });
    await until(async () => (await row.count()) === 1, { what: 'the one waiting launch' });
    await tabTo(page, row);
    await page.keyboard.press('Enter');

    await page.getByRole('heading', { name: COURSE.title, level: 1 }).waitFor();
    await page.getByRole('group', { name: /LMS has \S+, we have 100/ }).waitFor();
    await page.getByText('The LMS answers with an error of its own (503).').first().waitFor();
    await page.getByText('We keep trying.').first().waitFor();
    expect(performance.now() - begun).toBeLessThan(60_000);
  }, 90_000);

  test('the launch page shows the wire parsed, raw and as a log, and no session id and no name in any of them', async () => {
    const page = await open(publisher, `/all/reports/launches/${await launchId('waiting')}`);
    const wire = page.getByRole('region', { name: 'Wire' });
    await wire.getByText('GetParam').first().waitFor();
    const sids = [...new Set(standalone.simulator.lms.log.map(({ sid }) => sid))];
    expect(sids.length).toBeGreaterThan(0);
    for (const view of ['Parsed', 'Raw', 'As the LMS log shows it']) {
      await page.getByText(view, { exact: true }).click();
      const text = await page.locator('main').innerText();
      for (const sid of sids) expect(text).not.toContain(sid);
      expect(text).not.toContain('Demo, Ben');
    }
    await wire.getByText(/putparam sid=\*\*\* status=incomplete/).waitFor();
  });

  test('a receipt, a launch id and the title of a course lead there from the search', async () => {
    const page = await open(publisher, '/all/reports/launches');
    const search = page.getByRole('searchbox', { name: /Search by/ });
    const { receipt } = await newestWith('confirmed');
    await search.fill(receipt ?? '');
    await search.press('Enter');
    await page.getByText(`Receipt ${receipt}`).waitFor();

    await page.goBack();
    await search.fill('ladder safety');
    await search.press('Enter');
    await page.getByText(`Course: ${COURSE.title}`).waitFor();
    expect(page.url()).toContain(`course=${COURSE.id}`);

    await search.fill('no such thing at all');
    await search.press('Enter');
    await page.getByText('Nothing is called “no such thing at all”').waitFor();
  });
});

test('every state of Home and Reports reads well: axe finds nothing, nothing overflows', async () => {
  const page = await open();
  const faults: string[] = [];
  const look = async (name: string): Promise<void> => void faults.push(...(await looksRight(page, name)));
  await page.goto(standalone.bridgeUrl);
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  await look('sign-in');
  await page.getByLabel('User name').fill('admin');
  await page.getByLabel('Password').fill('not the password');
  await page.getByLabel('Password').press('Enter');
  await page.getByRole('alert').waitFor();
  await look('sign-in-failed');
  await page.getByLabel('Password').fill(publisher.password);
  await page.getByLabel('Password').press('Enter');
  await page.getByRole('heading', { name: 'Hosts needing attention' }).waitFor();
  await page
    .getByRole('img', { name: /confirmed/ })
    .first()
    .waitFor();
  await look('home');
  await page.getByRole('button', { name: /your account/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).waitFor();
  await look('account-menu');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /Organisation:/ }).click();
  // Health has a link of that name too.
  await page.getByRole('dialog').getByRole('link', { name: DEMO.organisation }).waitFor();
  await look('organisations');
  await page.keyboard.press('Escape');

  await visit(page, '/all/reports/launches');
  await page
    .getByRole('link', { name: /^Launch at/ })
    .first()
    .waitFor();
  await look('launches');
  await page
    .getByRole('checkbox', { name: /^Select the launch/ })
    .first()
    .check();
  await page.getByRole('region', { name: 'Selected launches' }).waitFor();
  await look('launches-selected');
  await page.getByRole('button', { name: /^Replay 1/ }).click();
  await page
    .getByRole('dialog')
    .getByText(/can be sent now|being sent/)
    .waitFor();
  await look('replay');
  await page.keyboard.press('Escape');
  await visit(page, '/all/reports/launches?outcome=expired');
  await page.getByText('No launch fits these filters.').waitFor();
  await look('launches-none');

  for (const outcome of ['waiting', 'confirmed', 'refused'] as const) {
    await visit(page, `/all/reports/launches/${await launchId(outcome)}`);
    await page.getByRole('heading', { name: 'Learning events' }).waitFor();
    await page.locator('.tl li').first().waitFor();
    await look(`launch-${outcome}`);
  }
  await page.getByRole('link', { name: 'Receipts' }).click();
  await page.getByLabel('Receipt').fill('ZZZZ');
  await page.getByRole('button', { name: 'Find' }).click();
  await page.getByText('No launch has the receipt ZZZZ').waitFor();
  await look('receipts');
  await page.getByRole('link', { name: 'Learner matches' }).click();
  await page.getByText('Every learner matches.').waitFor();
  await look('learner-matches');
  await visit(page, '/all/nowhere');
  await page.getByRole('heading', { name: 'This page does not exist' }).waitFor();
  await look('missing');
  expect(faults).toEqual([]);
}, 240_000);

test('Arabic reads from right to left, German fits, and both are complete', async () => {
  const faults: string[] = [];
  for (const [language, health, cause] of [
    ['ar', 'الحالة', 'يرد النظام بخطأ من عنده (503).'],
    ['de', 'Zustand', 'Das LMS antwortet mit einem eigenen Fehler (503).'],
  ] as const) {
    const page = await open(publisher, '/', language);
    await page.getByRole('heading', { name: health, level: 1 }).waitFor();
    expect(await page.evaluate('document.documentElement.dir')).toBe(language === 'ar' ? 'rtl' : 'ltr');
    faults.push(...(await looksRight(page, `home-${language}`)));
    await visit(page, `/all/reports/launches/${await launchId('waiting')}`);
    await page.locator('.tl li').first().waitFor();
    await page.locator('.why').getByText(cause).waitFor();
    expect(await page.locator('main [lang="en"]').count()).toBe(0);
    faults.push(...(await looksRight(page, `launch-${language}`)));
  }
  expect(faults).toEqual([]);
}, 120_000);

test('a zoom of 200 % and a width of 320 px leave nothing beside the page', async () => {
  const page = await open(publisher, '/all/reports/launches');
  await page
    .getByRole('link', { name: /^Launch at/ })
    .first()
    .waitFor();
  for (const path of [
    '/all/home',
    '/all/reports/launches',
    `/all/reports/launches/${await launchId('waiting')}`,
    '/all/reports/receipts',
  ])
    for (const width of [320, 640]) {
      await page.setViewportSize({ width, height: 700 });
      await visit(page, path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await until(async () => (await page.locator('[aria-busy=true]').count()) === 0, {
        what: 'the page to be loaded',
      });
      expect({ path, width, wide: await page.evaluate('document.documentElement.scrollWidth') }).toEqual({
        path,
        width,
        wide: width,
      });
    }
}, 90_000);

test('Home says how much was delivered within 30 s, of all and of each organisation, and to the publisher how far the bus is behind', async () => {
  const page = await open(publisher, '/all/home');
  const figure = (name: string) => page.locator('.figure').filter({ hasText: name });
  await figure('Delivered within 30 s')
    .getByText(/^[\d.]+ %$/)
    .waitFor();
  await figure('Bus lag').getByText('of learning events; the last came').waitFor();
  await page
    .locator('figcaption')
    .getByText(/^[\d.]+ % within 30 s, last 7 days$/)
    .waitFor();

  const theirs = await open(lmsAdmin, `/t/${tenantId}/home`);
  await theirs.locator('.figure').filter({ hasText: 'Delivered within 30 s' }).waitFor();
  expect(await theirs.getByText('Bus lag').count()).toBe(0);

  // Of an organisation that nobody has learnt at, nobody can know it: neither 0 nor 100.
  const { tenantId: quiet } = z
    .object({ tenantId: z.string() })
    .parse(await api('POST', '/api/tenants', { name: 'Quiet Harbour' }));
  await visit(page, `/t/${quiet}/home`);
  await figure('Delivered within 30 s').getByText('No progress was confirmed in the last 7 days').waitFor();
  await figure('Delivered within 30 s').getByText('–', { exact: true }).waitFor();
}, 60_000);

describe('when something is not as it should be', () => {
  test('a session that ended asks for the password over the page, which then goes on where it was', async () => {
    const page = await open(lmsAdmin, `/t/${tenantId}/reports/launches?period=week`);
    await page
      .getByRole('link', { name: /^Launch at/ })
      .first()
      .waitFor();
    await page.context().clearCookies();
    // As a revoked token is answered.
    let refused = 0;
    await page.route('**/api/launches/-/counts*', async (route) => {
      refused += 1;
      if (refused > 1) return route.continue();
      return route.fulfill({
        status: 401,
        contentType: 'application/problem+json',
        body: '{"type":"urn:aicc-bridge:problem:unauthorized","title":"x","status":401}',
      });
    });
    await page.getByLabel('Rule', { exact: true }).selectOption('S29');
    const dialog = page.getByRole('dialog', { name: 'Your session is over' });
    await dialog.waitFor();
    expect(await looksRight(page, 'session-over')).toEqual([]);
    await dialog.getByLabel('Password').fill(DEMO.password);
    await dialog.getByLabel('Password').press('Enter');
    await dialog.waitFor({ state: 'detached' });
    expect(page.url()).toContain('rule=S29');
    await page
      .getByRole('link', { name: /^Launch at/ })
      .first()
      .waitFor();
  }, 60_000);

  test('a slow answer shows its shape first, a failed one says so and can be tried again', async () => {
    const page = await open(publisher, '/all/home');
    await page.getByRole('heading', { name: 'Hosts', exact: true }).waitFor();
    // A page that is told of a change asks by itself, and takes the button away before it is pressed.
    await page.route('**/api/launches/-/live*', (route) => route.abort());
    const answer = { held: true, fails: true };
    await page.route('**/api/launches?*', async (route) => {
      await until(() => !answer.held, { what: 'the test to go on', timeoutMs: 60_000 }).catch(() => undefined);
      if (!answer.fails) return route.continue();
      await route.fulfill({
        status: 500,
        contentType: 'application/problem+json',
        body: '{"type":"urn:aicc-bridge:problem:internal","title":"Something broke on our side","status":500,"detail":"Try again.","instance":"urn:aicc-bridge:request:abc"}',
      });
    });
    await page.getByRole('link', { name: 'Reports' }).click();
    await page.getByText('Loading').first().waitFor({ state: 'attached' });
    expect(await looksRight(page, 'launches-loading')).toEqual([]);
    answer.held = false;
    await page.getByRole('alert').getByText('Something broke on our side.').waitFor({ timeout: 20_000 });
    await page.getByText('Code for support: abc').waitFor();
    expect(await looksRight(page, 'launches-failed')).toEqual([]);
    Object.assign(answer, { held: true, fails: false });
    await page.getByRole('button', { name: 'Try again' }).click();
    answer.held = false;
    await page
      .getByRole('link', { name: /^Launch at/ })
      .first()
      .waitFor();
  }, 60_000);

  test('a page that comes late leaves the focus with whoever has gone on meanwhile', async () => {
    const page = await open();
    let held = true;
    await page.route('**/assets/home-pages-*.js', async (route) => {
      await until(() => !held, { what: 'the test to go on', timeoutMs: 60_000 }).catch(() => undefined);
      await route.continue();
    });
    await signIn(page, standalone.bridgeUrl, publisher);
    const account = page.getByRole('button', { name: /your account/ });
    await tabTo(page, account);
    held = false;
    await page.getByRole('heading', { name: 'Health', level: 1 }).waitFor();
    expect(await hasFocus(account)).toBe(true);
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Sign out' }).waitFor();
  }, 60_000);

  test('a viewer sees everything of the organisation, and neither People nor a replay nor another organisation', async () => {
    const page = await open({ ...lmsAdmin, username: VIEWER.username }, '/');
    await page.getByRole('heading', { name: 'Health', level: 1 }).waitFor();
    expect(await page.getByRole('link', { name: 'People' }).count()).toBe(0);
    await visit(page, `/t/${tenantId}/people`);
    await page.getByRole('heading', { name: 'Your role does not open this' }).waitFor();
    await visit(page, `/t/${randomUUID()}/home`);
    await page.getByRole('heading', { name: 'Your role does not open this' }).waitFor();
    await visit(page, `/t/${tenantId}/reports/launches/${await launchId('waiting')}`);
    await page.getByText('A replay takes the role of an administrator').waitFor();
    expect(await page.getByRole('button', { name: /Replay/ }).count()).toBe(0);
  });
});

test('learning events that did not count stand with their number, their rule and its sentence', async () => {
  const page = await open(publisher, '/all/reports/launches');
  await page.route('**/api/launches/*/viewing', (route) =>
    route.fulfill({ json: { watched: [], ignored: [{ ruleId: 'S53', events: 3 }], activity: null } }),
  );
  await visit(page, `/all/reports/launches/${await launchId('waiting')}`);
  const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: /S53/ }) });
  await row.getByText('3 events').waitFor();
  await row.getByText(RULES.S53).waitFor();
});

test('the file of the list has its rows, and the support bundle is one readable file', async () => {
  const page = await open(publisher, '/all/reports/launches');
  await page
    .getByRole('link', { name: /^Launch at/ })
    .first()
    .waitFor();
  const csv = await fileOf(page, () => page.getByRole('button', { name: /CSV/ }).click());
  const lines = csv.trim().split('\r\n');
  expect(lines[0]).toMatch(/^launch_id,started_at,/);
  expect(lines.some((line) => line.includes('waiting') && line.includes(COURSE.title))).toBe(true);
  await visit(page, `/all/reports/launches/${await launchId('waiting')}`);
  const bundle = await fileOf(page, () => page.getByRole('button', { name: 'Support bundle' }).first().click());
  expect(bundle).toContain('aicc-bridge support bundle');
});

test('once the LMS is back, a replay of the chosen launch ends confirmed, and the list turns by itself', async () => {
  const page = await open(publisher, '/all/reports/launches');
  await page
    .getByRole('checkbox', { name: /^Select the launch/ })
    .first()
    .check();
  await page.getByRole('button', { name: /^Replay 1/ }).click();
  const drawer = page.getByRole('dialog');
  await drawer.getByText(/can be sent now/).waitFor();
  const now = drawer.getByRole('button', { name: 'Replay now' });
  // Not before: the launch's own next try would leave nothing to replay.
  standalone.simulator.lms.personality = 'moodle';
  await until(
    async () => {
      // Whoever sees that nothing came of it presses once more.
      if (await now.isVisible()) await now.click({ timeout: 5_000 });
      await drawer.getByText(/are done|was asked and sent anew/).waitFor({ timeout: 5_000 });
      return true;
    },
    { what: 'a replay that has begun', timeoutMs: 60_000 },
  ).catch(async (error: unknown) => {
    throw new Error(`${String(error)}: ${await drawer.innerText()}`);
  });
  await drawer.getByText('1 launch was asked and sent anew.').waitFor({ timeout: 90_000 });
  await drawer.getByRole('button', { name: 'Close' }).last().click();
  await until(async () => /0\s*Waiting/.test(await page.getByRole('button', { name: /Waiting/ }).innerText()), {
    what: 'no waiting launch in the list',
    timeoutMs: 100_000,
  });
}, 240_000);

/** As a link of the page would: no reload. */
async function visit(page: Page, path: string): Promise<void> {
  await page.evaluate(
    `history.pushState(null, '', ${JSON.stringify(path)}); dispatchEvent(new PopStateEvent('popstate'))`,
  );
}

async function open(user?: ConsoleUser, path = '/', language = 'en'): Promise<Page> {
  const opening = await openConsole(browser, { language });
  opened.push(opening);
  if (user) await signIn(opening.page, `${standalone.bridgeUrl}${path}`, user);
  return opening.page;
}

async function fileOf(page: Page, ask: () => Promise<void>): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), ask()]);
  const stream = await download.createReadStream();
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text;
}

async function newestWith(outcome: string): Promise<{ launchId: string; receipt: string | null }> {
  const { launches } = z
    .object({ launches: z.array(z.object({ launchId: z.string(), receipt: z.string().nullable() })) })
    .parse(await api('GET', `/api/launches?limit=1&outcome=${outcome}`));
  if (!launches[0]) throw new Error(`no launch is ${outcome}`);
  return launches[0];
}

async function launchId(outcome: string): Promise<string> {
  return (await newestWith(outcome)).launchId;
}

async function launchKey(): Promise<string> {
  const { launchKeys } = z
    .object({ launchKeys: z.array(z.object({ key: z.string() })) })
    .parse(await api('GET', `/api/tenants/${tenantId}`));
  return launchKeys[0]?.key ?? '';
}

function api(method: string, path: string, body?: unknown): Promise<unknown> {
  return askBridge(standalone.bridgeUrl, token, method, path, body);
}
