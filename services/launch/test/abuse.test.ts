import net from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { type IdentityProvider, startIdentityProvider } from './identity-provider.js';
import { HACP, KEY, type Launch, OFF_KEY, startLaunch, TENANT } from './launch-under-test.js';
import { isPlayer } from './test-browser.js';

/** `npm test` tries some; `AICC_BRIDGE_ABUSE=10000` tries them all. */
const COUNT = Number(process.env['AICC_BRIDGE_ABUSE'] ?? 800);
const AT_ONCE = 16;
const MARK = 'xss7q';
let launch: Launch;
let idp: IdentityProvider;
/** Where this process has connected to while it was abused. */
const dialled = new Set<string>();
const connect = Reflect.get(net.Socket.prototype, 'connect') as (this: net.Socket, ...given: unknown[]) => net.Socket;
const Target = z.object({ host: z.string().default('localhost'), path: z.string().optional() });

beforeAll(async () => {
  idp = await startIdentityProvider();
  launch = await startLaunch({ saml: { ...idp.connection, idpInitiated: true } });
  idp.trust(await (await fetch(`${launch.url}/auth/saml/${TENANT}/metadata`)).text());
}, 60_000);
afterAll(async () => {
  net.Socket.prototype.connect = connect;
  await launch?.close();
  await idp?.close();
});

/** Texts as they can travel in a URL: without halves of a letter. */
const whole = (text: string): string => Buffer.from(text, 'utf8').toString('utf8');

const nasty = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(
    `<script>${MARK}</script>`,
    `"><img src=x onerror=${MARK}>`,
    `javascript:${MARK}`,
    `\r\nset-cookie: ${MARK}=1`,
    '%00',
    '../'.repeat(20),
    "'; drop table people; --",
    'a'.repeat(8_000),
    '\u202e\u0000\ufeff',
    '{{7*7}}',
  ),
);
const host = fc.oneof(
  fc.constantFrom(
    'lms.example.org.evil.example',
    'evil.example#lms.example.org',
    'lms.example.org@evil.example',
    'lms.example.org:22',
    'LMS.EXAMPLE.ORG.',
    '127.0.0.1',
    '[::1]',
    '0x7f000001',
    '2130706433',
    '169.254.169.254',
    'metadata.google.internal',
    'lms.example.org%2eevil.example',
    'lms。example。org',
    'localhost',
  ),
  nasty,
);
const aiccUrl = fc
  .tuple(
    fc.constantFrom('https://', 'http://', 'HTTPS:\\\\', 'file:///', 'gopher://', '//', 'https:', 'data:', ''),
    host,
    nasty,
  )
  .map(([scheme, name, rest]) => scheme + name + rest);
const parameter = fc.tuple(
  fc.constantFrom('aicc_sid', 'AICC_URL', 'aicc_url', 'AICC_sid', 'CMI', 'x', '__proto__', 'aicc%5Fsid'),
  fc.oneof(nasty, aiccUrl),
  fc.boolean(),
);
const query = fc
  .array(parameter, { maxLength: 6 })
  .map((list) =>
    list.map(([name, value, encoded]) => `${name}=${encoded ? encodeURIComponent(whole(value)) : value}`).join('&'),
  );
const launchRequest = fc.record({
  kind: fc.constant('launch' as const),
  key: fc.oneof({ weight: 3, arbitrary: fc.constantFrom(KEY, OFF_KEY) }, nasty),
  course: fc.oneof({ weight: 3, arbitrary: fc.constant('ladders') }, nasty),
  query,
  post: fc.boolean(),
});
const samlRequest = fc.record({
  kind: fc.constant('saml' as const),
  cut: fc.nat(4_000),
  put: fc.oneof(
    nasty,
    fc.constantFrom(
      '<!DOCTYPE x [<!ENTITY a "b">]>',
      '<!-- -->',
      '</saml:Assertion>',
      '<saml:Assertion ID="_x">',
      '<?x?>',
      ']]>',
    ),
  ),
  skip: fc.nat(200),
  raw: fc.boolean(),
  relay: fc.oneof(fc.constant(''), nasty),
});

type LaunchAttack = typeof launchRequest extends fc.Arbitrary<infer T> ? T : never;
type SamlAttack = typeof samlRequest extends fc.Arbitrary<infer T> ? T : never;

