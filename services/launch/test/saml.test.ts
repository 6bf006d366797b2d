import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Answer, type IdentityProvider, type Request, startIdentityProvider } from './identity-provider.js';
import { HACP, KEY, type Launch, PASSWORD, startLaunch, TENANT } from './launch-under-test.js';
import { headingOf, hiddenOf, isPlayer, launchOf, type Page, TestBrowser } from './test-browser.js';

const good = (sid: string): string =>
  `/aicc/launch/${KEY}/ladders?aicc_sid=${sid}&aicc_url=${encodeURIComponent(HACP)}`;
let idp: IdentityProvider;
let launch: Launch;
let browser: TestBrowser;

beforeAll(async () => {
  idp = await startIdentityProvider();
  launch = await startLaunch({ saml: idp.connection });
  idp.trust(await (await fetch(`${launch.url}/auth/saml/${TENANT}/metadata`)).text());
}, 60_000);
afterAll(async () => {
  await launch?.close();
  await idp?.close();
});
beforeEach(() => {
  browser = new TestBrowser(launch.url);
});

/** Launch, "Continue with single sign-on", and what the identity provider is asked then. */
async function ask(sid: string, popup = false, by = browser): Promise<{ request: Request; page: Page }> {
  const page = await by.get(good(sid));
  const gone = await by.post(`${page.url}/sso`, { ...hiddenOf(page.html), ...(popup ? { popup: '1' } : {}) });
  expect(gone.url.startsWith(`${idp.url}/sso?`)).toBe(true);
  return { request: await idp.readRequest(new URL(gone.url).searchParams), page };
}

function give(response: string, relayState: string, by = browser): Promise<Page> {
  return by.post(`/auth/saml/${TENANT}/acs`, { SAMLResponse: response, RelayState: relayState }, 'https://idp.example');
}

async function signIn(answer: Answer, sid = 'saml'): Promise<Page> {
  const { request } = await ask(sid);
  return give(await idp.answerTo(request, answer), request.relayState);
}

const changed = (response: string, change: (xml: string) => string): string =>
  Buffer.from(change(Buffer.from(response, 'base64').toString('utf8'))).toString('base64');

