import type { Course, GradebookRow, Lms, LoggedMessage, Session } from './lms.js';

export function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

const STYLE = `
:root { color-scheme: light; font: 16px/1.5 system-ui, sans-serif; } body { margin: 0; background: #f4f5f7; color: #1d2733; }
header { background: #0f6cbf; color: #fff; padding: .75rem 1.25rem; display: flex; gap: 1.5rem; align-items: center; flex-wrap: wrap; } header a { color: #fff; text-decoration: none; } header b { font-size: 1.1rem; } header span { margin-inline-start: auto; font-size: .9rem; }
main { max-width: 60rem; margin: 1.5rem auto; padding: 0 1.25rem; } h1 { font-size: 1.5rem; } .card { background: #fff; border: 1px solid #d8dde3; border-radius: .5rem; padding: 1rem 1.25rem; margin-block: .75rem; }
table { border-collapse: collapse; width: 100%; background: #fff; font-size: .9rem; } th, td { text-align: start; padding: .5rem .75rem; border-bottom: 1px solid #e3e7ec; vertical-align: top; } code, pre { font-size: .8rem; white-space: pre-wrap; overflow-wrap: anywhere; margin: 0; }
.btn { display: inline-block; background: #0f6cbf; color: #fff; border: 0; border-radius: .35rem; padding: .5rem 1rem; font: inherit; cursor: pointer; text-decoration: none; } .muted { color: #57636f; } iframe { width: 100%; height: 80vh; border: 1px solid #d8dde3; border-radius: .5rem; background: #fff; }`;

export function page(title: string, main: string, username: string | null): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escape(title)} · Northwind Academy</title><style>${STYLE}</style></head><body>
<header><b><a href="/">Northwind Academy</a></b><nav aria-label="Menu"><a href="/">Courses</a> &nbsp; <a href="/gradebook">Gradebook</a> &nbsp; <a href="/log">Message log</a></nav><span>A demo LMS. ${username === null ? '<a href="/login">Who are you?</a>' : `You are <b>${escape(username)}</b>, <a href="/login"><u>change</u></a>`}</span></header>
<main><h1>${escape(title)}</h1>${main}</main></body></html>`;
}

export function courseList(courses: readonly Course[], search: string, message: string): string {
  const note = message === '' ? '' : `<p class="card" role="status">${escape(message)}</p>`;
  const list = courses
    .map(
      ({ id, title, description }) =>
        `<article class="card"><h2 style="margin:0;font-size:1.1rem"><a href="/courses/${encodeURIComponent(id)}">${escape(title)}</a></h2><p class="muted" style="margin:.25rem 0 0">${escape(description)}</p></article>`,
    )
    .join('');
  return `${note}<form method="get" action="/"><label>Search <input name="q" value="${escape(search)}"></label> <button class="btn">Search</button></form>
${list || '<p class="muted">No courses. Import an AICC package below.</p>'}
<details class="card"><summary>Import AICC packages</summary><form method="post" action="/courses/import" enctype="multipart/form-data"><p><input type="file" name="package" multiple required accept=".zip" aria-label="AICC packages"></p><button class="btn">Import</button></form></details>`;
}

export function loginPage(lms: Lms, next: string): string {
  return lms.learners
    .map(
      ({ username, name }) =>
        `<form method="post" action="/login" class="card"><input type="hidden" name="next" value="${escape(next)}"><button class="btn" name="username" value="${escape(username)}">${escape(name)}</button></form>`,
    )
    .join('');
}

export function coursePage(course: Course, rows: readonly GradebookRow[]): string {
  const grade = rows[0];
  return `<p>${escape(course.description)}</p><p class="card" id="grade">${grade === undefined ? 'Not started.' : `Status: <b>${escape(grade.status)}</b>, grade: <b>${grade.grade ?? 'none'}</b>, time: ${grade.timeSeconds} s${grade.completed ? ', <b>completed ✓</b>' : ''}`}</p>
<form method="get" action="/courses/${encodeURIComponent(course.id)}/launch"><p><label><input type="checkbox" name="newattempt" value="1"> Start a new attempt</label></p><button class="btn" id="enter">Enter</button></form>`;
}

/** Content always plays in a frame without sandbox, as recorded. */
export function framePage(course: Course, launchUrl: string, session: Session): string {
  return `<p><a href="/courses/${encodeURIComponent(course.id)}" id="exit-activity">Exit activity</a> <span class="muted">${session.mode} mode</span></p><iframe id="scorm_object" title="${escape(course.title)}" src="${escape(launchUrl)}" allow="fullscreen; autoplay"></iframe>`;
}

export function gradebookPage(rows: readonly GradebookRow[], lms: Lms): string {
  const line = (row: GradebookRow): string =>
    `<tr data-learner="${escape(row.username)}" data-course="${escape(row.courseId)}"><td>${escape(row.username)}</td><td>${escape(lms.courses.get(row.courseId)?.title ?? row.courseId)}</td><td>${escape(row.status)}</td><td>${row.grade ?? ''}${row.grade === null ? '' : ' %'}</td><td>${row.timeSeconds} s</td><td>${row.completed ? '✓' : ''}</td></tr>`;
  return `<table><thead><tr><th>Learner</th><th>Course</th><th>Status</th><th>Grade</th><th>Time</th><th>Completed</th></tr></thead><tbody>${rows.map(line).join('')}</tbody></table>${rows.length === 0 ? '<p class="muted">Nobody has opened a course yet.</p>' : ''}`;
}

export function logPage(messages: readonly LoggedMessage[]): string {
  const line = (one: LoggedMessage): string =>
    `<tr><td>${new Date(one.at).toISOString().slice(11, 23)}</td><td>${escape(one.username ?? '?')}<br><span class="muted">${escape(one.courseId ?? '')}</span></td><td>${escape(one.command)}<br><code>${escape(one.sid)}</code></td><td><pre>${escape(readable(one.request))}</pre></td><td>${one.status}<pre>${escape(one.answer)}</pre></td></tr>`;
  return `<table><thead><tr><th>Time</th><th>Learner, course</th><th>Command, sid</th><th>Received</th><th>Answered</th></tr></thead><tbody>${messages.map(line).join('')}</tbody></table>`;
}

function readable(request: string): string {
  try {
    return decodeURIComponent(request.replaceAll('&', '\n'));
  } catch {
    return request;
  }
}
