import type { Course, GradebookRow, Lms, LoggedMessage, Session } from './lms.js';
import { STYLE } from './style.js';

export function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

export interface PageFrame {
  readonly title: string;
  /** where the reader is, for the menu */
  readonly path: string;
  readonly username: string | null;
}

const MENU = [
  ['/', 'Courses'],
  ['/gradebook', 'Gradebook'],
  ['/log', 'Message log'],
] as const;

export function page({ title, path, username }: PageFrame, main: string): string {
  const items = MENU.map(
    ([href, name]) => `<li><a href="${href}"${path === href ? ' aria-current="page"' : ''}>${name}</a></li>`,
  ).join('');
  const who =
    username === null
      ? '<a href="/login">Who are you?</a>'
      : `You are <b>${escape(username)}</b>. <a href="/login">Change</a>`;
  const wide = path === '/log' || path.endsWith('/launch') ? ' class="wide-page"' : '';
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escape(title)} · Northwind Academy (demo LMS)</title><link rel="icon" href="data:,"><style>${STYLE}</style></head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header class="bar"><a class="site" href="/">Northwind Academy</a><nav aria-label="Main"><ul>${items}</ul></nav><p>A demo LMS with invented people. ${who}</p></header>
<main id="main"${wide}>
<h1>${escape(title)}</h1>
${main}
</main>
</body>
</html>`;
}

export function courseList(courses: readonly Course[], search: string, message: string): string {
  const note = message === '' ? '' : `<p class="card" role="status">${escape(message)}</p>`;
  const list = courses
    .map(
      ({ id, title, description }) =>
        `<li class="card"><h2><a href="/courses/${encodeURIComponent(id)}">${escape(title)}</a></h2><p class="muted">${escape(description)}</p></li>`,
    )
    .join('');
  const none =
    search === ''
      ? 'No course yet. Import an AICC package below.'
      : `No course has “${escape(search)}” in its title or description.`;
  return `${note}<form class="form" role="search" method="get" action="/"><label>Search courses <input type="search" name="q" value="${escape(search)}"></label> <button class="btn">Search</button></form>
${list === '' ? `<p class="muted empty">${none}</p>` : `<ul class="courses">${list}</ul>`}
<details class="card"><summary>Import AICC packages</summary><p class="muted">One .zip for each course; several at once are fine.</p><form class="form" method="post" action="/courses/import" enctype="multipart/form-data"><label>AICC packages (.zip) <input type="file" name="package" multiple required accept=".zip"></label> <button class="btn">Import</button></form></details>`;
}

export function loginPage(lms: Lms, next: string): string {
  const buttons = lms.learners
    .map(
      ({ username, name }) =>
        `<li class="card"><button class="btn" name="username" value="${escape(username)}">${escape(name)}</button></li>`,
    )
    .join('');
  return `<p>Choose one. There is no password here: this is a demo.</p><form method="post" action="/login"><input type="hidden" name="next" value="${escape(next)}"><ul class="courses">${buttons}</ul></form>`;
}

export function coursePage(course: Course, rows: readonly GradebookRow[]): string {
  const [grade] = rows;
  const facts =
    grade === undefined
      ? '<p>You have not started this course.</p>'
      : `<dl class="facts"><dt>Status</dt><dd>${escape(grade.status)}</dd><dt>Grade</dt><dd>${gradeText(grade)}</dd><dt>Time</dt><dd>${timeText(grade.timeSeconds)}</dd><dt>Completed</dt><dd>${completedText(grade)}</dd></dl>`;
  return `<p>${escape(course.description)}</p>
<section class="card" id="grade" aria-labelledby="grade-title"><h2 id="grade-title">Your result</h2>${facts}</section>
<form method="get" action="/courses/${encodeURIComponent(course.id)}/launch"><p><label><input type="checkbox" name="newattempt" value="1"> Start a new attempt</label></p><button class="btn" id="enter">Enter</button></form>`;
}

const MODES: Readonly<Record<Session['mode'], string>> = {
  normal: 'Normal mode: your result counts.',
  review: 'Review mode: you have finished this attempt, its status stays.',
  browse: 'Browse mode: a preview, nothing becomes complete.',
};

/** Content always plays in a frame without sandbox, as recorded. */
export function framePage(course: Course, launchUrl: string, session: Session): string {
  return `<p class="tools"><a href="/courses/${encodeURIComponent(course.id)}" id="exit-activity">Exit activity</a> <a href="${escape(launchUrl)}" target="_blank" id="new-window">Open in a new window</a> <span class="muted">${MODES[session.mode]}</span></p>
<iframe id="scorm_object" title="Course: ${escape(course.title)}" src="${escape(launchUrl)}" allow="fullscreen; autoplay"></iframe>`;
}

export function gradebookPage(rows: readonly GradebookRow[], lms: Lms): string {
  if (rows.length === 0)
    return '<p class="muted empty">Nobody has opened a course yet. <a href="/">Open one</a>, and its result appears here.</p>';
  const line = (row: GradebookRow): string =>
    `<tr data-learner="${escape(row.username)}" data-course="${escape(row.courseId)}"><td>${escape(row.username)}</td><td>${escape(lms.courses.get(row.courseId)?.title ?? row.courseId)}</td><td>${escape(row.status)}</td><td class="number">${gradeText(row)}</td><td class="number">${timeText(row.timeSeconds)}</td><td>${row.completed ? '✓ <span class="muted">yes</span>' : '<span class="muted">no</span>'}</td></tr>`;
  return table(
    'What this LMS has stored, as its own teachers see it. Time counts once a session has ended.',
    ['Learner', 'Course', 'Status', '#Grade', '#Time', 'Completed'],
    rows.map(line),
  );
}

export function logPage(messages: readonly LoggedMessage[]): string {
  if (messages.length === 0) return '<p class="muted empty">No HACP message has come in yet.</p>';
  const line = (one: LoggedMessage): string =>
    `<tr><td><time datetime="${new Date(one.at).toISOString()}">${new Date(one.at).toISOString().slice(11, 23)}</time></td><td>${escape(one.username ?? 'unknown')}<br><span class="muted">${escape(one.courseId ?? '')}</span></td><td>${escape(one.command)}<br><code>${escape(one.sid)}</code></td><td><pre>${escape(readable(one.request))}</pre></td><td>${one.status === 0 ? 'no answer' : `HTTP ${one.status}`}<pre>${escape(one.answer)}</pre></td></tr>`;
  return table(
    'Every HACP message that this LMS has received, the newest first. Times are UTC.',
    ['Time', 'Learner, course', 'Command, session', 'Received', 'Answered'],
    messages.map(line),
  );
}

/** A heading with `#` in front is a column of numbers. */
function table(caption: string, headings: readonly string[], rows: readonly string[]): string {
  const head = headings
    .map((name) =>
      name.startsWith('#') ? `<th scope="col" class="number">${name.slice(1)}</th>` : `<th scope="col">${name}</th>`,
    )
    .join('');
  return `<div class="wide" tabindex="0" role="region" aria-label="${escape(caption)}"><table><caption>${caption}</caption><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

function gradeText({ grade }: GradebookRow): string {
  return grade === null ? 'none' : `${grade} %`;
}

function timeText(seconds: number): string {
  return `${seconds} s`;
}

function completedText({ completed }: GradebookRow): string {
  return completed ? 'yes ✓' : 'no';
}

function readable(request: string): string {
  try {
    return decodeURIComponent(request.replaceAll('&', '\n'));
  } catch {
    return request;
  }
}
