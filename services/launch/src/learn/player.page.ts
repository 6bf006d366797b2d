import type { CourseState } from '@aicc-bridge/contracts';
import type { Place } from '../aicc-launch/launches.store.js';
import type { Badge } from '../outcomes/badge-of.js';
import { escapeHtml, icon, learnerPage } from './html.js';

export interface PlayerParts {
  readonly course: CourseState;
  readonly launchId: string;
  /** held by the page alone: in an http frame there is no cookie to keep it (design §8) */
  readonly launchToken: string;
  readonly badge: Badge;
  /** where the learner was */
  readonly place: Place | null;
  readonly learnerName: string;
  /** the way back to the sign-in of this launch, while that is good */
  readonly back: { readonly handle: string; readonly page: string | null } | null;
  /** title of the course that is open from the LMS, if this is another one (S51) */
  readonly openedInstead: string | null;
}

const SAMPLE = { media: '/learn/assets/sample.webm', captions: '/learn/assets/sample.vtt' };

/** The course: video, units, badge. What is watched is reported by player.js. */
export function playerPage(parts: PlayerParts): string {
  const { course, launchId, launchToken, place, back } = parts;
  const units = course.units.map(({ unitId, title, seconds, mediaUrl, captionsUrl }) => ({
    unitId,
    title,
    seconds,
    mediaUrl: mediaUrl ?? SAMPLE.media,
    captionsUrl: captionsUrl ?? (mediaUrl === undefined ? SAMPLE.captions : null),
  }));
  const data = { launchId, launchToken, courseId: course.courseId, units, place, page: back?.page ?? null };
  return learnerPage({
    title: course.title,
    head: badgeHtml(parts.badge),
    script: 'player.js',
    main: `<main id="main" class="learn" lang="${escapeHtml(course.language)}">
<div class="stagecol">
${wandered(parts)}
<div class="video" role="group" aria-label="Video player"><video id="video" controls playsinline preload="metadata" aria-label="${escapeHtml(course.title)}"><track id="captions" kind="captions" srclang="${escapeHtml(course.language)}" label="Captions"></video></div>
<div class="under"><div><h1>${escapeHtml(course.title)}</h1><p class="md soft" id="unit-line"></p></div><div class="row"><label class="speed">Speed <select class="select" id="speed"><option value="0.75">0.75</option><option value="1" selected>1</option><option value="1.25">1.25</option><option value="1.5">1.5</option><option value="2">2</option></select></label><button class="btn" type="button" id="leave">Leave course</button></div></div>
<div class="under" id="notices" aria-live="polite"></div>
</div>
<nav class="units" aria-label="Units"><h2>Units</h2><p class="small muted" id="watched">0 percent watched here</p><ol>${unitList(units)}</ol>${who(parts)}</nav>
</main>
<div class="lone" id="left" hidden><h1 tabindex="-1">You have left the course.</h1><p class="soft" id="left-line">What you watched is kept and on its way to your LMS. You can close this window or go back to your LMS.</p><p id="left-badge" class="md"></p></div>
<template id="renew"><div class="notice warn" role="alert">${icon('warn')}<div><p><strong>Sign in again to send what you watched.</strong> It is kept in this page.</p><form class="row"><div class="field"><label for="ru">User name</label><input class="input" id="ru" name="username" autocomplete="username" required></div><div class="field"><label for="rp">Password</label><input class="input" id="rp" name="password" type="password" autocomplete="current-password" required></div><button class="btn">Sign in</button></form><p class="small" data-problem></p></div></div></template>
<script type="application/json" id="launch">${JSON.stringify(data).replaceAll('<', '\\u003c')}</script>`,
  });
}

function badgeHtml({ tone, title, detail }: Badge): string {
  return `<span class="badge ${tone}" id="badge" role="status"><svg class="bb" viewBox="0 0 44 12" fill="none" aria-hidden="true"><path class="line" d="M8 6h28"/><circle cx="5" cy="6" r="3"/><circle class="far" cx="39" cy="6" r="3"/></svg><span><b>${escapeHtml(title)}</b><span class="sub">${escapeHtml(detail)}</span></span></span>`;
}

function unitList(units: readonly { unitId: string; title: string; seconds: number }[]): string {
  return units
    .map(
      ({ unitId, title, seconds }, index) =>
        `<li data-unit="${escapeHtml(unitId)}"${index === 0 ? ' aria-current="true"' : ''}><button type="button"><span class="mark" aria-hidden="true"></span><span>${escapeHtml(title)}<span class="vh" data-state></span></span><span class="len">${length(seconds)}</span></button></li>`,
    )
    .join('');
}

/** S51: the LMS knows nothing of this course (mockup, "after going on to another course"). */
function wandered({ course, openedInstead }: PlayerParts): string {
  if (openedInstead === null) return '';
  return `<div class="under"><div class="notice mute">${icon('mute')}<div><p><strong>This one will not count.</strong> You opened ${escapeHtml(openedInstead)} from your LMS, and only that course is reported. To get credit for ${escapeHtml(course.title)}, open it from your LMS. <span class="rule-id">S51</span></p></div></div></div>`;
}

function who({ learnerName, back }: PlayerParts): string {
  const other =
    back === null
      ? ''
      : `<form method="post" action="/learn/l/${back.handle}/again?as=another" id="another">${back.page === null ? '' : `<input type="hidden" name="page" value="${back.page}">`}<button class="btn small quiet">Sign in as someone else</button></form>`;
  return `<div class="who"><p class="small muted">Signed in as ${escapeHtml(learnerName)}.</p>${other}</div>`;
}

function length(seconds: number): string {
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m ${String(seconds % 60).padStart(2, '0')}s`;
}
