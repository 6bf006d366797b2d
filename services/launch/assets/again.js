import { keptPageToken } from './page-token.js';

/** A reload in a frame: the history of this very page still has the token. */
const form = document.getElementById('again');
const token = keptPageToken();
if (form !== null && token !== null) {
  form.elements.page.value = token;
  form.submit();
}
