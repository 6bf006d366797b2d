import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DEMO, type Standalone } from '@aicc-bridge/standalone';
import { browserForTests, until } from '@aicc-bridge/testing';
import type { Browser, BrowserContext, Frame, Page } from 'playwright-core';
import { z } from 'zod';
import { type IdentityProvider, startIdentityProvider } from '../../services/launch/test/identity-provider.js';
import { accessibilityFaults } from '../src/accessibility.js';
import { askBridge } from '../src/ask-bridge.js';
import { httpsFront, lmsPage } from '../src/https-front.js';
import { type DemoUnderTest, startDemo } from '../src/demo-under-test.js';
import { keepPicture } from '../src/keep-picture.js';
import { videoIsThere } from '../src/play-faster.js';

const COURSE = { id: 'ladder-safety', title: 'Ladder Safety Basics' };
const PHONE =
  'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36';

const Segments = z.object({
  events: z.array(z.object({ data: z.object({ from: z.number().optional(), to: z.number().optional() }) })),
});

let standalone: Standalone;
let browser: Browser;
let front: Awaited<ReturnType<typeof httpsFront>>;
let lms: Awaited<ReturnType<typeof lmsPage>>;
let idp: IdentityProvider;
let demo: DemoUnderTest | undefined;
let tenantId: string;
let adminToken: string;

beforeAll(async () => {
  [demo, browser, lms, idp] = await Promise.all([startDemo(), browserForTests(), lmsPage(), startIdentityProvider()]);
  standalone = demo.standalone;
  front = await httpsFront(standalone.bridgeUrl);
  const Token = z.object({ accessToken: z.string() });
  adminToken = Token.parse(
    await api('POST', '/auth/token', { username: 'admin', password: standalone.adminPassword }),
  ).accessToken;
  const { tenants } = z
    .object({ tenants: z.array(z.object({ tenantId: z.string(), name: z.string() })) })
    .parse(await api('GET', '/api/tenants'));
  tenantId = tenants.find(({ name }) => name === DEMO.organisation)?.tenantId ?? '';
  await api('PATCH', `/api/tenants/${tenantId}`, { frameHosts: [standalone.lmsUrl, lms.origin] });
  await until(async () => (await policyOf(standalone.bridgeUrl)).includes(lms.origin), { what: 'the frame hosts' });
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await Promise.all([front?.close(), lms?.close(), idp?.close()]);
  await demo?.stop();
}, 60_000);

async function videoIsBeyond(page: Page, seconds: number, what: string): Promise<void> {
  await until(async () => Number(await page.evaluate('document.querySelector("video").currentTime')) > seconds, {
    what,
  });
}

async function leavesCourse(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Leave course' }).click();
  await page.getByRole('heading', { name: 'You have left the course.' }).waitFor();
}

/** A page that takes both themes, with its faults found and its picture kept. */
async function looksRight(view: Page | Frame, page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await keepPicture(page, `launch/${name}-${colorScheme}`);
    const faults = await accessibilityFaults(view, colorScheme === 'light' ? 'all' : 'colours');
    expect({ name, colorScheme, faults }).toEqual({ name, colorScheme, faults: [] });
  }
}

async function inContext(
  work: (page: Page, context: BrowserContext) => Promise<void>,
  options: object = {},
): Promise<void> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    ignoreHTTPSErrors: true,
    ...options,
  });
  try {
    await work(await context.newPage(), context);
  } finally {
    await context.close();
  }
}

async function signIn(view: Page | Frame, username = 'ada'): Promise<void> {
  await view.getByLabel('User name').fill(username);
  await view.getByLabel('Password').fill(DEMO.password);
  await view.getByRole('button', { name: 'Sign in', exact: true }).click();
}

async function watch(view: Page | Frame): Promise<void> {
  await videoIsThere(view);
  await view.evaluate(`(async () => {
    const video = document.querySelector('video');
    video.muted = true;
    await video.play();
  })()`);
}

const isCourse = (view: Page | Frame): Promise<void> => view.getByRole('button', { name: 'Leave course' }).waitFor();

test('the check for accessibility finds what is wrong', () =>
  inContext(async (page) => {
    await page.setContent('<html><title>x</title><body><img src="data:,"><input></body></html>');
    expect((await accessibilityFaults(page)).map((fault) => fault.split(':')[0]).sort()).toEqual([
      'html-has-lang',
      'image-alt',
      'label',
    ]);
  }));

