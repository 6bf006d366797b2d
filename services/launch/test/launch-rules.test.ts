import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { until } from '@aicc-bridge/testing';
import { z } from 'zod';
import { recordedLaunches } from '../../../libs/aicc/test/recordings.js';
import { Housekeeping } from '../src/housekeeping.worker.js';
import {
  aTenant,
  HACP,
  KEY,
  type Launch,
  OFF_KEY,
  OLD_KEY,
  PASSWORD,
  REVOKED_KEY,
  startLaunch,
  TENANT,
} from './launch-under-test.js';
import { badgeOf, headingOf, isPlayer, launchOf, TestBrowser } from './test-browser.js';

const PHONE =
  'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36';
const REFUSED = 'This course cannot be opened from here yet.';
let launch: Launch;
const path = (query: string, key = KEY, course = 'ladders'): string => `/aicc/launch/${key}/${course}${query}`;
const good = (sid: string, key = KEY, course = 'ladders'): string =>
  path(`?aicc_sid=${sid}&aicc_url=${encodeURIComponent(HACP)}`, key, course);
const frame = (options = {}): TestBrowser => new TestBrowser(launch.url, { cookies: false, ...options });

beforeAll(async () => {
  launch = await startLaunch();
}, 60_000);
afterAll(() => launch?.close());

async function refusedEvents(): Promise<Record<string, unknown>[]> {
  return (await launch.told('launch.sessions.v1'))
    .filter(({ type }) => type === 'launch.refused')
    .map(({ data }) => data);
}

