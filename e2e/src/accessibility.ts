import axe from 'axe-core';
import type { Frame, Page } from 'playwright-core';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** React Aria says for 7 s what a pending button did; when the button itself has gone, its name is empty. */
const LEFT_OUT = ['[data-live-announcer] [role="img"]'];

/**
 * What axe finds wrong on a page or in a frame (WCAG 2.2 AA), as one line each; none is right. `colours` is enough for a page that was
 * looked at in its other theme: everything else is the same there.
 */
export async function accessibilityFaults(
  view: Page | Frame,
  what: 'all' | 'colours' = 'all',
): Promise<readonly string[]> {
  const rules = what === 'all' ? TAGS : ['color-contrast'];
  if (!(await view.evaluate(`'axe' in window`))) await view.evaluate(axe.source);
  const found: unknown = await view.evaluate(
    `axe.run({ exclude: ${JSON.stringify(LEFT_OUT)} }, { runOnly: ${JSON.stringify(rules)} }).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html, failureSummary }) => html.slice(0, 160) + ' ' + failureSummary).join(' | ')))`,
  );
  return Array.isArray(found) ? found.map(String) : ['axe answered nothing'];
}
