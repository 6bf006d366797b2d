import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DEMO, type Standalone } from '@aicc-bridge/standalone';
import { browserForTests, until } from '@aicc-bridge/testing';
import type { Browser, Page } from 'playwright-core';
import { z } from 'zod';
import { askBridge } from '../src/ask-bridge.js';
import { type ConsoleUser, looksRight, openConsole, signIn } from '../src/console-under-test.js';
import { type DemoUnderTest, startDemo } from '../src/demo-under-test.js';
import { BOTH_HANDS, type Hands, handsOf } from '../src/hands.js';
import { finishWhileTheLmsIsDown } from '../src/unfinished-launch.js';

/** Journey 4b: alert → whose fault is it? → one case → contain → repair → tell the customer → learn. */
const COURSE = { id: 'ladder-safety', title: 'Ladder Safety Basics' };
const LEARNERS = { keyboard: 'ada', pointer: 'ben' } as const;
const CAUSE = 'The LMS answers with an error of its own (503).';

let standalone: Standalone;
let browser: Browser;
let demo: DemoUnderTest | undefined;
let publisher: ConsoleUser;
let tenantId: string;
let token = '';

beforeAll(async () => {
  [demo, browser] = await Promise.all([startDemo(), browserForTests()]);
  standalone = demo.standalone;
  publisher = { organisation: null, username: 'admin', password: standalone.adminPassword };
  token = z
    .object({ accessToken: z.string() })
    .parse(await api('POST', '/auth/token', { username: 'admin', password: standalone.adminPassword })).accessToken;
  tenantId =
    z.object({ tenants: z.array(z.object({ tenantId: z.string() })) }).parse(await api('GET', '/api/tenants'))
      .tenants[0]?.tenantId ?? '';
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await demo?.stop();
}, 60_000);

test.each(BOTH_HANDS)(
  'who is on call gets from the alert to a customer who knows what happened, by %s',
  async (by) => {
    const faults: string[] = [];
    const launchId = await aLaunchThatWaits(LEARNERS[by]);
    const { page, context, complaints } = await openConsole(browser);
    const hands = handsOf(page, by);

    // 1, 2: the alert's link. Which organisation, which host, since when, how many, and whose fault.
    await signIn(page, `${standalone.bridgeUrl}/all/home`, publisher);
    const trouble = page.locator('.att li', { hasText: DEMO.organisation });
    await trouble.getByText(CAUSE).waitFor();
    expect(await trouble.innerText()).toMatch(/1\s*launch/);
    faults.push(...(await looksRight(page, `operations-${by}-health`)));

    // 3: one case, no more than two steps from Health to the raw request.
    await hands.press(trouble.getByRole('link', { name: new RegExp(DEMO.organisation) }));
    await hands.press(page.getByRole('link', { name: /^Launch at/ }).first());
    await page.getByRole('heading', { name: COURSE.title, level: 1 }).waitFor();
    expect(page.url()).toContain(launchId);
    await page.getByRole('group', { name: /LMS has \S+, we have 100/ }).waitFor();
    await page.getByRole('region', { name: 'Wire' }).getByText('503').first().waitFor();
    await page
      .getByText(/next try/)
      .first()
      .waitFor();

    // 4: contain. Less is sent, then nothing more; everything is kept.
    await hands.press(page.getByRole('link', { name: 'Settings', exact: true }));
    await page.getByRole('heading', { name: 'LMS Settings', level: 1 }).waitFor();
    await hands.press(page.getByText('All as the profile says'));
    await hands.choose(page.getByLabel('Progress goes at most every (slow down)'), '5 minutes');
    await until(async () => (await rulesOf())['minIntervalSeconds'] === 300, { what: 'the slower pace' });
    await hands.press(page.getByRole('radio', { name: 'Paused' }));
    await until(async () => (await modeOf()) === 'paused', { what: 'the pause' });
    await openNewest(page, hands, 'Waiting', launchId);
    // A launch whose LMS is down is looked at when its backoff ends: that is up to a minute by now.
    await page.getByText('Reporting is paused for this organisation.').first().waitFor({ timeout: 90_000 });
    faults.push(...(await looksRight(page, `operations-${by}-paused`)));
    const quiet = standalone.simulator.lms.log.length;

    // 5: repair. The LMS is said to be well; what will be sent is seen before it is.
    await hands.press(page.getByRole('link', { name: 'Settings', exact: true }));
    await page.getByRole('radio', { name: 'Send' }).waitFor();
    expect(standalone.simulator.lms.log.length).toBe(quiet);
    await hands.press(page.getByRole('radio', { name: 'Send' }));
    await until(async () => (await modeOf()) === 'send', { what: 'the end of the pause' });
    await hands.press(page.getByRole('link', { name: 'Reports', exact: true }));
    await hands.press(page.getByRole('button', { name: /Waiting/ }));
    await until(async () => page.url().includes('outcome=waiting'), { what: 'the filter in the address' });
    await hands.press(page.getByRole('checkbox', { name: /^Select the launch/ }).first());
    await hands.press(page.getByRole('button', { name: /^Replay 1/ }));
    const drawer = page.getByRole('dialog');
    await drawer.getByText('1 can be sent now').waitFor();
    await drawer.getByText('This cannot be undone.').waitFor();
    faults.push(...(await looksRight(page, `operations-${by}-replay`)));
    standalone.simulator.lms.personality = 'moodle';
    await hands.press(drawer.getByRole('button', { name: 'Replay now' }));
    await drawer.getByText(/was asked and sent anew|Nothing had to be sent/).waitFor({ timeout: 90_000 });
    await hands.press(drawer.getByRole('button', { name: 'Close' }).last());
    await until(async () => (await outcomeOf(launchId)) === 'confirmed', {
      what: 'the confirmation',
      timeoutMs: 60_000,
    });

    // 6: tell the customer: a text that can be sent on as it is, and a link.
    await openNewest(page, hands, 'Confirmed', launchId);
    await page.getByRole('group', { name: /LMS has 100, we have 100/ }).waitFor();
    const bundle = await fileOf(page, hands);
    expect(bundle).toContain(launchId);
    expect(bundle).toMatch(/Outcome +confirmed/);
    expect(bundle).toContain('503');
    for (const { sid } of standalone.simulator.lms.log) expect(bundle).not.toContain(sid);
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await hands.press(page.getByRole('button', { name: 'Copy link' }));
    await until(async () => String(await page.evaluate('navigator.clipboard.readText()')).endsWith(launchId), {
      what: 'the link in the clipboard',
    });

    // 7: learn. What the trace shows becomes a rule, beside the one from before.
    await hands.press(page.getByRole('link', { name: 'Make this a rule' }));
    await page.getByText('1 rule of your own').waitFor();
    await hands.choose(page.getByLabel('Time when the last message is repeated'), 'None: the LMS adds every value');
    await page.getByText('2 rules of your own').waitFor();
    await until(async () => (await rulesOf())['timeRetry'] === 'zero', { what: 'the rule' });
    expect(await rulesOf()).toEqual({ minIntervalSeconds: 300, timeRetry: 'zero' });
    faults.push(...(await looksRight(page, `operations-${by}-rules`)));
    await hands.choose(
      page.getByLabel('Time when the last message is repeated'),
      'As the profile says: The same again',
    );
    await until(async () => (await rulesOf())['timeRetry'] === undefined, { what: 'the rule to be gone' });
    await hands.choose(page.getByLabel('Progress goes at most every (slow down)'), 'As the profile says: 30 seconds');
    await until(async () => Object.keys(await rulesOf()).length === 0, { what: 'no rules any more' });
    expect(faults).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  },
  300_000,
);

