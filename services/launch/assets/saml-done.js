/** Gives the result to the page that opened this window, and to no other origin; without one the course opens here. */
const form = document.getElementById('here');
if (window.opener !== null && !window.opener.closed) {
  window.opener.postMessage({ signedIn: form.elements.code.value }, location.origin);
  window.close();
}