describe.each([
  ['http', () => standalone.bridgeUrl],
  ['https', () => front.url],
])('over %s', (scheme, base) => {
  test(
    'in a cross-site frame: sign-in, course, and a reload comes back to the same launch',
    () =>
      inContext(async (page, context) => {
        const address = await launchAddress(base(), 'ada');
        await page.goto(lms.of('frame', address));
        const frame = await frameOf(page, base());
        await frame.getByRole('heading', { name: COURSE.title }).waitFor();
        await looksRight(frame, page, `${scheme}-frame-sign-in`);
        await signIn(frame);
        await isCourse(frame);
        expect(frame.url()).not.toMatch(/[?&](aicc_)?(sid|url)=/i);
        await looksRight(frame, page, `${scheme}-frame-player`);
        const first = await launchIdOf(frame);
        const cookies = await context.cookies(base());
        if (scheme === 'http') expect(cookies).toEqual([]);
        else
          expect(
            cookies.every(
              ({ name, secure, httpOnly, sameSite }) =>
                name.startsWith('__Host-') && secure && httpOnly && sameSite === 'None',
            ),
          ).toBe(true);

        const shownAgain = frame.waitForNavigation();
        if (scheme === 'https') await frame.evaluate('location.reload()');
        else await frame.evaluate('location.href = location.href');
        await shownAgain;
        if (scheme === 'http') {
          await frame.getByLabel('User name').waitFor();
          await signIn(frame);
        }
        await isCourse(frame);
        expect(await launchIdOf(frame)).toBe(first);
      }),
    90_000,
  );

  test(
    'in a pop-up and in the same tab; a copied link opens nothing elsewhere',
    () =>
      inContext(async (page, context) => {
        await page.goto(lms.of('pop-up', await launchAddress(base(), 'ada')));
        const [popup] = await Promise.all([context.waitForEvent('page'), page.locator('#open').click()]);
        await popup.getByLabel('User name').waitFor();
        const copied = popup.url();
        await inContext(async (thief) => {
          await thief.goto(copied);
          await thief.getByRole('heading', { name: 'Open the course again from your LMS.' }).waitFor();
          if (scheme === 'http') await looksRight(thief, thief, 'elsewhere');
        });
        await signIn(popup);
        await isCourse(popup);
        await popup.reload();
        await isCourse(popup);
        await popup.close();

        await page.goto(lms.of('same-tab', await launchAddress(base(), 'ada')));
        await page.locator('#open').click();
        await isCourse(page);
        await page.goBack();
        await page.locator('#open').click();
        await isCourse(page);
      }),
    90_000,
  );
});

test(
  'in an http frame, "open in a new window" takes the launch along',
  () =>
    inContext(async (page, context) => {
      await page.goto(lms.of('frame', await launchAddress(standalone.bridgeUrl, 'ada')));
      const frame = await frameOf(page, standalone.bridgeUrl);
      const [window] = await Promise.all([
        context.waitForEvent('page'),
        frame.getByRole('button', { name: 'Open in a new window' }).click(),
      ]);
      await window.getByLabel('User name').waitFor();
      await frame.getByText('The course goes on in the other window.').waitFor();
      await signIn(window);
      await isCourse(window);
    }),
  60_000,
);

