import { createVerify, X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type IdentityProvider, keyPair, startIdentityProvider } from './identity-provider.js';
import { HACP, KEY, type Launch, startLaunch, TENANT } from './launch-under-test.js';
import { hiddenOf, isPlayer, TestBrowser } from './test-browser.js';

let idp: IdentityProvider;
let launch: Launch;
let metadata: string;
beforeAll(async () => {
  const [provider, keys] = await Promise.all([startIdentityProvider(), keyPair('bridge.example')]);
  idp = provider;
  launch = await startLaunch({
    saml: { ...idp.connection, signRequests: true },
    samlSigning: { privateKey: keys.private, certificate: keys.cert },
  });
  metadata = await (await fetch(`${launch.url}/auth/saml/${TENANT}/metadata`)).text();
  idp.trust(metadata);
}, 60_000);
afterAll(async () => {
  await launch?.close();
  await idp?.close();
});

/** Where the browser is sent when it asks for single sign-on. */
async function sentTo(browser: TestBrowser, sid: string): Promise<URL> {
  const page = await browser.get(`/aicc/launch/${KEY}/ladders?aicc_sid=${sid}&aicc_url=${encodeURIComponent(HACP)}`);
  return new URL((await browser.post(`${page.url}/sso`, hiddenOf(page.html))).url);
}

/** Whether the signature of a request by the HTTP-Redirect binding holds: over the parameters as they stand in the address (SAML bindings §3.4.4.1). */
function holds({ search }: URL, certificate: X509Certificate): boolean {
  const raw = new Map(
    search
      .slice(1)
      .split('&')
      .map((pair) => [pair.split('=')[0], pair] as const),
  );
  const signed = ['SAMLRequest', 'RelayState', 'SigAlg'].flatMap((name) => raw.get(name) ?? []).join('&');
  const signature = decodeURIComponent((raw.get('Signature') ?? '').slice('Signature='.length));
  return createVerify('sha256').update(signed).verify(certificate.publicKey, signature, 'base64');
}

function signingCertificate(): X509Certificate {
  const [, base64 = ''] = /<KeyDescriptor use="signing">[^]*?<(?:ds:)?X509Certificate>([^<]+)</.exec(metadata) ?? [];
  return new X509Certificate(Buffer.from(base64, 'base64'));
}

test('a tenant whose provider wants it gets signed requests: they verify with the key of our metadata, and a changed one does not', async () => {
  const address = await sentTo(new TestBrowser(launch.url), 'signed');
  expect(address.searchParams.get('SigAlg')).toBe('http://www.w3.org/2001/04/xmldsig-more#rsa-sha256');
  expect(metadata).toContain('AuthnRequestsSigned="true"');
  expect(holds(address, signingCertificate())).toBe(true);
  const changed = new URL(address);
  changed.searchParams.set('RelayState', 'somebody-else');
  expect(holds(changed, signingCertificate())).toBe(false);
});

test('the sign-in that began with a signed request ends in the course', async () => {
  const browser = new TestBrowser(launch.url);
  const request = await idp.readRequest((await sentTo(browser, 'signed-round')).searchParams);
  expect(request.signed).toBe(true);
  const response = await idp.answerTo(request, { nameId: 'grace@acme.example' });
  const given = { SAMLResponse: response, RelayState: request.relayState };
  const page = await browser.post(`/auth/saml/${TENANT}/acs`, given, 'https://idp.example');
  expect(isPlayer(page.html)).toBe(true);
});

test('a tenant that does not ask for it gets none', async () => {
  await launch.setTenant({ saml: { ...idp.connection, signRequests: false } });
  expect((await sentTo(new TestBrowser(launch.url), 'plain')).searchParams.has('Signature')).toBe(false);
});
