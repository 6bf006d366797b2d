import { learnerPage } from '../learn/html.js';

/** In the window where somebody has signed in beside the launch's page: hands the result over and closes itself. */
export function samlDonePage(handle: string, code: string): string {
  return learnerPage({
    title: 'You are signed in',
    script: 'saml-done.js',
    main: `<main id="main" class="lone narrow"><h1>You are signed in.</h1><p class="soft">The course goes on where you opened it; this window can be closed.</p>
<form method="post" action="/learn/l/${handle}/signed-in" id="here"><input type="hidden" name="code" value="${code}"><button class="btn wide">Open the course in this window</button></form></main>`,
  });
}

export function samlFailedPage(): string {
  return learnerPage({
    title: 'Single sign-on did not work',
    main: '<main id="main" class="lone narrow"><h1>Single sign-on did not work.</h1><p class="soft">Close this window and try it once more from the course’s sign-in page. If it stays, tell your LMS administrator.</p></main>',
  });
}
