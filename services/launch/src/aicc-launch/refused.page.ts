import { escapeHtml, learnerPage } from '../learn/html.js';

const BROKEN = `<svg class="broken" viewBox="0 0 420 84" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" aria-hidden="true"><path d="M4 60h124M292 60h124M60 18v58M360 18v58"/><path d="M60 20c20 22 42 34 68 37M360 20c-20 22-42 34-68 37" stroke-width="1.5"/><path d="M84 39v21M106 51v9M336 39v21M314 51v9" stroke-width="1.25"/><path class="gap" d="M140 60h140" stroke-dasharray="2 9"/></svg>`;

/** Says the same whether host, key or switch was the cause (no oracle): the host that the visitor brought, a code, the cure. */
export function refusedPage(host: string | null, code: string, now: Date): string {
  const from =
    host === null ? 'Your LMS sent you here.' : `Your LMS sent you from <b class="mono">${escapeHtml(host)}</b>.`;
  const line = `Please check ${host === null ? 'our host name' : host} under Settings, LMS Settings, Host name. Code ${code}.`;
  return learnerPage({
    title: 'This course cannot be opened from here yet',
    main: `<main id="main" class="lone">
${BROKEN}
<h1>This course cannot be opened from here yet.</h1>
<p class="soft">${from} We cannot report to it, so we would not know whether your progress goes to the right place. Nothing was sent.</p>
<dl class="do"><dt>What you can do</dt><dd>Send the line below to your LMS administrator. It is a small change in the settings.</dd></dl>
<div class="line"><p class="mono">${escapeHtml(line)}</p></div>
<p class="small muted">${now.toISOString().slice(0, 16).replace('T', ', ')} UTC.</p>
</main>`,
  });
}

/** The code on the page: the end of the launch id, easy to read out. */
export function refusalCode(launchId: string): string {
  return launchId
    .replaceAll('-', '')
    .slice(-8)
    .toUpperCase()
    .replace(/^(.{4})/, '$1-');
}
