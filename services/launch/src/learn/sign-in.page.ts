import { escapeHtml, learnerPage } from './html.js';

export interface SignInParts {
  readonly handle: string;
  readonly courseTitle: string;
  readonly host: string | null;
  readonly failed: boolean;
  readonly username: string;
}

/** AICC is not authentication: the LMS says which course, not who (S15). */
export function signInPage({ handle, courseTitle, host, failed, username }: SignInParts): string {
  const invalid = failed ? ' aria-invalid="true"' : '';
  const notice = failed
    ? `<div class="notice bad" role="alert"><div><p><b>That user name and password do not match.</b> Check both and try again.</p></div></div>`
    : '';
  return learnerPage({
    title: `Sign in for ${courseTitle}`,
    main: `<main id="main" class="lone narrow">
<div><p class="md soft">You are opening</p><h1>${escapeHtml(courseTitle)}</h1>${host === null ? '' : `<p class="md soft from">from <span class="mono">${escapeHtml(host)}</span></p>`}</div>
<form class="stack form" method="post" action="/learn/l/${encodeURIComponent(handle)}">
${notice}
<div class="field"><label for="u">User name</label><input class="input" id="u" name="username" autocomplete="username" required value="${escapeHtml(username)}"${invalid}></div>
<div class="field"><label for="p">Password</label><input class="input" id="p" name="password" type="password" autocomplete="current-password" required${invalid}></div>
<button class="btn primary wide">Sign in</button>
</form>
<p class="small muted">Your LMS told us which course to open, not who you are, so we have to ask (S15).</p>
</main>`,
  });
}

/** For an address whose 15 minutes are over, or which another learner's browser has. */
export function launchOverPage(): string {
  return learnerPage({
    title: 'Open the course again',
    main: `<main id="main" class="lone"><h1>Open the course again from your LMS.</h1><p class="soft">This address was good for 15 minutes. Nothing is lost: go back to your LMS and open the course there once more.</p></main>`,
  });
}
