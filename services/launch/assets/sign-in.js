import { keepPageToken } from './page-token.js';

const framed = window.top !== window;
keepPageToken(document.querySelector('input[name="page"]')?.value);

/** Most identity providers refuse frames: in a frame the sign-in happens in a window beside it, and comes back here. */
const sso = document.getElementById('sso');
if (sso !== null && framed) {
  sso.target = 'aicc-bridge-sign-in';
  const popup = Object.assign(document.createElement('input'), { type: 'hidden', name: 'popup', value: '1' });
  sso.append(popup);
  sso.addEventListener('submit', () => {
    // Opened by script, so that the new window knows who opened it.
    window.open('', 'aicc-bridge-sign-in', 'width=560,height=720');
  });
}

addEventListener('message', ({ origin, data }) => {
  if (origin !== location.origin || typeof data?.signedIn !== 'string' || sso === null) return;
  const form = document.createElement('form');
  form.method = 'post';
  form.action = sso.action.replace(/\/sso$/, '/signed-in');
  const page = document.querySelector('input[name="page"]')?.value ?? '';
  for (const [name, value] of Object.entries({ code: data.signedIn, page }))
    form.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }));
  document.body.append(form);
  form.submit();
});

const newWindow = document.getElementById('window');
if (newWindow !== null && !framed) newWindow.hidden = true;
newWindow?.addEventListener('submit', () => {
  const said = Object.assign(document.createElement('p'), { textContent: 'The course goes on in the other window.' });
  said.setAttribute('role', 'status');
  setTimeout(() => newWindow.replaceWith(said));
});

/** A second press while the first is on its way would be a second try. */
for (const form of document.forms)
  form.addEventListener('submit', (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = 'yes';
    if (form.target) setTimeout(() => delete form.dataset.sent, 1000);
  });
addEventListener('pageshow', () => {
  for (const form of document.forms) delete form.dataset.sent;
});
const bad = document.querySelector('[aria-invalid]');
bad?.focus();
