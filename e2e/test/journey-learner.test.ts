import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DEMO, type Standalone } from '@aicc-bridge/standalone';
import { browserForTests, until } from '@aicc-bridge/testing';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { accessibilityFaults } from '../src/accessibility.js';
import { tabTo } from '../src/console-under-test.js';
import { type DemoUnderTest, startDemo } from '../src/demo-under-test.js';
import { BOTH_HANDS, handsOf } from '../src/hands.js';
import { playFaster } from '../src/play-faster.js';

/** Journey 4d: clicks the course in the LMS, signs in, learns, wanders to another course, finishes, closes in any order. */
const COURSES = {
  'the LMS first': { id: 'clear-writing', title: 'Clear Writing at Work' },
  'the course first': { id: 'ladder-safety', title: 'Ladder Safety Basics' },
} as const;
const OTHER = 'fire-drill';
const LEARNERS = { keyboard: 'ada', pointer: 'ben' } as const;
/** In the page: the last of the units has come to its end. What was watched before the other course counts from then. */
const AT_THE_END =
  'document.querySelector("video").ended && /Unit (\\d+) of \\1,/.test(document.getElementById("unit-line").textContent)';
type By = (typeof BOTH_HANDS)[number];

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

test.each([
  ['keyboard', 'the course first'],
  ['pointer', 'the LMS first'],
] as const)(
  'a learner finishes a course that the LMS opened, wanders on the way, and loses nothing, by %s, closing %s',
  async (by, closing) => {
    const { id, title } = COURSES[closing];
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' });
    const [lms, course] = await openFromLms(context, by, title);
    const hands = handsOf(course, by);

    // 2, 3: signs in once, and is in the course that was opened; the badge says that it counts.
    await hands.type(course.getByLabel('User name'), LEARNERS[by]);
    await hands.type(course.getByLabel('Password'), DEMO.password);
    await hands.press(course.getByRole('button', { name: 'Sign in', exact: true }));
    await course.getByRole('heading', { level: 1, name: title }).waitFor();
    await course.locator('#badge', { hasText: 'Reporting to your LMS' }).waitFor();
    expect(course.url()).not.toMatch(/[?&](aicc_)?(sid|url)=/i);
    expect(await accessibilityFaults(course)).toEqual([]);
    await play(course, by);
    await until(async () => watchedPercent(course).then((percent) => percent > 0), {
      what: 'something to be watched',
      timeoutMs: 60_000,
    });

    // 4: another course is open to everybody who is signed in; it says that it does not count (S51).
    await course.goto(`${standalone.bridgeUrl}/learn/view/${OTHER}`);
    await course.getByText('This one will not count.').waitFor();
    expect(await accessibilityFaults(course)).toEqual([]);
    await play(course, by);
    await until(async () => watchedPercent(course).then((percent) => percent > 0), {
      what: 'something of the other course to be watched',
      timeoutMs: 60_000,
    });
    await course.goBack();
    await course.getByRole('heading', { level: 1, name: title }).waitFor();

    // 5, 6: finishes, and closes what is open in any order.
    if (closing === 'the LMS first') await lms.close();
    await play(course, by);
    await until(async () => (await course.evaluate(AT_THE_END)) === true, { what: 'the end', timeoutMs: 60_000 });
    if (closing === 'the LMS first') {
      await course.locator('#badge', { hasText: /confirmed/i }).waitFor({ timeout: 30_000 });
      await hands.press(course.getByRole('button', { name: 'Leave course' }));
      await course.getByRole('heading', { name: 'You have left the course.' }).waitFor();
      expect(await accessibilityFaults(course)).toEqual([]);
    } else await course.close();

    const mine = await until(
      () => {
        const rows = standalone.simulator.lms.gradebook().filter(({ username }) => username === LEARNERS[by]);
        return rows.some(({ courseId, completed }) => courseId === id && completed) ? rows : null;
      },
      { what: 'the completion in the gradebook', timeoutMs: 60_000, everyMs: 250 },
    );
    expect(mine).toContainEqual(expect.objectContaining({ courseId: id, score: 100, completed: true }));
    expect(mine.map(({ courseId }) => courseId)).not.toContain(OTHER);
    await context.close();
  },
  240_000,
);

/** 1: from the LMS's list of courses to the course in a window of its own. */
async function openFromLms(context: BrowserContext, by: By, title: string): Promise<readonly [Page, Page]> {
  const lms = await context.newPage();
  const hands = handsOf(lms, by);
  await lms.goto(standalone.lmsUrl);
  await hands.press(lms.getByRole('link', { name: title }));
  await hands.press(lms.getByRole('button', { name: 'Enter' }));
  await hands.press(lms.getByRole('button', { name: new RegExp(LEARNERS[by], 'i') }));
  const [course] = await Promise.all([
    context.waitForEvent('page'),
    hands.press(lms.getByRole('link', { name: 'Open in a new window' })),
  ]);
  await course.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
  return [lms, course];
}

/** Begins to play as a person does; then the time runs faster than it would. */
async function play(course: Page, by: By): Promise<void> {
  const video = course.locator('#video');
  await playFaster(course);
  if (by === 'pointer') await video.click();
  else {
    await tabTo(course, video);
    await course.keyboard.press('Space');
  }
  await until(async () => (await course.evaluate('document.querySelector("video").paused')) === false, {
    what: 'the video to play',
  });
}

async function watchedPercent(course: Page): Promise<number> {
  return Number.parseInt(await course.locator('#watched').innerText(), 10);
}