test(
  'on a phone the course plays, nothing is reported, and the badge says so (S53)',
  () =>
    inContext(
      async (page) => {
        await page.goto(await launchAddress(standalone.bridgeUrl, 'ada'));
        await signIn(page);
        await page.locator('#badge', { hasText: 'On a phone or tablet' }).waitFor();
        await looksRight(page, page, 'mobile');
      },
      { userAgent: PHONE, viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
    ),
  60_000,
);

test(
  'a preview in the LMS plays, reports nothing now and says that what is watched is kept',
  () =>
    inContext(async (page) => {
      await page.goto(await launchAddress(standalone.bridgeUrl, 'ben', 'preview'));
      await signIn(page, 'ben');
      await watch(page);
      await page.locator('#badge', { hasText: 'Not reported now' }).waitFor({ timeout: 20_000 });
      await looksRight(page, page, 'preview');
    }),
  60_000,
);

test(
  'opened directly it plays and says so (S50); going on to another course says that it will not count (S51)',
  () =>
    inContext(async (page) => {
      const address = new URL(await launchAddress(standalone.bridgeUrl, 'ben'));
      await page.goto(address.origin + address.pathname);
      await signIn(page, 'ben');
      await page.locator('#badge', { hasText: 'Opened directly' }).waitFor();
      await page.goto(address.href);
      await isCourse(page);
      await page.goto(`${standalone.bridgeUrl}/learn/view/fire-drill`);
      await page.getByText('This one will not count.').waitFor();
      await looksRight(page, page, 'another-course');
    }),
  60_000,
);

test(
  'a refusal names the host and the code, can be copied, and leads to the course without reporting',
  () =>
    inContext(async (page, context) => {
      const { origin, pathname } = new URL(await launchAddress(standalone.bridgeUrl, 'ada'));
      await page.goto(`${origin}${pathname}?aicc_sid=s&aicc_url=https%3A%2F%2Flms2.acme.example%2Fhacp`);
      await page.getByText('lms2.acme.example').first().waitFor();
      await looksRight(page, page, 'refused');
      const [view] = await Promise.all([
        context.waitForEvent('page'),
        page.getByRole('link', { name: /View without reporting/ }).click(),
      ]);
      await view.getByLabel('Organisation').fill(DEMO.organisation);
      await looksRight(view, view, 'view-sign-in');
      await signIn(view, 'ben');
      await isCourse(view);
    }),
  60_000,
);

test(
  'a wrong password says what is left, keeps the name, and puts the focus where it is mended',
  () =>
    inContext(async (page) => {
      await page.goto(await launchAddress(standalone.bridgeUrl, 'ada'));
      await page.getByLabel('User name').fill('ada');
      await page.getByLabel('Password').fill('wrong');
      await page.keyboard.press('Enter');
      await page.getByText('That user name and password do not match.').waitFor();
      expect(await page.getByLabel('User name').inputValue()).toBe('ada');
      await looksRight(page, page, 'wrong-password');
      await signIn(page);
      await isCourse(page);
    }),
  60_000,
);

test(
  'the player by keyboard: units, speed, captions, play; offline nothing is lost; next time it goes on there',
  () =>
    inContext(async (page, context) => {
      await page.goto(await launchAddress(standalone.bridgeUrl, 'ada'));
      await signIn(page);
      await isCourse(page);
      await page.getByRole('button', { name: 'The right angle' }).focus();
      await page.keyboard.press('Enter');
      await page.getByText('Unit 2 of 3, The right angle').waitFor();
      await page.getByLabel('Speed').selectOption('2');
      expect(await page.evaluate('document.querySelector("video").playbackRate')).toBe(2);
      expect(await page.evaluate('document.querySelector("video").textTracks[0].kind')).toBe('captions');
      await watch(page);
      await videoIsBeyond(page, 4, 'the video to play');

      await context.setOffline(true);
      await videoIsBeyond(page, 8, 'watching offline');
      await page.evaluate('document.querySelector("video").pause()');
      await page.getByRole('button', { name: 'Leave course' }).click();
      await page.getByText('Your progress is kept in this page').waitFor();
      const posted = page.waitForResponse(
        (answer) => answer.url().endsWith('/api/viewing-events') && answer.status() === 202,
      );
      await context.setOffline(false);
      await posted;
      await leavesCourse(page);
      await looksRight(page, page, 'left');

      await page.goto(await launchAddress(standalone.bridgeUrl, 'ada'));
      await page.getByText('Unit 2 of 3, The right angle').waitFor();
      await videoIsBeyond(page, 4, 'the place where the learner was');
    }),
  90_000,
);

test(
  'a page that stands still while the video plays loses nothing of what was watched; a jump is not watched',
  () =>
    inContext(async (page) => {
      const watched: number[] = [];
      page.on('request', (request) => {
        if (!request.url().endsWith('/api/viewing-events')) return;
        for (const { data } of Segments.parse(request.postDataJSON()).events)
          watched.push((data.to ?? 0) - (data.from ?? 0));
      });
      await page.goto(await launchAddress(standalone.bridgeUrl, 'ada'));
      await signIn(page);
      await isCourse(page);
      await page.getByRole('button', { name: 'Before you climb' }).click();
      await videoIsBeyond(page, 1, 'the video to play');
      // As text: the test's own code has no document. Four seconds in which the page's own code does not run, and the video does.
      const at = await page.evaluate(`(() => {
        const video = document.querySelector('video');
        for (const end = performance.now() + 4_000; performance.now() < end; );
        return new Promise((resolve) => setTimeout(() => { video.pause(); resolve(video.currentTime); }, 500));
      })()`);
      expect(Number(at)).toBeGreaterThan(4);
      await page.evaluate('document.querySelector("video").currentTime += 10');
      await leavesCourse(page);
      const seconds = watched.reduce((sum, one) => sum + one, 0);
      expect(seconds).toBeGreaterThan(Number(at) - 0.5);
      expect(seconds).toBeLessThan(Number(at) + 0.5);
    }),
  60_000,
);

test(
  'a unit that is chosen before the video of the last place has come begins at its beginning',
  () =>
    inContext(async (page) => {
      await page.addInitScript(`(() => {
        window.sought = [];
        addEventListener('seeking', ({ target }) => sought.push(target.currentTime), { capture: true });
      })()`);
      await page.goto(await launchAddress(standalone.bridgeUrl, 'ada'));
      await signIn(page);
      await isCourse(page);
      await page.getByRole('button', { name: 'The right angle' }).click();
      await videoIsBeyond(page, 3, 'a place to come back to');
      await leavesCourse(page);

      let videoMayCome: () => void = () => undefined;
      const chosen = new Promise<void>((resolve) => (videoMayCome = resolve));
      await page.route('**/*.webm', (route) => chosen.then(() => route.continue()).catch(() => undefined));
      await page.goto(await launchAddress(standalone.bridgeUrl, 'ada'), { waitUntil: 'domcontentloaded' });
      await page.getByText('Unit 2 of 3, The right angle').waitFor();
      await page.getByRole('button', { name: 'Before you climb' }).click();
      videoMayCome();
      await videoIsBeyond(page, 0.2, 'the video to play');
      expect(await page.evaluate('sought')).toEqual([]);
      await page.unrouteAll({ behavior: 'ignoreErrors' });
    }),
  60_000,
);

test(
  'what played between the last look at the clock and a page that is left, or before the first one, was watched',
  () =>
    inContext(async (page) => {
      // The page keeps what it sends: requests that outlive it are not shown to a test.
      await page.addInitScript(`(() => {
        const { fetch } = window;
        window.fetch = (path, options) => {
          if (path === '/api/viewing-events')
            localStorage.sent = JSON.stringify([...JSON.parse(localStorage.sent ?? '[]'), JSON.parse(options.body)]);
          return fetch(path, options);
        };
      })()`);
      const away = `${standalone.bridgeUrl}/learn/view/fire-drill`;
      await page.goto(await launchAddress(standalone.bridgeUrl, 'ada'));
      await signIn(page);
      await isCourse(page);
      await page.getByRole('button', { name: 'Before you climb' }).click();
      // At four times the speed, so that what is lost is easily seen; the page is left without another look at the clock.
      await page.evaluate(`new Promise((resolve) => {
        const video = document.querySelector('video');
        Object.assign(video, { muted: true, playbackRate: 4 });
        let leaving = false;
        const leave = (event) => {
          if (video.currentTime < 2) return;
          event.stopImmediatePropagation();
          if (!leaving) setTimeout(() => resolve(location.assign(${JSON.stringify(away)})), 200);
          leaving = true;
        };
        addEventListener('timeupdate', leave, { capture: true });
      })`);
      await page.getByText('This one will not count.').waitFor();
      await page.goBack();
      await isCourse(page);
      await videoIsThere(page);
      // The page is busy just when the video begins.
      await page.evaluate(`(() => {
        const video = document.querySelector('video');
        Object.assign(video, { muted: true, playbackRate: 4 });
        return video.play().then(() => {
          for (const end = performance.now() + 500; performance.now() < end; );
        });
      })()`);
      await videoIsBeyond(page, 12, 'the video to play on');
      await leavesCourse(page);

      const sent = z.array(Segments).parse(JSON.parse(String(await page.evaluate('localStorage.sent'))));
      const played = sent
        .flatMap(({ events }) => events.map(({ data }) => data))
        .flatMap(({ from, to }) => (from === undefined || to === undefined ? [] : [{ from, to }]))
        .sort((one, other) => one.from - other.from);
      const gaps = played.map(({ from }, index) => from - Math.max(0, ...played.slice(0, index).map(({ to }) => to)));
      expect(played.length).toBeGreaterThan(1);
      expect(Math.max(...gaps)).toBeLessThan(0.1);
    }),
  60_000,
);

test(
  'a Student_ID that belongs to another learner: nothing is sent, and the page offers "sign in as someone else"',
  () =>
    inContext(async (page) => {
      await page.goto(await launchAddress(standalone.bridgeUrl, 'ben'));
      await signIn(page, 'ben');
      await watch(page);
      await page.locator('#badge', { hasText: 'percent at' }).waitFor({ timeout: 20_000 });
      await page.getByRole('button', { name: 'Sign in as someone else' }).click();
      await signIn(page, 'ada');
      await watch(page);
      await page
        .locator('#badge', { hasText: 'Your LMS knows this session as another learner' })
        .waitFor({ timeout: 20_000 });
      await looksRight(page, page, 'another-learner');
      await page.locator('#notices').getByRole('button', { name: 'Sign in as someone else' }).click();
      await signIn(page, 'ben');
      await page.locator('#badge', { hasText: 'Reporting to your LMS' }).waitFor({ timeout: 20_000 });
    }),
  90_000,
);

test('single sign-on in an http frame: a window beside it signs in, and the course goes on in the frame', async () => {
  await api('PUT', `/api/tenants/${tenantId}/saml`, { label: 'Acme', metadataXml: idp.metadata() });
  const metadata = await fetch(`${standalone.bridgeUrl}/auth/saml/${tenantId}/metadata`);
  idp.trust(await metadata.text());
  idp.answers.next = { nameId: 'grace@acme.example', attributes: { displayName: 'Grace Hopper' } };
  await inContext(async (page, context) => {
    await until(async () => (await signInPageOf(standalone.bridgeUrl)).includes('single sign-on'), {
      what: 'the connection',
    });
    await page.goto(lms.of('frame', await launchAddress(standalone.bridgeUrl, 'ben')));
    const frame = await frameOf(page, standalone.bridgeUrl);
    await frame.getByRole('button', { name: 'Continue with Acme single sign-on' }).waitFor();
    await looksRight(frame, page, 'sso-sign-in');
    const [window] = await Promise.all([
      context.waitForEvent('page'),
      frame.getByRole('button', { name: 'Continue with Acme single sign-on' }).click(),
    ]);
    await window.getByRole('button', { name: /Sign in as grace/ }).click();
    await isCourse(frame);
    await frame.getByText('Signed in as Grace Hopper.').waitFor();
    await until(() => window.isClosed(), { what: 'the window to close itself' });
  });
  await inContext(async (page) => {
    await page.goto(lms.of('same-tab', await launchAddress(standalone.bridgeUrl, 'ben')));
    await page.locator('#open').click();
    await page.getByRole('button', { name: 'Continue with Acme single sign-on' }).click();
    await page.getByRole('button', { name: /Sign in as grace/ }).click();
    await isCourse(page);
  });
  await api('DELETE', `/api/tenants/${tenantId}/saml`);
}, 90_000);

test(
  'an invitation sets a password',
  () =>
    inContext(async (page) => {
      const made = await api('POST', `/api/people/tenants/${tenantId}`, {
        username: 'newcomer',
        name: 'New Comer',
        role: 'learner',
      });
      const { invitation } = z.object({ invitation: z.object({ path: z.string() }) }).parse(made);
      await page.goto(standalone.bridgeUrl + invitation.path);
      await looksRight(page, page, 'invitation');
      await page.getByLabel('New password').fill('a password of my own');
      await page.getByRole('button', { name: 'Keep this password' }).click();
      await page.getByRole('heading', { name: 'Your new password is kept.' }).waitFor();
      await page.goto(standalone.bridgeUrl + invitation.path);
      await page.getByRole('heading', { name: 'This link does not work any more.' }).waitFor();
      await looksRight(page, page, 'invitation-used');
    }),
  60_000,
);

function api(method: string, path: string, body?: object): Promise<unknown> {
  return askBridge(standalone.bridgeUrl, adminToken ?? '', method, path, body);
}

/** Where the demo LMS would send this learner's browser, at the bridge's http or https address. */
async function launchAddress(base: string, username: string, mode = 'normal'): Promise<string> {
  const answer = await fetch(`${standalone.lmsUrl}/api/launches`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, courseId: COURSE.id, newAttempt: true, mode }),
  });
  const { launchUrl } = z.object({ launchUrl: z.string() }).parse(await answer.json());
  return launchUrl.replace(standalone.bridgeUrl, base);
}

async function policyOf(base: string): Promise<string> {
  const answer = await fetch(await launchAddress(base, 'ada'));
  await answer.text();
  return answer.headers.get('content-security-policy') ?? '';
}

async function signInPageOf(base: string): Promise<string> {
  return (await fetch(await launchAddress(base, 'ada'))).text();
}

async function launchIdOf(view: Page | Frame): Promise<unknown> {
  // Through a locator: it waits, and asks again if the page is just being exchanged.
  const { launchId } = z
    .object({ launchId: z.string() })
    .parse(JSON.parse((await view.locator('#launch').textContent()) ?? ''));
  return launchId;
}

function frameOf(page: Page, base: string): Promise<Frame> {
  return until(() => page.frames().find((frame) => frame.url().startsWith(`${base}/learn/`)) ?? null, {
    what: 'the frame',
  });
}
