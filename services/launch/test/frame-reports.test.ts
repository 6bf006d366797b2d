import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { until } from '@aicc-bridge/testing';
import { HACP, KEY, type Launch, startLaunch, TENANT } from './launch-under-test.js';

const CSP = 'application/csp-report';
const REPORTS = 'application/reports+json';
/** As Chromium 153 wrote it for a frame on a page that is not listed: origins only, and no word of who shows the frame. */
const FRAME_BLOCKED = JSON.stringify({
  'csp-report': {
    'document-uri': 'http://127.0.0.1:35895/',
    referrer: '',
    'violated-directive': 'frame-ancestors',
    'effective-directive': 'frame-ancestors',
    'original-policy': "default-src 'none'; frame-ancestors 'self' https://listed.example",
    disposition: 'enforce',
    'blocked-uri': 'http://127.0.0.1:35895/',
    'status-code': 200,
    'script-sample': '',
  },
});
let launch: Launch;

beforeAll(async () => {
  launch = await startLaunch();
}, 60_000);
afterAll(() => launch?.close());

/** A launch from this page; answers where its browser may report to, by the policy of the page that follows. */
async function reportAddress(referer: string | null): Promise<string> {
  const query = `aicc_sid=s-of-frames&aicc_url=${encodeURIComponent(HACP)}`;
  const arrived = await fetch(`${launch.url}/aicc/launch/${KEY}/ladders?${query}`, {
    redirect: 'manual',
    headers: referer === null ? {} : { referer },
  });
  const page = await fetch(launch.url + (arrived.headers.get('location') ?? ''));
  await page.text();
  const policy = page.headers.get('content-security-policy') ?? '';
  return /report-uri (\S+?)(?:;|$)/.exec(policy)?.[1] ?? `no report-uri in: ${policy}`;
}

async function report(path: string, body = FRAME_BLOCKED, type = CSP, address = '192.0.2.1'): Promise<number> {
  const headers = { 'content-type': type, 'x-forwarded-for': address };
  const answer = await fetch(launch.url + path, { method: 'POST', headers, body });
  expect(await answer.text()).toBe('');
  return answer.status;
}

async function told(): Promise<Record<string, unknown>[]> {
  return (await launch.told('launch.sessions.v1'))
    .filter(({ type }) => type === 'launch.frame-refused')
    .map(({ data }) => data);
}

const origins = async (): Promise<unknown[]> => (await told()).map(({ origin }) => origin);

/** Told after everything before it: what is not there by now was not told. */
async function toldOf(origin: string): Promise<void> {
  expect(await report(await reportAddress(`${origin}/`))).toBe(204);
  await until(async () => (await origins()).includes(origin), { what: `the refused frame of ${origin}` });
}

test('a frame that the browser refused is told once, with the origin of the page that showed it and nothing else', async () => {
  const address = await reportAddress('https://portal.acme.example/course/7?user=ada&token=secret');
  expect(address).toMatch(/^\/aicc\/csp-reports\/[\w-]{24}$/);
  expect(await report(address)).toBe(204);
  expect(await report(address)).toBe(204);
  await toldOf('https://second.acme.example');
  const events = await told();
  expect(events.map(({ origin }) => origin)).toEqual(['https://portal.acme.example', 'https://second.acme.example']);
  expect(Object.keys(events[0] ?? {}).sort()).toEqual(['at', 'launchId', 'origin', 'tenantId']);
  expect(events[0]).toMatchObject({ tenantId: TENANT });
  expect(JSON.stringify(events)).not.toMatch(/secret|ada|s-of-frames|127\.0\.0\.1/);
});

test('the Reporting API writes the same thing in another way', async () => {
  const body = JSON.stringify([
    { type: 'deprecation', body: { id: 'x' } },
    { type: 'csp-violation', body: { effectiveDirective: 'frame-ancestors', documentURL: 'https://b.example/' } },
  ]);
  expect(await report(await reportAddress('https://api.acme.example/'), body, REPORTS)).toBe(204);
  await until(async () => (await origins()).includes('https://api.acme.example'), { what: 'the refused frame' });
});

test.each([
  ['a host that is listed', 'https://lms.example.org/x', FRAME_BLOCKED],
  ['no page is named', null, FRAME_BLOCKED],
  ['a page without a host name', 'file:///course.html', FRAME_BLOCKED],
  [
    'something else was stopped',
    'https://else.acme.example/',
    JSON.stringify({ 'csp-report': { 'effective-directive': 'img-src' } }),
  ],
  ['not JSON', 'https://broken.acme.example/', '{"csp-report":'],
  ['nothing', 'https://empty.acme.example/', '[]'],
  ['longer than 8 kB', 'https://long.acme.example/', `${FRAME_BLOCKED}${' '.repeat(8_192)}`],
])('nothing is told, and the answer is the same: %s', async (why, referer, body) => {
  expect(await report(await reportAddress(referer), body)).toBe(204);
  const after = `https://after-${why.length}.acme.example`;
  await toldOf(after);
  expect(
    (await origins()).filter((origin) => /lms\.example|else|broken|empty|long|null|file/.test(String(origin))),
  ).toEqual([]);
});

test('a handle that nobody has gets the same answer, and so does one that is over', async () => {
  expect(await report(`/aicc/csp-reports/${'x'.repeat(24)}`)).toBe(204);
  expect(await report('/aicc/csp-reports/%00')).toBe(204);
  const address = await reportAddress('https://late.acme.example/');
  launch.clock.offsetMs = 16 * 60_000;
  expect(await report(address)).toBe(204);
  launch.clock.offsetMs = 0;
  await toldOf('https://after-late.acme.example');
  expect(await origins()).not.toContain('https://late.acme.example');
});

test('one address does not report for ever, and its neighbour still does', async () => {
  const flood = Array.from({ length: 100 }, () => report(`/aicc/csp-reports/${'y'.repeat(24)}`, '', CSP, '192.0.2.9'));
  expect(new Set(await Promise.all(flood))).toEqual(new Set([204]));
  expect(await report(await reportAddress('https://flood.acme.example/'), FRAME_BLOCKED, CSP, '192.0.2.9')).toBe(204);
  await toldOf('https://neighbour.acme.example');
  expect(await origins()).not.toContain('https://flood.acme.example');
});

test('the origin is kept sealed', async () => {
  await reportAddress('https://sealed.acme.example/');
  const rows = await launch.rows('select * from pending_launches');
  expect(rows.length).toBeGreaterThan(0);
  expect(JSON.stringify(rows)).not.toContain('sealed.acme.example');
});