describe('refused', () => {
  const CASES = [
    ['S29: a foreign host', `?aicc_sid=s&aicc_url=https://evil.example/h`, KEY, 'ladders', 'S29'],
    ['S29: a look-alike', `?aicc_sid=s&aicc_url=https://lms.example.org.evil.example/h`, KEY, 'ladders', 'S29'],
    ['S29: the same host by http', `?aicc_sid=s&aicc_url=http://lms.example.org/h`, KEY, 'ladders', 'S29'],
    ['S32: disabled', `?aicc_sid=s&aicc_url=https://evil.example/h`, OFF_KEY, 'ladders', 'S32'],
    ['an unknown key', `?aicc_sid=s&aicc_url=https://evil.example/h`, 'z'.repeat(26), 'ladders', 'unknown-key'],
    ['no key at all', `?aicc_sid=s&aicc_url=https://evil.example/h`, 'no', 'ladders', 'unknown-key'],
    ['a revoked key', `?aicc_sid=s&aicc_url=https://evil.example/h`, REVOKED_KEY, 'ladders', 'revoked-key'],
    ['an unknown course', `?aicc_sid=s&aicc_url=https://evil.example/h`, KEY, 'nothing', 'unknown-course'],
  ] as const;

  test.each(CASES)('%s: one page, and an event with the rule', async (_why, query, key, course, ruleId) => {
    const page = await frame().get(path(query, key, course));
    expect([page.status, headingOf(page.html)]).toEqual([403, REFUSED]);
    expect(page.html).not.toMatch(/Acme|S29|S32|unknown|revoked|disabled/i);
    const code = /Code ([0-9A-F]{4}-[0-9A-F]{4})/.exec(page.html)?.[1] ?? '';
    const [row] = await launch.rows('select rule_id from refusals where code = $1', [code]);
    expect(row).toEqual({ rule_id: ruleId });
    await until(async () => (await refusedEvents()).some((data) => data['ruleId'] === ruleId), { what: 'the event' });
  });

  test('the pages differ in nothing but the code, the time and what the visitor brought', async () => {
    const pages = new Set<string>();
    for (const [, , key] of CASES) {
      const { html } = await frame().get(path('?aicc_sid=s&aicc_url=https://evil.example/h', key, 'nothing'));
      pages.add(html.replace(/Code [0-9A-F-]+/, 'Code').replace(/\d{4}-\d\d-\d\d, \d\d:\d\d/, 'time'));
    }
    expect(pages.size).toBe(1);
  });

  test('nor do they differ in time: no cause is told by the clock', async () => {
    const kinds = [KEY, OFF_KEY, 'z'.repeat(26), REVOKED_KEY, 'no'];
    const times = new Map<string, number[]>(kinds.map((kind) => [kind, []]));
    for (let round = 0; round < 60; round += 1)
      for (const kind of kinds) {
        const begun = performance.now();
        await frame().get(path('?aicc_sid=s&aicc_url=https://evil.example/h', kind));
        if (round >= 10) times.get(kind)?.push(performance.now() - begun);
      }
    // A query more or less would lengthen the quick answers too; how many are slow says only how busy the machine is.
    const quick = [...times.values()].map((list) => list.sort((a, b) => a - b)[Math.floor(list.length / 10)] ?? 0);
    expect(Math.max(...quick) / Math.min(...quick)).toBeLessThan(1.8);
  }, 60_000);

  test("the tenant's admin finds rule, cause and cure by the code; another tenant's admin does not", async () => {
    const page = await frame().get(path('?aicc_sid=s&aicc_url=https://lms2.acme.example/h'));
    const code = /Code ([0-9A-F-]{9})/.exec(page.html)?.[1] ?? '';
    const look = async (token: string, tenantId: string, asked = code): Promise<Response> =>
      fetch(`${launch.url}/aicc/tenants/${tenantId}/refusals/${asked}`, {
        headers: { authorization: `Bearer ${token}` },
      });
    const boss = await launch.token('boss', 'Acme Corp');
    const found: unknown = await (await look(boss, TENANT, code.toLowerCase().replace('-', ''))).json();
    expect(found).toMatchObject({ ruleId: 'S29', host: 'lms2.acme.example', courseId: 'ladders' });
    expect(z.object({ cure: z.string() }).parse(found).cure).toContain('lms2.acme.example');
    const other = await launch.token('other-boss', 'Other');
    expect((await look(other, TENANT)).status).toBe(403);
    expect((await look(other, '0193b2a0-0000-7000-8000-00000000000b')).status).toBe(404);
  });

  test('a key that is used from a host off the list raises an alarm at that key, until the host is listed', async () => {
    await frame().get(path('?aicc_sid=s&aicc_url=https://moved.acme.example/h', OLD_KEY));
    const boss = await launch.token('boss', TENANT);
    const Keys = z.object({
      launchKeys: z.array(z.object({ launchKey: z.string(), alarms: z.array(z.looseObject({ host: z.string() })) })),
    });
    const alarmed = async (): Promise<readonly string[]> => {
      const headers = { authorization: `Bearer ${boss}` };
      const answer = await fetch(`${launch.url}/aicc/tenants/${TENANT}/launch-keys`, { headers });
      return Keys.parse(await answer.json()).launchKeys.flatMap(({ launchKey, alarms }) =>
        alarms.some(({ host }) => host === 'moved.acme.example') ? [launchKey] : [],
      );
    };
    expect(await alarmed()).toEqual([OLD_KEY]);
    const { hosts } = aTenant();
    await launch.setTenant({ hosts: [...hosts, { name: 'moved.acme.example', port: 443, http: false }] });
    expect(await alarmed()).toEqual([]);
    await launch.setTenant({ hosts });
  });

  test('what the visitor sent is shown as text, never as a tag', async () => {
    const { html } = await frame().get(
      path('?aicc_sid=s&aicc_url=https://a.example/&x=<script>', '<script>x', '"><img src=x onerror=y>'),
    );
    expect(html).not.toMatch(/<script>x|<img/);
  });
});

