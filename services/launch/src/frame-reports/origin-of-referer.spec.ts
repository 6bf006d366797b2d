import { expect, test } from '@jest/globals';
import { originOfReferer } from './origin-of-referer.js';

test.each([
  ['only the origin is kept', 'https://LMS.example.org/course?user=ada#x', 'https://lms.example.org'],
  ['the usual port goes, another one stays', 'http://lms.example.org:8080/', 'http://lms.example.org:8080'],
  ['a name and a password go', 'https://ada:secret@lms.example.org/', 'https://lms.example.org'],
  ['letters beyond ASCII', 'https://größe.example/', 'https://xn--gre-6ka8i.example'],
  ['a page of an app', 'capacitor://localhost/', null],
  ['a page of its own', 'about:srcdoc', null],
  ['no address', 'lms.example.org', null],
  ['nothing', undefined, null],
])('%s: %s', (_why, referer, expected) => expect(originOfReferer(referer)).toBe(expected));
