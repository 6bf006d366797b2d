import { expect, test } from '@jest/globals';
import { readCookie, setCookie } from './cookies.js';
import { judgeVisit } from './judge-visit.js';
import { digestOf, Visitor } from './visitor.js';

const of = (browser: string | null, page: string | null) => ({
  browserDigest: browser === null ? null : digestOf(browser),
  pageDigest: page === null ? null : digestOf(page),
});

test.each([
  ['its cookie', of('b', null), { browser: 'b', page: null }, 'same-browser'],
  ['its cookie, after a page was shown', of('b', 'p'), { browser: 'b', page: null }, 'same-browser'],
  ["a frame's page token", of('b', 'p'), { browser: null, page: 'p' }, 'same-page'],
  ['a frame without cookies, for the first time', of('b', null), { browser: null, page: null }, 'first-page'],
  ['a stolen address, once the learner has seen it', of('b', 'p'), { browser: null, page: null }, 'another-browser'],
  [
    'a stolen address in a browser with a cookie of its own',
    of('b', null),
    { browser: 'x', page: null },
    'another-browser',
  ],
  ['a guessed page token', of('b', 'p'), { browser: null, page: 'q' }, 'another-browser'],
  ['an empty token', of('b', 'p'), { browser: '', page: '' }, 'another-browser'],
] as const)('%s', (_why, binding, proofs, verdict) => expect(judgeVisit(binding, proofs)).toBe(verdict));

const request = (headers: Record<string, string>, protocol = 'https') =>
  new Visitor({ headers, protocol, host: 'bridge.example', ip: '192.0.2.1' });

test.each([
  ['our own page', { origin: 'https://bridge.example' }, 'own-page'],
  ['another site', { origin: 'https://evil.example' }, 'another-page'],
  ['the same name over http', { origin: 'http://bridge.example' }, 'another-page'],
  ['another port', { origin: 'https://bridge.example:8443' }, 'another-page'],
  ['a sandboxed frame', { origin: 'null' }, 'another-page'],
  ['no Origin, but the browser says cross-site', { 'sec-fetch-site': 'cross-site' }, 'another-page'],
  ['a program', {}, 'no-browser'],
])('a POST by %s', (_why, headers, sender) => expect(request(headers).sender()).toBe(sender));

test.each([
  [
    'https in a frame',
    { secure: true, destination: 'frame' },
    '__Host-aicc_learner=v; Path=/; HttpOnly; Max-Age=60; SameSite=None; Secure; Partitioned',
  ],
  [
    'https in a window',
    { secure: true, destination: 'top' },
    '__Host-aicc_learner=v; Path=/; HttpOnly; Max-Age=60; SameSite=Lax; Secure',
  ],
  ['http', { secure: false, destination: 'unknown' }, 'aicc_learner=v; Path=/; HttpOnly; Max-Age=60; SameSite=Lax'],
] as const)('cookies over %s', (_why, place, cookie) => expect(setCookie('learner', 'v', place, 60)).toBe(cookie));

test("the console's cookie never leaves with a visit from elsewhere", () =>
  expect(setCookie('console', 'v', { secure: true, destination: 'frame' }, null)).toBe(
    '__Host-aicc_console=v; Path=/; HttpOnly; SameSite=Strict; Secure',
  ));

test('a cookie without the prefix does not count over https, nor one with foreign letters', () => {
  expect(readCookie('aicc_learner=x', 'learner', { secure: true })).toBeNull();
  expect(readCookie('a=b; __Host-aicc_learner=x.y-z_1; c=d', 'learner', { secure: true })).toBe('x.y-z_1');
  expect(readCookie('__Host-aicc_learner=<x>', 'learner', { secure: true })).toBeNull();
});