describe('accepted', () => {
  test('S15, S18: valid AICC parameters and no session give the sign-in page, never content', async () => {
    const page = await frame().get(good('s15'));
    expect([page.status, headingOf(page.html)]).toEqual([200, 'Ladder &lt;Safety&gt;']);
    expect(page.html).toContain('lms.example.org');
    expect(isPlayer(page.html)).toBe(false);
    expect(page.url).not.toContain('?');
  });

  test('S16: a local account signs in and lands in the launched course, and launch.started is told', async () => {
    const page = await frame().signIn(good('s16'), 'ada', PASSWORD);
    const { launchId } = launchOf(page.html);
    const started = await until(
      async () =>
        (await launch.told('launch.sessions.v1')).find(
          ({ type, data }) => type === 'launch.started' && data['launchId'] === launchId,
        ),
      { what: 'launch.started' },
    );
    expect(started.data).toMatchObject({ host: 'lms.example.org', port: 443, courseId: 'ladders', device: 'desktop' });
    expect(JSON.stringify(started.data)).not.toContain('s16');
    expect(badgeOf(page.html)).toBe('Reporting to your LMS: Starting');
  });

  test.each([
    ['GET without parameters', ''],
    ['CMI=HACP alone', '?CMI=HACP'],
  ])('S50: %s plays and is not reported', async (_why, query) => {
    const page = await frame().signIn(path(query), 'ada', PASSWORD);
    expect(badgeOf(page.html)).toBe('Not reported: Opened directly (S50)');
    const { launchId } = launchOf(page.html);
    await until(
      async () =>
        (await launch.told('launch.sessions.v1')).some(
          ({ type, data }) =>
            type === 'launch.not-reported' && data['launchId'] === launchId && data['ruleId'] === 'S50',
        ),
      { what: 'the event' },
    );
  });

  test.each([['?aicc_sid=x'], [`?aicc_url=${HACP}`], [`?aicc_sid=&aicc_url=${HACP}`]])(
    'rule 8: %s plays and is not reported',
    async (query) => {
      const page = await frame().signIn(path(query), 'ada', PASSWORD);
      expect(badgeOf(page.html)).toBe('Not reported: Your LMS did not say where to');
    },
  );

  test('S53: on a phone it plays and says so; the tenant may switch that', async () => {
    const phone = await frame({ userAgent: PHONE }).signIn(good('s53'), 'ada', PASSWORD);
    expect(badgeOf(phone.html)).toBe('Not reported: On a phone or tablet (S53)');
    await launch.setTenant({ reportMobile: true });
    const again = await frame({ userAgent: PHONE }).signIn(good('s53b'), 'ada', PASSWORD);
    expect(badgeOf(again.html)).toBe('Reporting to your LMS: Starting');
    await launch.setTenant();
  });

  test('S54: who never signs in has watched nothing; the admin sees that a launch came', async () => {
    await frame().get(good('s54', KEY, 'knots'));
    launch.clock.offsetMs += 16 * 60_000;
    await launch.app.nest.get(Housekeeping, { strict: false }).round();
    await until(
      async () =>
        (await launch.told('launch.sessions.v1')).some(
          ({ data }) => data['ruleId'] === 'S54' && data['courseId'] === 'knots' && data['learnerId'] === null,
        ),
      { what: 'S54' },
    );
    launch.clock.offsetMs = 0;
  });

  test('HEAD is answered and is no launch', async () => {
    const before = await launch.rows('select count(*)::int as n from pending_launches');
    const answer = await fetch(`${launch.url}${path('')}`, {
      method: 'HEAD',
      headers: { 'user-agent': 'MoodleBot/4.5' },
    });
    expect(answer.status).toBe(200);
    expect(await launch.rows('select count(*)::int as n from pending_launches')).toEqual(before);
  });

  test('a launch by POST is the same as by GET', async () => {
    const browser = frame();
    const page = await browser.post(path(''), { AICC_SID: 'posted', AICC_URL: HACP }, 'https://lms.example.org');
    expect([page.status, headingOf(page.html)]).toEqual([200, 'Ladder &lt;Safety&gt;']);
    expect(page.html).toContain('lms.example.org');
  });

  test('an accepted older key launches, and launches are counted per key', async () => {
    await frame().signIn(good('old', OLD_KEY), 'ada', PASSWORD);
    const boss = await launch.token('boss', 'Acme Corp');
    const answer = await fetch(`${launch.url}/aicc/tenants/${TENANT}/launch-keys`, {
      headers: { authorization: `Bearer ${boss}` },
    });
    const { launchKeys } = z
      .object({ launchKeys: z.array(z.looseObject({ launchKey: z.string(), launches: z.number() })) })
      .parse(await answer.json());
    expect(launchKeys.find(({ launchKey }) => launchKey === OLD_KEY)).toMatchObject({ launches: 1, state: 'accepted' });
    expect(launchKeys.find(({ launchKey }) => launchKey === REVOKED_KEY)).toMatchObject({
      launches: 0,
      state: 'revoked',
    });
  });

  test('an account of another tenant is told nothing else than a wrong password', async () => {
    const wrong = await frame().signIn(good('w1'), 'ada', 'wrong-password');
    const foreign = await frame().signIn(good('w2'), 'mallory', PASSWORD);
    const nobody = await frame().signIn(good('w3'), 'nobody', PASSWORD);
    const plain = ({ html, status }: { html: string; status: number }): string =>
      status + html.replace(/value="[^"]*"|action="[^"]*"|\d+ tries/g, '');
    expect(plain(foreign)).toBe(plain(wrong));
    expect(plain(nobody)).toBe(plain(wrong));
  });
});