/** Only what can stand in a request line: the rest never reaches a server. */
function inPath(text: string): string {
  return text.replace(/[^\x21-\x7e]|[#?/\\]/g, (letter) => encodeURIComponent(whole(letter)));
}

function inQuery(text: string): string {
  return text.replace(/[^\x21-\x7e]|#/g, (letter) => encodeURIComponent(whole(letter)));
}

async function attack(input: LaunchAttack | SamlAttack, answer: string): Promise<void> {
  if (input.kind === 'launch') {
    const path = `/aicc/launch/${inPath(input.key) || 'x'}/${inPath(input.course) || 'x'}`;
    const body = inQuery(input.query);
    await harmless(
      input.post ? await send('POST', path, body) : await send('GET', `${path}?${body}`.slice(0, 15_000), null),
    );
    return;
  }
  const xml = Buffer.from(answer, 'base64').toString('utf8');
  const changed = xml.slice(0, input.cut) + input.put + xml.slice(input.cut + 1 + input.skip);
  const posted = input.raw ? input.put : Buffer.from(changed).toString('base64');
  const form = new URLSearchParams({ SAMLResponse: whole(posted), RelayState: whole(input.relay) });
  const reply = await send('POST', `/auth/saml/${TENANT}/acs`, form.toString());
  expect(reply.headers.getSetCookie().filter((cookie) => cookie.includes('learner'))).toEqual([]);
  expect(reply.headers.get('location') ?? '').not.toContain('/auth/saml/done/');
  await harmless(reply);
}

async function send(method: string, path: string, body: string | null): Promise<Response> {
  return fetch(launch.url + path, {
    method,
    redirect: 'manual',
    ...(body === null ? {} : { body, headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
  });
}

async function harmless(answer: Response): Promise<void> {
  const text = await answer.text();
  expect(answer.status).toBeLessThan(500);
  expect(answer.headers.get('set-cookie') ?? '').not.toContain(MARK);
  const location = answer.headers.get('location');
  if (location !== null) expect(location).toMatch(/^\/(learn|auth)\//);
  // Text of the visitor may stand on the page as text; as a tag, an attribute or a script never.
  if ((answer.headers.get('content-type') ?? '').includes('html')) {
    expect(text).not.toMatch(new RegExp(`<script>${MARK}|<img[^>]*${MARK}|="javascript:`));
    expect(isPlayer(text)).toBe(false);
  }
}

test('hostile launch addresses and SAML answers: nothing leaves for another host, nothing breaks, nothing is reflected, nothing piles up', async () => {
  const good = await idp.answerTo(
    { id: '', acs: `${launch.publicUrl}/auth/saml/${TENANT}/acs` },
    { nameId: 'grace@acme.example', inResponseTo: `_${'0'.repeat(40)}` },
  );
  const inputs = fc.sample(fc.oneof({ weight: 2, arbitrary: launchRequest }, { weight: 1, arbitrary: samlRequest }), {
    numRuns: COUNT,
    seed: 20_261_125,
  });
  net.Socket.prototype.connect = function (this: net.Socket, ...given: unknown[]) {
    const target = Target.catch({ host: 'localhost' }).parse(given.flat()[0]);
    dialled.add(target.path === undefined ? target.host : 'a local socket');
    return connect.apply(this, given);
  };

  const heap: number[] = [];
  for (let at = 0; at < inputs.length; at += AT_ONCE) {
    await Promise.all(inputs.slice(at, at + AT_ONCE).map((input) => attack(input, good)));
    if (at % (AT_ONCE * 10) === 0) heap.push(heapAfterCollection());
  }
  expect([...dialled].filter((name) => !['127.0.0.1', 'localhost', 'a local socket'].includes(name))).toEqual([]);
  const [early = 0] = heap.slice(Math.floor(heap.length / 3));
  expect((heap.at(-1) ?? 0) - early).toBeLessThan(24 * 1_048_576);
  // It still works afterwards.
  const answer = await send('GET', `/aicc/launch/${KEY}/ladders?aicc_sid=s&aicc_url=${encodeURIComponent(HACP)}`, null);
  expect(answer.status).toBe(303);
}, 600_000);

function heapAfterCollection(): number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') (collect as () => void)();
  return process.memoryUsage().heapUsed;
}
