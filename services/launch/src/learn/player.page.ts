import type { CourseState } from '@aicc-bridge/contracts';
import type { Badge } from '../outcomes/badge-of.js';
import { escapeHtml, learnerPage } from './html.js';

export interface PlayerParts {
  readonly course: CourseState;
  readonly launchId: string;
  /** held by the page alone: in an http frame there is no cookie to keep it (design §8) */
  readonly launchToken: string;
  readonly badge: Badge;
}

/** The course: video, units, badge. What is watched is reported by player.js. */
export function playerPage({ course, launchId, launchToken, badge }: PlayerParts): string {
  const units = course.units.map(({ unitId, title, seconds, mediaUrl }) => ({
    unitId,
    title,
    seconds,
    mediaUrl: mediaUrl ?? '/learn/assets/sample.webm',
  }));
  const data = JSON.stringify({ launchId, launchToken, courseId: course.courseId, units }).replaceAll('<', '\\u003c');
  const head = `<span class="badge ${badge.tone}" id="badge" role="status"><svg class="bb" viewBox="0 0 44 12" fill="none" aria-hidden="true"><path class="line" d="M8 6h28"/><circle cx="5" cy="6" r="3"/><circle class="far" cx="39" cy="6" r="3"/></svg><span><b>${escapeHtml(badge.title)}</b><span class="sub">${escapeHtml(badge.detail)}</span></span></span>`;
  const list = units
    .map(
      ({ unitId, title, seconds }, index) =>
        `<li data-unit="${escapeHtml(unitId)}"${index === 0 ? ' aria-current="true"' : ''}><button type="button"><span class="mark" aria-hidden="true"></span><span>${escapeHtml(title)}</span><span class="len">${length(seconds)}</span></button></li>`,
    )
    .join('');
  return learnerPage({
    title: course.title,
    head,
    script: 'player.js',
    main: `<main id="main" class="learn">
<div class="stagecol">
<div class="video"><video id="video" controls playsinline preload="metadata" aria-label="${escapeHtml(course.title)}"></video></div>
<div class="under"><div><h1>${escapeHtml(course.title)}</h1><p class="md soft" id="unit-line"></p></div><button class="btn" type="button" id="leave">Leave course</button></div>
</div>
<nav class="units" aria-label="Units"><h2>Units</h2><p class="small muted" id="watched">0 percent watched here</p><ol>${list}</ol></nav>
</main>
<div class="lone" id="left" hidden><h1>You have left the course.</h1><p class="soft">What you watched is kept and on its way to your LMS. You can close this window or go back to your LMS.</p></div>
<script type="application/json" id="launch">${data}</script>`,
  });
}

function length(seconds: number): string {
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m ${String(seconds % 60).padStart(2, '0')}s`;
}