describe('the same session again (design §7)', () => {
  const open = async (sid: string, username = 'ada', course = 'ladders'): Promise<string> =>
    launchOf((await frame().signIn(good(sid, KEY, course), username, PASSWORD)).html).launchId;

  test('of the same learner and course is the open launch, resumed', async () => {
    expect(await open('reused')).toBe(await open('reused'));
  });
  test('two tabs at once become one launch', async () => {
    const ids = await Promise.all([open('tabs'), open('tabs'), open('tabs')]);
    expect(new Set(ids).size).toBe(1);
  });
  test('after leaving it is a new launch', async () => {
    const page = await frame().signIn(good('left'), 'ada', PASSWORD);
    const { launchId, launchToken } = launchOf(page.html);
    const answer = await fetch(`${launch.url}/learn/launches/${launchId}/leave`, {
      method: 'POST',
      headers: { authorization: `Bearer ${launchToken}` },
    });
    expect(answer.status).toBe(204);
    expect(await open('left')).not.toBe(launchId);
  });
  test('of another learner, or of another course, ends the old binding', async () => {
    const ada = await open('shared');
    const ben = await open('shared', 'ben');
    expect(ben).not.toBe(ada);
    expect(await launch.rows('select left_at is not null as over from launches where launch_id = $1', [ada])).toEqual([
      { over: true },
    ]);
    const knots = await open('shared', 'ben', 'knots');
    expect(await launch.rows('select left_at is not null as over from launches where launch_id = $1', [ben])).toEqual([
      { over: true },
    ]);
    expect(knots).not.toBe(ben);
  });
  test('two launches of one learner with two sessions stand side by side: the reporter supersedes', async () => {
    expect(await open('first')).not.toBe(await open('second'));
  });
});

test('S51: another course viewed while one is open from the LMS says that it will not count', async () => {
  const browser = new TestBrowser(launch.url);
  await browser.signIn(good('s51'), 'ben', PASSWORD);
  const page = await browser.get('/learn/view/knots');
  expect(badgeOf(page.html)).toBe('Not reported: Another course is open from your LMS (S51)');
  expect(page.html).toContain('This one will not count.');
  expect(page.html).toContain('Ladder &lt;Safety&gt;');
});

test('an event that names another course than the launch does not count for it (S51)', async () => {
  const { launchToken } = launchOf((await frame().signIn(good('s51b'), 'ada', PASSWORD)).html);
  const event = { type: 'viewing.ended.v1', id: 'e1', data: { viewingId: 'v', courseId: 'knots', at: new Date() } };
  const answer = await fetch(`${launch.url}/api/viewing-events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${launchToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ events: [event] }),
  });
  expect(await answer.json()).toMatchObject({
    accepted: 0,
    items: [{ outcome: 'refused', detail: expect.stringContaining('S51') }],
  });
});

describe('recorded launches of a real Moodle', () => {
  const recorded = recordedLaunches();
  test.each(recorded.map(({ name, url }) => [name, url] as const))(
    '%s leads to sign-in, or plays unreported',
    async (_name, url) => {
      const { search } = new URL(url);
      const page = await frame().get(path(search));
      expect([page.status, headingOf(page.html)]).toEqual([200, 'Ladder &lt;Safety&gt;']);
      expect(page.html.includes('lms.example.test')).toBe(/aicc_sid=\w/.test(search));
    },
  );
});