/** From any page of the organisation to the launch, by the list and its filter. */
async function openNewest(page: Page, hands: Hands, outcome: string, launchId: string): Promise<void> {
  await hands.press(page.getByRole('link', { name: 'Reports', exact: true }));
  await hands.press(page.getByRole('button', { name: new RegExp(outcome) }));
  await until(async () => page.url().includes(`outcome=${outcome.toLowerCase()}`), {
    what: 'the filter in the address',
  });
  // The list of all is replaced by the filtered one.
  const row = page.locator(`a[href*="${launchId}"]`).first();
  await hands.press(row);
  await page.getByRole('heading', { name: COURSE.title, level: 1 }).waitFor();
}

async function fileOf(page: Page, hands: Hands): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    hands.press(page.getByRole('button', { name: 'Support bundle', exact: true })),
  ]);
  const stream = await download.createReadStream();
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text;
}

async function aLaunchThatWaits(learner: string): Promise<string> {
  const Tenant = z.object({ launchKeys: z.array(z.object({ key: z.string() })) });
  const Course = z.object({ units: z.array(z.object({ unitId: z.string(), seconds: z.number() })) });
  const { launchKeys } = Tenant.parse(await api('GET', `/api/tenants/${tenantId}`));
  const { units } = Course.parse(await api('GET', `/api/courses/${COURSE.id}`));
  const launchKey = launchKeys[0]?.key ?? '';
  standalone.simulator.lms.personality = 'moodle';
  await finishWhileTheLmsIsDown(standalone, { learner, courseId: COURSE.id, launchKey, units });
  const Launches = z.object({ launches: z.array(z.object({ launchId: z.string() })) });
  const waiting = await until(
    async () => Launches.parse(await api('GET', '/api/launches?limit=1&outcome=waiting')).launches[0] ?? null,
    { what: 'a waiting launch', timeoutMs: 30_000 },
  );
  return waiting.launchId;
}

async function modeOf(): Promise<string> {
  return z.object({ reportingMode: z.string() }).parse(await api('GET', `/api/tenants/${tenantId}`)).reportingMode;
}

async function rulesOf(): Promise<Readonly<Record<string, unknown>>> {
  const Tenant = z.object({ profile: z.object({ overrides: z.record(z.string(), z.unknown()) }) });
  return Tenant.parse(await api('GET', `/api/tenants/${tenantId}`)).profile.overrides;
}

async function outcomeOf(launchId: string): Promise<string> {
  return z.object({ outcome: z.string() }).parse(await api('GET', `/api/launches/${launchId}`)).outcome;
}

function api(method: string, path: string, body?: unknown): Promise<unknown> {
  return askBridge(standalone.bridgeUrl, token, method, path, body);
}