describe('the way there and back', () => {
  test('S17: a signed answer of the provider signs in, to the very launch that began it', async () => {
    const page = await signIn(
      { nameId: 'grace@acme.example', attributes: { displayName: 'Grace Hopper' } },
      'round-trip',
    );
    expect(isPlayer(page.html)).toBe(true);
    expect(page.html).toContain('Signed in as Grace Hopper.');
    const { launchId } = launchOf(page.html);
    expect(await launch.rows('select course_id, rule_id from launches where launch_id = $1', [launchId])).toEqual([
      { course_id: 'ladders', rule_id: null },
    ]);
  });

  test('the second time it is the same account, with the name as the provider has it now', async () => {
    await signIn({ nameId: 'alan@acme.example', attributes: { displayName: 'Alan' } });
    browser = new TestBrowser(launch.url);
    const page = await signIn({ nameId: 'alan@acme.example', attributes: { displayName: 'Alan Turing' } });
    expect(page.html).toContain('Signed in as Alan Turing.');
    expect(await launch.rows(`select name, role from people where saml_name_id = 'alan@acme.example'`)).toEqual([
      { name: 'Alan Turing', role: 'learner' },
    ]);
  });

  test('a local account of the same user name is never taken over', async () => {
    await signIn({ nameId: 'boss' });
    expect(await launch.rows(`select role, saml_name_id from people where username = 'boss'`)).toEqual([
      { role: 'tenant-admin', saml_name_id: null },
    ]);
    expect(await launch.rows(`select role from people where saml_name_id = 'boss'`)).toEqual([{ role: 'learner' }]);
  });

  test('attributes are mapped as the tenant says', async () => {
    await launch.setTenant({
      saml: {
        ...idp.connection,
        idpInitiated: false,
        signRequests: false,
        nameAttribute: 'fullName',
        usernameAttribute: 'uid',
      },
    });
    const page = await signIn({
      nameId: 'x1',
      nameIdFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient',
      attributes: { uid: 'u-77', fullName: 'Mapped Name' },
    });
    expect(page.html).toContain('Signed in as Mapped Name.');
    expect(await launch.rows(`select username from people where saml_name_id = 'u-77'`)).toEqual([
      { username: 'u-77' },
    ]);
    await launch.setTenant();
  });

  test('a disabled account does not come back by single sign-on', async () => {
    await signIn({ nameId: 'gone@acme.example' });
    await launch.dataSource.query(`update people set disabled_at = now() where saml_name_id = 'gone@acme.example'`);
    browser = new TestBrowser(launch.url);
    expect(isPlayer((await signIn({ nameId: 'gone@acme.example' })).html)).toBe(false);
  });

  test('from a frame without cookies: a window beside it signs in and gives the result to the page that opened it', async () => {
    const frame = new TestBrowser(launch.url, { cookies: false });
    const page = await frame.get(good('popup'));
    const window = new TestBrowser(launch.url);
    const gone = await window.post(`${page.url}/sso`, { ...hiddenOf(page.html), popup: '1' });
    const request = await idp.readRequest(new URL(gone.url).searchParams);
    const done = await give(await idp.answerTo(request, { nameId: 'framed@acme.example' }), request.relayState, window);
    expect(headingOf(done.html)).toBe('You are signed in.');
    const { code = '' } = hiddenOf(done.html);
    const player = await frame.post(`${page.url}/signed-in`, { code, page: hiddenOf(page.html)['page'] ?? '' });
    expect(isPlayer(player.html)).toBe(true);
    expect((await frame.post(`${page.url}/signed-in`, { code, page: hiddenOf(page.html)['page'] ?? '' })).status).toBe(
      410,
    );
  });

  test('a provider that cuts the windows apart: the course goes on in the sign-in window', async () => {
    const frame = new TestBrowser(launch.url, { cookies: false });
    const page = await frame.get(good('popup-2'));
    const window = new TestBrowser(launch.url);
    const gone = await window.post(`${page.url}/sso`, { ...hiddenOf(page.html), popup: '1' });
    const request = await idp.readRequest(new URL(gone.url).searchParams);
    const done = await give(await idp.answerTo(request, { nameId: 'framed@acme.example' }), request.relayState, window);
    const { code = '' } = hiddenOf(done.html);
    const player = await window.post(`${page.url}/signed-in`, { code });
    expect(isPlayer(player.html)).toBe(true);
    // The frame's page has handed the launch over.
    expect((await frame.post(page.url, { ...hiddenOf(page.html), username: 'ada', password: PASSWORD })).status).toBe(
      410,
    );
  });

  test('the result of that window is worth nothing in a browser that did not begin the sign-in', async () => {
    const frame = new TestBrowser(launch.url, { cookies: false });
    const page = await frame.get(good('popup-3'));
    const window = new TestBrowser(launch.url);
    const gone = await window.post(`${page.url}/sso`, { ...hiddenOf(page.html), popup: '1' });
    const request = await idp.readRequest(new URL(gone.url).searchParams);
    const done = await give(await idp.answerTo(request, { nameId: 'framed@acme.example' }), request.relayState, window);
    const { code = '' } = hiddenOf(done.html);
    const thief = await new TestBrowser(launch.url).post(`${page.url}/signed-in`, { code });
    expect([thief.status, isPlayer(thief.html)]).toEqual([410, false]);
  });

  test('the console signs in by it too: an admin gets a session, a learner does not get one there', async () => {
    await launch.rows(
      `insert into people (person_id, tenant_id, username, name, role, saml_name_id, created_at) values (gen_random_uuid(), $1, 'sso-boss', 'SSO Boss', 'tenant-admin', 'chief@acme.example', now()) returning 1`,
      [TENANT],
    );
    for (const [nameId, cookie] of [
      ['chief@acme.example', true],
      ['grace@acme.example', false],
    ] as const) {
      const console_ = new TestBrowser(launch.url);
      const gone = await console_.post(`/auth/saml/${TENANT}/login`, {});
      const request = await idp.readRequest(new URL(gone.url).searchParams);
      await give(await idp.answerTo(request, { nameId }), request.relayState, console_);
      expect(console_.jar.has('aicc_console')).toBe(cookie);
    }
  });
});

