import { expect, test } from '@jest/globals';
import { FrameOrigin, frameOrigins, mayFrame } from './frame-origins.js';

const hosts = [
  { name: 'lms.example.org', port: 443, http: false },
  { name: 'test.example.org', port: 8080, http: true },
];

test('without frame hosts the LMS hosts may show a course, by the schemes that they may use', () =>
  expect(frameOrigins({ frameHosts: [], hosts })).toEqual([
    'https://lms.example.org:443',
    'https://test.example.org:8080',
    'http://test.example.org:8080',
  ]));

test('frame hosts stand instead of the LMS hosts, not beside them', () =>
  expect(frameOrigins({ frameHosts: ['https://portal.example'], hosts })).toEqual(['https://portal.example']));

test.each([
  ['the usual port is left out by browsers', 'https://lms.example.org', true],
  ['with its port', 'https://lms.example.org:443', true],
  ['written in capitals', 'HTTPS://LMS.example.org', true],
  ['plain http by consent', 'http://test.example.org:8080', true],
  ['plain http without consent', 'http://lms.example.org', false],
  ['another port', 'https://lms.example.org:8443', false],
  ['a longer name', 'https://lms.example.org.evil.example', false],
])('%s: %s', (_why, origin, expected) => expect(mayFrame({ frameHosts: [], hosts }, origin)).toBe(expected));

test.each([
  'https://lms.example.org/x',
  'null',
  'file://',
  'https://*.example.org',
  "https://a.example; script-src 'x'",
])('%s is no origin that goes into a policy', (text) => expect(FrameOrigin.safeParse(text).success).toBe(false));
