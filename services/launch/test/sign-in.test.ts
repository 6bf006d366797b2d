import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { until } from '@aicc-bridge/testing';
import { decodeProtectedHeader } from 'jose';
import * as OTPAuth from 'otpauth';
import { z } from 'zod';
import { SignInLimits } from '../src/sign-in/sign-in-limits.provider.js';
import { HACP, KEY, type Launch, PASSWORD, startLaunch, TENANT } from './launch-under-test.js';
import { formAction, headingOf, hiddenOf, isPlayer, launchOf, TestBrowser } from './test-browser.js';

let launch: Launch;
const good = (sid: string): string =>
  `/aicc/launch/${KEY}/ladders?aicc_sid=${sid}&aicc_url=${encodeURIComponent(HACP)}`;
const OVER = 'Open the course again from your LMS.';
const Problem = z.object({ type: z.string(), detail: z.string() });

beforeAll(async () => {
  launch = await startLaunch({ limits: new SignInLimits(5, 30, 900) });
}, 60_000);
afterAll(() => launch?.close());

async function call(
  method: string,
  path: string,
  token: string | null,
  body?: object,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${launch.url}${path}`, {
    method,
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

describe('the launch context belongs to the browser that it came from', () => {
  test.each([
    ['https, in a frame: a partitioned cookie', { secure: true }],
    ['http, in a window of its own: a cookie', {}],
    ['http, in a frame: no cookie, the page holds a token', { cookies: false }],
  ])('%s', async (_why, options) => {
    const learner = new TestBrowser(launch.url, options);
    const page = await learner.get(good('bound'));
    expect(headingOf(page.html)).toContain('Ladder');

    for (const thief of [
      new TestBrowser(launch.url, options),
      new TestBrowser(launch.url, { cookies: false, ...('secure' in options ? { secure: true } : {}) }),
    ]) {
      await thief.get('/learn/view/knots');
      const stolen = await thief.get(page.url);
      expect([stolen.status, headingOf(stolen.html)]).toEqual([410, OVER]);
      const tried = await thief.post(page.url, { username: 'ben', password: PASSWORD });
      expect([tried.status, isPlayer(tried.html)]).toEqual([410, false]);
      const guessed = await thief.post(page.url, { username: 'ben', password: PASSWORD, page: 'A'.repeat(32) });
      expect(guessed.status).toBe(410);
    }
    const mine = await learner.post(page.url, { ...hiddenOf(page.html), username: 'ada', password: PASSWORD });
    expect(isPlayer(mine.html)).toBe(true);
  });

  test('over https every cookie is __Host-, HttpOnly, Secure, and Partitioned where nobody says that it is a window', async () => {
    const browser = new TestBrowser(launch.url, { secure: true });
    await browser.signIn(good('cookies'), 'ada', PASSWORD);
    expect(browser.setCookies.length).toBeGreaterThanOrEqual(3);
    for (const cookie of browser.setCookies)
      expect(cookie).toMatch(
        /^__Host-aicc_\w+=[\w.~-]+; Path=\/; HttpOnly(; Max-Age=\d+)?; SameSite=None; Secure; Partitioned$/,
      );
  });

  test('15 minutes later the address is over', async () => {
    const browser = new TestBrowser(launch.url);
    const page = await browser.get(good('late'));
    launch.clock.offsetMs += 15 * 60_000 + 1_000;
    expect((await browser.get(page.url)).status).toBe(410);
    launch.clock.offsetMs = 0;
  });

  test('the back button and a reload find the same launch while there are cookies', async () => {
    const browser = new TestBrowser(launch.url);
    const page = await browser.get(good('reload'));
    const first = launchOf((await browser.post(page.url, { username: 'ada', password: PASSWORD })).html).launchId;
    expect(launchOf((await browser.get(browser.at)).html).launchId).toBe(first);
    expect(launchOf((await browser.get(page.url)).html).launchId).toBe(first);
  });

  test('a reload in a frame: the page sends the token that its history kept, and signs in again', async () => {
    const browser = new TestBrowser(launch.url, { cookies: false });
    const page = await browser.get(good('frame-reload'));
    const first = launchOf(
      (await browser.post(page.url, { ...hiddenOf(page.html), username: 'ada', password: PASSWORD })).html,
    );
    const reloaded = await browser.get(page.url);
    expect(formAction(reloaded.html, 'again')).toBe(`${page.url}/again`);
    const again = await browser.post(`${page.url}/again`, { page: first.page ?? '' });
    const second = await browser.post(page.url, { ...hiddenOf(again.html), username: 'ada', password: PASSWORD });
    expect(launchOf(second.html).launchId).toBe(first.launchId);
  });

  test('"open in a new window" works once, and ends what the old page holds', async () => {
    const frame = new TestBrowser(launch.url, { cookies: false });
    const page = await frame.get(good('window'));
    const answer = await frame.raw(
      'POST',
      `${page.url}/window`,
      { origin: frame.origin },
      new URLSearchParams(hiddenOf(page.html)).toString(),
    );
    const code = answer.headers.get('location') ?? '';
    expect(code).toMatch(/^\/learn\/w\//);
    const window = new TestBrowser(launch.url);
    expect((await window.get(code)).status).toBe(200);
    expect((await new TestBrowser(launch.url).get(code)).status).toBe(410);
    expect((await frame.post(page.url, { ...hiddenOf(page.html), username: 'ben', password: PASSWORD })).status).toBe(
      410,
    );
    expect(isPlayer((await window.post(window.at, { username: 'ada', password: PASSWORD })).html)).toBe(true);
  });

  test('a launch id opens nothing: neither without sign-in nor for another learner', async () => {
    const ada = new TestBrowser(launch.url);
    const { launchId } = launchOf((await ada.signIn(good('mine'), 'ada', PASSWORD)).html);
    const stranger = await new TestBrowser(launch.url).get(`/learn/c/${launchId}`);
    expect(isPlayer(stranger.html)).toBe(false);
    const ben = new TestBrowser(launch.url);
    await ben.signIn(good('his'), 'ben', PASSWORD);
    expect(isPlayer((await ben.get(`/learn/c/${launchId}`)).html)).toBe(false);
    // Whether there is such a launch is not told either.
    const none = await new TestBrowser(launch.url).get('/learn/c/0193b2a0-0000-7000-8000-00000000dead');
    expect(none.html.replace(/c\/[0-9a-f-]+/, '')).toBe(stranger.html.replace(/c\/[0-9a-f-]+/, ''));
  });

  test('who is signed in as a learner needs no second sign-in for the next launch, and may be somebody else', async () => {
    const browser = new TestBrowser(launch.url);
    await browser.signIn(good('sso-1'), 'ada', PASSWORD);
    const next = await browser.get(good('sso-2'));
    expect(next.html).toContain('Signed in as Name of ada.');
    const other = await browser.post(formAction(next.html, 'another') ?? '', hiddenOf(next.html));
    expect(isPlayer(other.html)).toBe(false);
    const ben = await browser.post(formAction(other.html, 'password') ?? '', {
      ...hiddenOf(other.html),
      username: 'ben',
      password: PASSWORD,
    });
    expect(ben.html).toContain('Signed in as Name of ben.');
  });

  test('a session of another organisation is no way in, and the page says whose it is', async () => {
    const browser = new TestBrowser(launch.url);
    const view = await browser.get('/learn/view/knots');
    await browser.post(formAction(view.html, 'password') ?? '', {
      organisation: 'Other',
      username: 'mallory',
      password: PASSWORD,
    });
    const page = await browser.get(good('foreign'));
    expect(page.html).toContain('You are signed in as Name of mallory, of another organisation.');
  });
});

describe('requests of other pages', () => {
  test.each([['https://evil.example'], ['null']])(
    'a sign-in form sent by %s signs nobody in (login CSRF)',
    async (origin) => {
      const browser = new TestBrowser(launch.url);
      const page = await browser.get(good('csrf'));
      const planted = await browser.post(
        page.url,
        { ...hiddenOf(page.html), username: 'ben', password: PASSWORD },
        origin,
      );
      expect([planted.status, isPlayer(planted.html)]).toEqual([403, false]);
      const token = await call(
        'POST',
        '/auth/token',
        null,
        { username: 'boss', password: PASSWORD, organisation: TENANT },
        { origin },
      );
      expect([token.status, token.headers.getSetCookie()]).toEqual([403, []]);
    },
  );

  test("the console's session cannot be used by another page, nor ended by it", async () => {
    const { cookie } = await consoleSession('boss', 'Acme Corp');
    const headers = { cookie, origin: 'https://evil.example' };
    expect((await call('POST', '/auth/refresh', null, undefined, headers)).status).toBe(403);
    expect((await call('POST', '/auth/sign-out', null, undefined, headers)).status).toBe(403);
    expect((await call('POST', '/auth/refresh', null, undefined, { cookie, origin: launch.url })).status).toBe(200);
  });

  test('a session planted before sign-in is not the one that is signed in (fixation)', async () => {
    const attacker = new TestBrowser(launch.url);
    await attacker.signIn(good('fix-1'), 'ben', PASSWORD);
    const victim = new TestBrowser(launch.url);
    for (const [name, value] of attacker.jar) victim.jar.set(name, value);
    const page = await victim.get(`${good('fix-2')}`);
    const other = await victim.post(formAction(page.html, 'another') ?? '', hiddenOf(page.html));
    await victim.post(formAction(other.html, 'password') ?? '', {
      ...hiddenOf(other.html),
      username: 'ada',
      password: PASSWORD,
    });
    expect(victim.jar.get('aicc_learner')).not.toBe(attacker.jar.get('aicc_learner'));
    expect((await attacker.get(good('fix-3'))).html).not.toContain('Name of ada');
    // The planted session has ended with the sign-in.
    expect(isPlayer((await attacker.get(good('fix-4'))).html)).toBe(false);
  });
});

describe('guessing', () => {
  test('five wrong tries from one place and it has to wait; the page counts down', async () => {
    await launch.person('guessed');
    const guesser = new TestBrowser(launch.url, { address: '198.51.100.1' });
    const page = await guesser.get(good('guess'));
    const answers: string[] = [];
    for (let n = 0; n < 6; n += 1) {
      const { html, status } = await guesser.post(page.url, {
        ...hiddenOf(page.html),
        username: 'guessed',
        password: `wrong-${n}`,
      });
      answers.push(`${status} ${/(\d) tr(?:y is|ies are) left|Too many/.exec(html)?.[0] ?? ''}`);
    }
    expect(answers).toEqual([
      '401 4 tries are left',
      '401 3 tries are left',
      '401 2 tries are left',
      '401 1 try is left',
      '429 Too many',
      '429 Too many',
    ]);
    const right = await guesser.post(page.url, { ...hiddenOf(page.html), username: 'guessed', password: PASSWORD });
    expect(right.status).toBe(429);
  });

  test('that locks nobody else out: the person signs in from elsewhere, and on the known browser from the same place', async () => {
    await launch.person('wanted');
    const known = new TestBrowser(launch.url, { address: '198.51.100.2' });
    await known.signIn(good('known'), 'wanted', PASSWORD);
    await known.post('/learn/sign-out', {});
    const guesser = new TestBrowser(launch.url, { address: '198.51.100.2' });
    const page = await guesser.get(good('guess-2'));
    for (let n = 0; n < 6; n += 1)
      await guesser.post(page.url, { ...hiddenOf(page.html), username: 'wanted', password: 'wrong' });
    expect(isPlayer((await known.signIn(good('known-2'), 'wanted', PASSWORD)).html)).toBe(true);
    const elsewhere = new TestBrowser(launch.url, { address: '203.0.113.9' });
    expect(isPlayer((await elsewhere.signIn(good('elsewhere'), 'wanted', PASSWORD)).html)).toBe(true);
  });

  test('an address that tries many accounts has to wait as a whole', async () => {
    const guesser = new TestBrowser(launch.url, { address: '198.51.100.3' });
    const page = await guesser.get(good('spray'));
    const statuses: number[] = [];
    for (let n = 0; n < 31; n += 1)
      statuses.push(
        (await guesser.post(page.url, { ...hiddenOf(page.html), username: `nobody-${n}`, password: 'wrong' })).status,
      );
    expect([statuses.at(0), statuses.at(-1)]).toEqual([401, 429]);
  });

  test('an unknown account counts down as a known one does, and takes as long', async () => {
    await launch.person('there');
    const tries = async (username: string, address: string): Promise<{ said: string[]; quickestMs: number }> => {
      const said: string[] = [];
      let quickestMs = Infinity;
      for (let n = 0; n < 5; n += 1) {
        const begun = performance.now();
        const answer = await call(
          'POST',
          '/auth/token',
          null,
          { username, password: 'wrong', organisation: 'Acme Corp' },
          { 'x-forwarded-for': address },
        );
        quickestMs = Math.min(quickestMs, performance.now() - begun);
        said.push(`${answer.status} ${Problem.parse(await answer.json()).detail}`);
      }
      return { said, quickestMs };
    };
    const known = await tries('there', '198.51.100.4');
    const unknown = await tries('not-there', '198.51.100.5');
    expect(unknown.said).toEqual(known.said);
    const quickest = [known.quickestMs, unknown.quickestMs];
    expect(Math.max(...quickest) / Math.min(...quickest)).toBeLessThan(2.5);
  });
});

test('a user name that no database takes is a wrong one, and no fault of ours', async () => {
  const answer = await call('POST', '/auth/token', null, {
    username: 'a\u0000b\ud800',
    password: 'x',
    organisation: 'x\u0000',
  });
  expect(answer.status).toBe(401);
});

describe('accounts', () => {
  const Created = z.object({ personId: z.string(), invitation: z.object({ path: z.string() }).nullable() });

  test('an invitation sets a password once; looking at it uses nothing up', async () => {
    const boss = await launch.token('boss', 'Acme Corp');
    const made = Created.parse(
      await (
        await call('POST', `/api/people/tenants/${TENANT}`, boss, { username: 'invited', name: 'I', role: 'learner' })
      ).json(),
    );
    const path = made.invitation?.path ?? '';
    const browser = new TestBrowser(launch.url);
    expect((await browser.get(path)).status).toBe(200);
    expect((await browser.get(path)).status).toBe(200);
    expect((await browser.post(path, { password: 'short' })).status).toBe(422);
    expect((await browser.post(path, { password: 'long enough by far' }, 'https://evil.example')).status).toBe(403);
    expect(headingOf((await browser.post(path, { password: 'long enough by far' })).html)).toBe(
      'Your new password is kept.',
    );
    expect((await browser.post(path, { password: 'another one, later' })).status).toBe(410);
    expect(isPlayer((await browser.signIn(good('invited'), 'invited', 'long enough by far')).html)).toBe(true);
  });

  test('a reset ends every session of the person, access tokens too; an old link is over', async () => {
    const person = await launch.person('forgetful', TENANT, 'tenant-admin');
    const token = await launch.token('forgetful', 'Acme Corp');
    expect((await call('GET', '/auth/me', token)).status).toBe(200);
    const boss = await launch.token('boss', 'Acme Corp');
    const Link = z.object({ path: z.string() });
    const { path } = Link.parse(
      await (await call('POST', `/api/people/tenants/${TENANT}/${person?.personId}/reset`, boss)).json(),
    );
    const late = Link.parse(
      await (await call('POST', `/api/people/tenants/${TENANT}/${person?.personId}/reset`, boss)).json(),
    );
    await new TestBrowser(launch.url).post(path, { password: 'a new password, long' });
    await until(async () => (await call('GET', '/auth/me', token)).status === 401, { what: 'the old token to end' });
    launch.clock.offsetMs += 3_601_000;
    expect((await new TestBrowser(launch.url).get(late.path)).status).toBe(410);
    launch.clock.offsetMs = 0;
  });

  test("another organisation's admin resets nobody here", async () => {
    const person = await launch.person('protected');
    const other = await launch.token('other-boss', 'Other');
    expect((await call('POST', `/api/people/tenants/${TENANT}/${person?.personId}/reset`, other)).status).toBe(403);
    const own = '0193b2a0-0000-7000-8000-00000000000b';
    expect((await call('POST', `/api/people/tenants/${own}/${person?.personId}/reset`, other)).status).toBe(404);
    expect(
      (await call('PUT', `/api/people/tenants/${own}/${person?.personId}/access`, other, { disabled: true })).status,
    ).toBe(404);
  });

  test('a disabled account is out at once and looks like an unknown one', async () => {
    const person = await launch.person('leaver');
    const browser = new TestBrowser(launch.url);
    await browser.signIn(good('leaver'), 'leaver', PASSWORD);
    const boss = await launch.token('boss', 'Acme Corp');
    expect(
      (await call('PUT', `/api/people/tenants/${TENANT}/${person?.personId}/access`, boss, { disabled: true })).status,
    ).toBe(204);
    const page = await browser.get(good('leaver-2'));
    expect(isPlayer(page.html)).toBe(false);
    expect((await browser.post(page.url, { username: 'leaver', password: PASSWORD })).status).toBe(401);
  });

  test('people come in by CSV, all or nothing, each with an invitation', async () => {
    const boss = await launch.token('boss', 'Acme Corp');
    const path = `/api/people/tenants/${TENANT}/import`;
    const bad = await call('POST', path, boss, {
      csv: 'username,name,role\nok,Fine,learner\nbad name,X,learner\nok,Twice,king',
    });
    expect(await bad.json()).toMatchObject({ errors: [{ pointer: 'line 3, username' }, { pointer: 'line 4, role' }] });
    expect(await launch.rows(`select 1 from people where username = 'ok'`)).toEqual([]);
    const csv =
      '\ufeffusername,name,role,samlNameId\r\ncsv-1,"One, Ms",learner,\r\ncsv-2,Two,tenant-viewer,two@acme.example\r\nada,Ada,learner,\r\n';
    const fine: unknown = await (await call('POST', path, boss, { csv })).json();
    expect(fine).toMatchObject({ made: 2, existed: 1, invitations: [{ username: 'csv-1' }] });
    expect(await launch.rows(`select name, role from people where username = 'csv-2'`)).toEqual([
      { name: 'Two', role: 'tenant-viewer' },
    ]);
  });
});

describe('sessions and keys', () => {
  test('an access token lives 10 minutes, a session 8 hours; signing out ends both everywhere', async () => {
    const { cookie, token } = await consoleSession('boss', 'Acme Corp');
    launch.clock.offsetMs += 11 * 60_000;
    expect((await call('GET', '/auth/me', token)).status).toBe(401);
    const Token = z.object({ accessToken: z.string() });
    const fresh = Token.parse(
      await (await call('POST', '/auth/refresh', null, undefined, { cookie })).json(),
    ).accessToken;
    expect((await call('GET', '/auth/me', fresh)).status).toBe(200);
    await call('POST', '/auth/sign-out', null, undefined, { cookie });
    expect((await call('POST', '/auth/refresh', null, undefined, { cookie })).status).toBe(401);
    await until(async () => (await call('GET', '/auth/me', fresh)).status === 401, { what: 'the token to end' });
    launch.clock.offsetMs = 0;
    const next = await consoleSession('boss', 'Acme Corp');
    launch.clock.offsetMs += 8 * 3_600_000 + 1_000;
    expect((await call('POST', '/auth/refresh', null, undefined, { cookie: next.cookie })).status).toBe(401);
    launch.clock.offsetMs = 0;
  });

  test("a learner's cookie is no bearer, and no session of the console", async () => {
    const browser = new TestBrowser(launch.url);
    await browser.signIn(good('bearer'), 'ada', PASSWORD);
    const cookie = browser.jar.get('aicc_learner') ?? '';
    expect((await call('GET', '/auth/me', cookie)).status).toBe(401);
    expect((await call('POST', '/auth/refresh', null, undefined, { cookie: `aicc_console=${cookie}` })).status).toBe(
      401,
    );
  });

  test('a rotated key signs after it is known everywhere; older tokens stay good; the JWKS has both', async () => {
    const before = await launch.token('boss', 'Acme Corp');
    const admin = await launch.token('admin', null);
    const { keyId } = z
      .object({ keyId: z.string() })
      .parse(await (await call('POST', '/auth/keys/rotate', admin)).json());
    expect(decodeProtectedHeader(await launch.token('boss', 'Acme Corp')).kid).not.toBe(keyId);
    launch.clock.offsetMs += 61_000;
    const after = await launch.token('boss', 'Acme Corp');
    expect(decodeProtectedHeader(after)).toMatchObject({ kid: keyId, alg: 'EdDSA' });
    for (const token of [before, after]) expect((await call('GET', '/auth/me', token)).status).toBe(200);
    const jwks = z
      .object({ keys: z.array(z.looseObject({ kid: z.string() })) })
      .parse(await (await call('GET', '/auth/jwks.json', null)).json());
    expect(jwks.keys.map(({ kid }) => kid)).toContain(keyId);
    expect(JSON.stringify(jwks)).not.toContain('"d"');
    launch.clock.offsetMs = 0;
  });

  test('sign-in expires while watching: nothing watched is lost', async () => {
    const browser = new TestBrowser(launch.url, { cookies: false });
    const { launchId, launchToken } = launchOf((await browser.signIn(good('long'), 'ada', PASSWORD)).html);
    const event = {
      events: [{ type: 'viewing.ended.v1', id: 'x1', data: { viewingId: 'v', courseId: 'ladders', at: new Date() } }],
    };
    launch.clock.offsetMs += 9 * 3_600_000;
    expect((await call('POST', '/api/viewing-events', launchToken, event)).status).toBe(202);
    const Token = z.object({ launchToken: z.string() });
    const fresh = Token.parse(
      await (await call('POST', `/learn/launches/${launchId}/token`, launchToken)).json(),
    ).launchToken;
    launch.clock.offsetMs += 16 * 3_600_000;
    expect((await call('POST', '/api/viewing-events', launchToken, event)).status).toBe(401);
    expect((await call('POST', '/api/viewing-events', fresh, event)).status).toBe(202);
    const renew = (username: string): Promise<Response> =>
      call('POST', `/learn/launches/${launchId}/renew`, null, { username, password: PASSWORD });
    expect((await renew('ben')).status).toBe(401);
    const renewed = Token.parse(await (await renew('ada')).json()).launchToken;
    expect((await call('POST', '/api/viewing-events', renewed, event)).status).toBe(202);
    launch.clock.offsetMs = 0;
  });

  test('the course resumes where the learner was', async () => {
    const { launchId, launchToken } = launchOf(
      (await new TestBrowser(launch.url).signIn(good('place'), 'ada', PASSWORD)).html,
    );
    expect(
      (await call('PUT', `/learn/launches/${launchId}/place`, launchToken, { unitId: 'u2', seconds: 12.5 })).status,
    ).toBe(204);
    expect(launchOf((await new TestBrowser(launch.url).signIn(good('place-2'), 'ada', PASSWORD)).html).place).toEqual({
      unitId: 'u2',
      seconds: 12.5,
    });
  });
});

test('a second factor: enrolled with a code, asked for afterwards, each code once', async () => {
  await launch.person('support', null, 'publisher-support');
  const credentials = { username: 'support', password: PASSWORD };
  const { secret } = z
    .object({ secret: z.string(), uri: z.string() })
    .parse(await (await call('POST', '/auth/totp', null, credentials)).json());
  const totp = new OTPAuth.TOTP({ secret: OTPAuth.Secret.fromBase32(secret), digits: 6, period: 30 });
  const code = (): string => totp.generate({ timestamp: launch.clock.now().getTime() });
  expect((await call('POST', '/auth/token', null, credentials)).status).toBe(200);
  expect((await call('POST', '/auth/totp/confirm', null, { ...credentials, code: '000000' })).status).toBe(401);
  expect((await call('POST', '/auth/totp/confirm', null, { ...credentials, code: code() })).status).toBe(204);
  const asked = await call('POST', '/auth/token', null, credentials);
  expect([asked.status, Problem.parse(await asked.json()).type]).toEqual([401, 'urn:aicc-bridge:problem:code-needed']);
  expect((await call('POST', '/auth/token', null, { ...credentials, code: code() })).status).toBe(401);
  launch.clock.offsetMs += 30_000;
  const used = code();
  expect((await call('POST', '/auth/token', null, { ...credentials, code: used })).status).toBe(200);
  expect((await call('POST', '/auth/token', null, { ...credentials, code: used })).status).toBe(401);
  launch.clock.offsetMs = 0;
});

async function consoleSession(username: string, organisation: string): Promise<{ cookie: string; token: string }> {
  const answer = await call('POST', '/auth/token', null, { username, password: PASSWORD, organisation });
  const cookie = answer.headers.getSetCookie().find((one) => one.startsWith('aicc_console=')) ?? '';
  const { accessToken } = z.object({ accessToken: z.string() }).parse(await answer.json());
  return { cookie: cookie.split(';')[0] ?? '', token: accessToken };
}