describe('refused', () => {
  const refused = async (answer: Answer, change?: (xml: string) => string): Promise<void> => {
    const { request } = await ask('attack');
    const response = await idp.answerTo(request, { ...answer });
    const page = await give(change === undefined ? response : changed(response, change), request.relayState);
    expect(isPlayer(page.html)).toBe(false);
    expect(page.html).toContain('Single sign-on did not work.');
    expect(browser.jar.has('aicc_learner')).toBe(false);
  };
  const victim = 'grace@acme.example';

  test('an assertion that is not signed', () => refused({ nameId: victim, signed: false }));
  test('a signature by a key that the tenant does not know', () => refused({ nameId: victim, foreignKey: true }));
  test('a changed NameID', () =>
    refused({ nameId: 'evil@acme.example' }, (xml) => xml.replace('evil@acme.example', victim)));
  test('another audience', () => refused({ nameId: victim, audience: 'https://other.example/metadata' }));
  test('another recipient', () => refused({ nameId: victim, recipient: 'https://other.example/acs' }));
  test('another issuer', () => refused({ nameId: victim, issuer: 'https://evil.example/metadata' }));
  test('a window that is over', () => refused({ nameId: victim, notOnOrAfterMs: -61_000 }));
  test('a window that is not yet open', () =>
    refused({ nameId: victim, notBeforeMs: 120_000, notOnOrAfterMs: 240_000 }));
  test('an answer to another request', () => refused({ nameId: victim, inResponseTo: `_${'0'.repeat(40)}` }));
  test('an answer to no request', () => refused({ nameId: victim, inResponseTo: null }));
  test('a transient NameID, which would be a new account each time', () =>
    refused({ nameId: '_x', nameIdFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient' }));

  test('SHA-1 (downgrade)', () =>
    refused({ nameId: victim, signatureAlgorithm: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1' }));
  test('HMAC with the public certificate for a secret (downgrade)', () =>
    refused({ nameId: victim }, (xml) => {
      const signedInfo =
        /<ds:SignedInfo.*?<\/ds:SignedInfo>/s.exec(xml)?.[0].replace(/rsa-sha256/, 'hmac-sha256') ?? '';
      const value = createHmac('sha256', idp.certificate).update(signedInfo).digest('base64');
      return xml
        .replace(/<ds:SignedInfo.*?<\/ds:SignedInfo>/s, signedInfo)
        .replace(/<ds:SignatureValue>.*?<\/ds:SignatureValue>/s, `<ds:SignatureValue>${value}</ds:SignatureValue>`);
    }));

  const assertion = (xml: string): string => /<saml:Assertion.*<\/saml:Assertion>/s.exec(xml)?.[0] ?? '';
  const forged = (xml: string, id = '_forged'): string =>
    assertion(xml)
      .replace(/ID="[^"]+"/, `ID="${id}"`)
      .replace(/<ds:Signature.*<\/ds:Signature>/s, '')
      .replaceAll('evil@acme.example', victim);
  test.each([
    [
      'a forged assertion before the signed one',
      (xml: string) => xml.replace('<saml:Assertion', `${forged(xml)}<saml:Assertion`),
    ],
    [
      'a forged assertion behind it',
      (xml: string) => xml.replace('</samlp:Response>', `${forged(xml)}</samlp:Response>`),
    ],
    [
      'the signed one hidden in extensions',
      (xml: string) =>
        xml.replace(assertion(xml), `<samlp:Extensions>${assertion(xml)}</samlp:Extensions>${forged(xml)}`),
    ],
    [
      'the signed one hidden in the signature of the forged one',
      (xml: string) =>
        xml.replace(
          assertion(xml),
          forged(xml).replace(
            '</saml:Issuer>',
            `</saml:Issuer>${(/<ds:Signature.*<\/ds:Signature>/s.exec(xml)?.[0] ?? '').replace('</ds:Signature>', `<ds:Object>${assertion(xml)}</ds:Object></ds:Signature>`)}`,
          ),
        ),
    ],
    [
      'both with the same id',
      (xml: string) =>
        xml.replace(
          '<saml:Assertion',
          `${forged(xml, /<saml:Assertion[^>]* ID="([^"]+)"/.exec(xml)?.[1] ?? '')}<saml:Assertion`,
        ),
    ],
    [
      'the signed one inside the forged one',
      (xml: string) =>
        xml.replace(assertion(xml), forged(xml).replace('</saml:Assertion>', `${assertion(xml)}</saml:Assertion>`)),
    ],
    [
      'a forged envelope whose assertion points to the signed one',
      (xml: string) => xml.replace('<saml:Assertion ', '<saml:Advice>').replace('</saml:Assertion>', '</saml:Advice>'),
    ],
  ])('signature wrapping: %s', (_why, change) => refused({ nameId: 'evil@acme.example' }, change));

  test('a comment that cuts the NameID in two', () =>
    refused({ nameId: `${victim}.evil.example` }, (xml) => xml.replace(`${victim}.`, `${victim}<!-- -->.`)));
  test('a processing instruction in the NameID', () =>
    refused({ nameId: `${victim}.evil.example` }, (xml) => xml.replace(`${victim}.`, `${victim}<?x?>.`)));
  test.each([
    ['an external entity', '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'],
    ['entities that grow', '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'],
    ['a document type alone', '<!DOCTYPE r>'],
  ])('%s', (_why, prolog) => refused({ nameId: victim }, (xml) => prolog + xml));

  test('the same answer a second time, in the same and in another browser (replay)', async () => {
    const { request } = await ask('replay');
    const response = await idp.answerTo(request, { nameId: victim });
    expect(isPlayer((await give(response, request.relayState)).html)).toBe(true);
    expect(isPlayer((await give(response, request.relayState, new TestBrowser(launch.url))).html)).toBe(false);
    await launch.setTenant({ saml: { ...idp.connection, idpInitiated: true, signRequests: false } });
    const fresh = new TestBrowser(launch.url);
    const unasked = await idp.answerTo({ id: '', acs: request.acs }, { nameId: victim, inResponseTo: null });
    await give(unasked, '', fresh);
    expect(fresh.jar.has('aicc_learner')).toBe(true);
    const second = new TestBrowser(launch.url);
    await give(unasked, '', second);
    expect(second.jar.has('aicc_learner')).toBe(false);
    await launch.setTenant();
  });

  test('an answer that nobody asked for, unless the tenant allows it', async () => {
    const acs = `${launch.publicUrl}/auth/saml/${TENANT}/acs`;
    const unasked = await idp.answerTo({ id: '', acs }, { nameId: victim, inResponseTo: null });
    for (const relayState of ['', 'made-up']) await give(unasked, relayState);
    expect(browser.jar.has('aicc_learner')).toBe(false);
  });

  test('an answer carried into another browser signs it in as nobody (login CSRF)', async () => {
    const { request } = await ask('planted');
    const planted = new TestBrowser(launch.url);
    const page = await give(await idp.answerTo(request, { nameId: 'evil@acme.example' }), request.relayState, planted);
    expect([page.status, planted.jar.has('aicc_learner')]).toEqual([410, false]);
  });

  test('a sign-in begun by another page', async () => {
    const page = await browser.get(good('begun'));
    expect((await browser.post(`${page.url}/sso`, hiddenOf(page.html), 'https://evil.example')).status).toBe(403);
    expect((await browser.post(`/auth/saml/${TENANT}/login`, {}, 'https://evil.example')).status).toBe(403);
  });

  test('after a refusal the learner is back on the same launch, and user name and password still work', async () => {
    const { request } = await ask('recover');
    const page = await give(await idp.answerTo(request, { nameId: victim, signed: false }), request.relayState);
    expect(page.url).toContain('failed=sso');
    const player = await browser.post(page.url.split('?')[0] ?? '', {
      ...hiddenOf(page.html),
      username: 'ada',
      password: PASSWORD,
    });
    expect(isPlayer(player.html)).toBe(true);
  });
});
