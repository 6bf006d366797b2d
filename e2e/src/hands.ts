import { until } from '@aicc-bridge/testing';
import type { Locator, Page } from 'playwright-core';
import { hasFocus, tabTo } from './console-under-test.js';

/** What a person does with a page, by keyboard alone or by pointer. */
export interface Hands {
  press(target: Locator): Promise<void>;
  type(target: Locator, text: string): Promise<void>;
  choose(target: Locator, label: string): Promise<void>;
}

export const BOTH_HANDS = ['keyboard', 'pointer'] as const;

/** More than any page has. */
const MOST_STOPS = 150;

/** The same journey with either: what works by one alone is no accident. */
export function handsOf(page: Page, by: (typeof BOTH_HANDS)[number]): Hands {
  if (by === 'pointer')
    return {
      press: (target) => target.click(),
      type: async (target, text) => {
        await target.click();
        await target.fill(text);
      },
      choose: async (target, label) => void (await target.selectOption({ label })),
    };
  return {
    press: async (target) => {
      if ((await target.getAttribute('type')) === 'radio') return arrowTo(page, target);
      await tabTo(page, target, MOST_STOPS);
      const isLink = (await target.getAttribute('href')) !== null;
      await page.keyboard.press(isLink ? 'Enter' : 'Space');
    },
    type: async (target, text) => {
      await tabTo(page, target, MOST_STOPS);
      await page.keyboard.press('Control+A');
      await page.keyboard.type(text);
    },
    choose: async (target, label) => {
      await tabTo(page, target, MOST_STOPS);
      // The first letters choose in a closed list, as everywhere; a blank that comes late would open it instead.
      const letters = label.slice(0, 6).replace(/ .*/, '');
      const chosen = async (): Promise<boolean> => (await target.locator('option:checked').innerText()) === label;
      const what = `"${label}" to be chosen`;
      // What was typed less than a second ago counts to what is typed now: who sees that nothing came of it types once more.
      await until(
        async () => {
          await page.keyboard.type(letters);
          return until(chosen, { what, timeoutMs: 1_200 }).catch(() => false);
        },
        { what },
      );
    },
  };
}

/** A group of radio buttons is one stop; arrows choose in it. */
async function arrowTo(page: Page, target: Locator): Promise<void> {
  const name = (await target.getAttribute('name')) ?? '';
  await tabTo(page, page.locator(`input[name="${name}"]:checked`), MOST_STOPS);
  for (let presses = 0; presses < 10; presses += 1) {
    if (await hasFocus(target)) return;
    await page.keyboard.press('ArrowDown');
  }
  throw new Error(`no arrow reaches ${String(target)}`);
}
