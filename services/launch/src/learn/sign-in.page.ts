import { badNotice, escapeHtml, icon, learnerPage } from './html.js';

/** What a sign-in page has to say about the last try. */
export type SignInNotice =
  | { readonly kind: 'none' }
  | { readonly kind: 'no-match'; readonly triesLeft: number }
  | { readonly kind: 'wait'; readonly seconds: number }
  | { readonly kind: 'code-needed'; readonly wrong: boolean }
  | { readonly kind: 'other-organisation'; readonly name: string }
  | { readonly kind: 'sso-failed' };

export interface SignInParts {
  /** where the form goes */
  readonly action: string;
  /** title of the course, or null if it must not be told yet */
  readonly courseTitle: string | null;
  readonly host: string | null;
  readonly notice: SignInNotice;
  readonly username: string;
  /** what the page holds instead of a cookie */
  readonly pageToken: string | null;
  /** the organisation's single sign-on, if it has one */
  readonly sso: { readonly label: string; readonly action: string } | null;
  /** "open in a new window", for frames that keep no cookies */
  readonly newWindow: string | null;
  /** ask which organisation the account belongs to: without a launch nobody has said so */
  readonly askOrganisation: boolean;
}

/** AICC is not authentication: the LMS says which course, not who (S15). */
export function signInPage(parts: SignInParts): string {
  const { courseTitle, host, sso, newWindow, pageToken } = parts;
  const title = courseTitle ?? 'your course';
  const from = host === null ? '' : `<p class="md soft from">from <span class="mono">${escapeHtml(host)}</span></p>`;
  const single =
    sso === null
      ? ''
      : `<form method="post" action="${sso.action}" id="sso">${hidden(pageToken)}<button class="btn primary wide">Continue with ${escapeHtml(sso.label)} single sign-on</button></form><p class="or"><span>or with a user name</span></p>`;
  const window_ =
    newWindow === null
      ? ''
      : `<form method="post" action="${newWindow}" target="_blank" id="window">${hidden(pageToken)}<button class="btn small quiet">${icon('out')}Open in a new window</button></form>`;
  return learnerPage({
    title: `Sign in for ${title}`,
    script: 'sign-in.js',
    main: `<main id="main" class="lone narrow">
<div><p class="md soft">You are opening</p><h1>${escapeHtml(title)}</h1>${from}</div>
${single}
${passwordForm(parts)}
<p class="small muted">Your LMS told us which course to open, not who you are, so we have to ask (S15).</p>
${window_}
</main>`,
  });
}

function passwordForm({ action, notice, username, pageToken, sso, askOrganisation }: SignInParts): string {
  const failed = notice.kind === 'no-match' || notice.kind === 'wait';
  const invalid = failed ? ' aria-invalid="true" aria-describedby="why"' : '';
  const organisation = askOrganisation
    ? '<div class="field"><label for="o">Organisation</label><input class="input" id="o" name="organisation" autocomplete="organization" required></div>'
    : '';
  const code =
    notice.kind === 'code-needed'
      ? '<div class="field"><label for="c">Code from your authenticator app</label><input class="input" id="c" name="code" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9]{6}" required></div>'
      : '';
  return `<form class="stack form" method="post" action="${action}" id="password">
${hidden(pageToken)}<div id="why">${noticeHtml(notice)}</div>
${organisation}
<div class="field"><label for="u">User name</label><input class="input" id="u" name="username" autocomplete="username" autocapitalize="none" required value="${escapeHtml(username)}"${invalid}></div>
<div class="field"><label for="p">Password</label><input class="input" id="p" name="password" type="password" autocomplete="current-password" required${invalid}></div>
${code}
<button class="btn ${sso === null ? 'primary ' : ''}wide">Sign in</button>
</form>`;
}

function noticeHtml(notice: SignInNotice): string {
  switch (notice.kind) {
    case 'none':
      return '';
    case 'no-match':
      return badNotice(
        `<b>That user name and password do not match.</b> Check both; ${notice.triesLeft} ${notice.triesLeft === 1 ? 'try is' : 'tries are'} left.`,
      );
    case 'wait':
      return badNotice(
        `<b>Too many wrong tries.</b> Try again in ${Math.max(1, Math.ceil(notice.seconds / 60))} minutes, or ask your administrator for a new password.`,
      );
    case 'code-needed':
      return notice.wrong
        ? badNotice('<b>That code does not fit.</b> Give the six digits that your app shows now; each works once.')
        : badNotice('<b>One thing more.</b> Give your password again, and the six digits of your authenticator app.');
    case 'other-organisation':
      return badNotice(
        `<b>You are signed in as ${escapeHtml(notice.name)}, of another organisation.</b> That account cannot open this course. Sign in with the one that your organisation gave you.`,
      );
    case 'sso-failed':
      return badNotice(
        '<b>Single sign-on did not work.</b> Try it once more. If it stays, tell your LMS administrator.',
      );
  }
}

function hidden(pageToken: string | null): string {
  return pageToken === null ? '' : `<input type="hidden" name="page" value="${pageToken}">`;
}

/** For an address whose 15 minutes are over, or which is another browser's. A reload in a frame finds its way back by script. */
export function launchOverPage(handle: string | null): string {
  const again =
    handle === null
      ? ''
      : `<form method="post" action="/learn/l/${handle}/again" id="again" hidden><input type="hidden" name="page"></form>`;
  return learnerPage({
    title: 'Open the course again',
    ...(handle === null ? {} : { script: 'again.js' }),
    main: `<main id="main" class="lone"><h1>Open the course again from your LMS.</h1><p class="soft">This address is good for 15 minutes, in the window where the course was opened. Nothing is lost: go back to your LMS and open the course there once more.</p>${again}</main>`,
  });
}

/** A form that another site's page has sent (login CSRF). */
export function anotherPagePage(): string {
  return learnerPage({
    title: 'Open the course from your LMS',
    main: '<main id="main" class="lone"><h1>This form came from another page.</h1><p class="soft">For your safety nothing was done. Open the course from your LMS and sign in there. If your LMS shows the course in a closed frame, choose “Open in a new window”.</p></main>',
  });
}

/** A one-time link for a password. */
export function passwordPage(action: string | null, problem: string | null): string {
  const main =
    action === null
      ? '<h1>This link does not work any more.</h1><p class="soft">It was used, or it is too old. Ask your administrator for a new one.</p>'
      : `<h1>Choose your password.</h1><form class="stack form" method="post" action="${action}">${problem === null ? '' : badNotice(`<b>${escapeHtml(problem)}</b>`)}<div class="field"><label for="p">New password</label><input class="input" id="p" name="password" type="password" autocomplete="new-password" minlength="10" required aria-describedby="hint"><p class="hint" id="hint">At least 10 characters.</p></div><button class="btn primary wide">Keep this password</button></form>`;
  return learnerPage({ title: 'Your password', main: `<main id="main" class="lone narrow">${main}</main>` });
}

export function passwordKeptPage(): string {
  return learnerPage({
    title: 'Your password',
    main: '<main id="main" class="lone narrow"><h1>Your new password is kept.</h1><p class="soft">You were signed out everywhere else. Open the course from your LMS and sign in.</p></main>',
  });
}
