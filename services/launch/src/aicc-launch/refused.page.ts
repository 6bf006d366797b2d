import { escapeHtml, icon, learnerPage } from '../learn/html.js';

const BROKEN = `<svg class="broken" viewBox="0 0 420 84" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" aria-hidden="true"><path d="M4 60h124M292 60h124M60 18v58M360 18v58"/><path d="M60 20c20 22 42 34 68 37M360 20c-20 22-42 34-68 37" stroke-width="1.5"/><path d="M84 39v21M106 51v9M336 39v21M314 51v9" stroke-width="1.25"/><path class="gap" d="M140 60h140" stroke-dasharray="2 9"/></svg>`;

export interface RefusedParts {
  /** the host that the visitor brought; nothing that only we know */
  readonly host: string | null;
  readonly code: string;
  /** as the visitor typed it; it may be no course at all */
  readonly courseId: string;
  readonly now: Date;
}

/** Says the same whether host, key, course or switch was the cause (no oracle): the visitor's host, a code, the cure. */
export function refusedPage({ host, code, courseId, now }: RefusedParts): string {
  const from =
    host === null ? 'Your LMS sent you here.' : `Your LMS sent you from <b class="mono">${escapeHtml(host)}</b>.`;
  const line =
    host === null
      ? `Please check our host name under Settings, LMS Settings, Host name. Code ${code}.`
      : `Please add ${host} under Settings, LMS Settings, Host name. Code ${code}.`;
  const view = `/learn/view/${encodeURIComponent(courseId.slice(0, 100))}`;
  return learnerPage({
    title: 'This course cannot be opened from here yet',
    script: 'refused.js',
    main: `<main id="main" class="lone">
${BROKEN}
<h1>This course cannot be opened from here yet.</h1>
<p class="soft">${from} We cannot report to it, so we would not know whether your progress goes to the right place. Nothing was sent.</p>
<dl class="do"><dt>What you can do</dt><dd>Send the line below to your LMS administrator. It is a small change in the settings.</dd></dl>
<div class="line"><p class="mono" id="line">${escapeHtml(line)}</p><button class="btn small" type="button" id="copy" hidden>${icon('copy')}<span>Copy</span></button></div>
<div class="row"><a class="btn" href="${view}" target="_blank" rel="noopener">${icon('out')}View without reporting<span class="vh"> (opens a new window)</span></a></div>
<p class="small muted">${now.toISOString().slice(0, 16).replace('T', ', ')} UTC.</p>
</main>`,
  });
}
