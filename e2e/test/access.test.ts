import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DEMO, type Standalone } from '@aicc-bridge/standalone';
import { until } from '@aicc-bridge/testing';
import { z } from 'zod';
import { type DemoUnderTest, startDemo } from '../src/demo-under-test.js';

const OPENAPI = join(import.meta.dirname, '..', '..', 'docs', 'generated', 'openapi');
const SOME_ID = '0193b2a0-0000-7000-8000-00000000dead';
const PASSWORD = 'a-long-enough-password';

/** Letters of the table below. */
const ROLES = {
  A: 'publisher-admin',
  S: 'publisher-support',
  T: 'tenant-admin',
  V: 'tenant-viewer',
  L: 'learner',
  E: 'events-writer',
  C: 'catalogue-writer',
  R: 'reader',
} as const;
type Letter = keyof typeof ROLES;
const LETTERS = Object.keys(ROLES) as Letter[];

/** Who may do what, written down apart from the code. `*` = anybody, `player` = a launch token only. */
const EXPECTED: Readonly<Record<string, string>> = {
  'POST /auth/token': '*',
  'POST /auth/refresh': '*',
  'POST /auth/sign-out': '*',
  'POST /auth/totp': '*',
  'POST /auth/totp/confirm': '*',
  'GET /auth/jwks.json': '*',
  'GET /auth/me': 'ASTVL',
  'POST /auth/keys/rotate': 'A',
  'GET /aicc/refusals/{code}': 'AS',
  'GET /aicc/tenants/{tenantId}/refusals/{code}': 'ASTV',
  'GET /aicc/tenants/{tenantId}/launch-keys': 'ASTV',
  'POST /aicc/csp-reports/{handle}': '*',
  'POST /learn/launches/{launchId}/renew': '*',
  'POST /learn/launches/{launchId}/token': 'player',
  'PUT /learn/launches/{launchId}/place': 'player',
  'GET /learn/launches/{launchId}/badge/live': 'player',
  'POST /learn/launches/{launchId}/presence': 'player',
  'POST /learn/launches/{launchId}/leave': 'player',
  'GET /learn/launches/{launchId}/badge': 'player',
  'POST /api/viewing-events': 'E',
  'GET /api/people': 'A',
  'POST /api/people': 'A',
  'GET /api/people/tenants/{tenantId}': 'AST',
  'POST /api/people/tenants/{tenantId}': 'AT',
  'POST /api/people/tenants/{tenantId}/import': 'AT',
  'POST /api/people/tenants/{tenantId}/{personId}/reset': 'AT',
  'PUT /api/people/tenants/{tenantId}/{personId}/access': 'AT',
  'GET /api/people/tenants/{tenantId}/{personId}/erasure': 'AT',
  'GET /api/people/tenants/{tenantId}/{personId}/export': 'AT',
  'DELETE /api/people/tenants/{tenantId}/{personId}': 'AT',
  'GET /api/courses': 'ASTVCR',
  'POST /api/courses/import': 'AC',
  'GET /api/courses/-/suggest': 'ASTVCR',
  'GET /api/courses/-/facets': 'ASTVCR',
  'GET /api/courses/-/export': 'ASTVCR',
  'GET /api/courses/-/lint': 'ASTVCR',
  'POST /api/courses/-/lint': 'ASTVCR',
  'GET /api/courses/-/connection-check.webm': '*',
  'GET /api/packages/tenants/{tenantId}/lint': 'ASTVR',
  'GET /api/packages/tenants/{tenantId}/preview': 'ASTVR',
  'GET /api/packages/tenants/{tenantId}/downloads': 'ASTVR',
  'GET /api/packages/tenants/{tenantId}/feed': 'ASTR',
  'POST /api/packages/tenants/{tenantId}/pens': 'AT',
  'GET /api/packages/links/{token}/{file}': '*',
  'POST /api/packages/links/{token}/receipt': '*',
  'GET /api/packages/tenants/{tenantId}/changes': 'ASTVR',
  'GET /api/packages/tenants/{tenantId}/retired': 'ASTVR',
  'GET /api/courses/{courseId}': 'ASTVCR',
  'GET /api/courses/{courseId}/versions': 'ASTVCR',
  'PUT /api/courses/{courseId}': 'AC',
  'DELETE /api/courses/{courseId}': 'AC',
  'GET /api/packages/tenants/{tenantId}/courses/{courseId}': 'ASTR',
  'GET /api/packages/tenants/{tenantId}/courses/{courseId}/check': 'ASTVR',
  'GET /api/packages/tenants/{tenantId}/library': 'ASTR',
  'GET /api/launches': 'ASTVR',
  'GET /api/launches/-/tenants/{tenantId}/learners/{learnerId}/erasure': 'AT',
  'GET /api/launches/-/tenants/{tenantId}/learners/{learnerId}/export': 'AT',
  'GET /api/launches/-/counts': 'ASTVR',
  'GET /api/launches/-/history': 'ASTVR',
  'GET /api/launches/-/csv': 'ASTVR',
  'GET /api/launches/-/live': 'ASTVR',
  'GET /api/launches/{launchId}': 'ASTVR',
  'GET /api/launches/{launchId}/viewing': 'ASTVR',
  'GET /api/launches/{launchId}/trace': 'ASTVR',
  'GET /api/launches/{launchId}/support-bundle': 'ASTVR',
  'POST /api/replays/preview': 'ASTV',
  'POST /api/replays': 'AST',
  'POST /api/lms-tests/tenants/{tenantId}': 'AST',
  'GET /api/health': 'ASTVR',
  'GET /api/receipts/{code}': 'ASTVR',
  'GET /api/host-suggestions': 'ASTVR',
  'GET /api/identity-conflicts': 'ASTVR',
  'POST /api/identity-conflicts/accept': 'AT',
  'GET /api/publisher': 'ASTVR',
  'GET /api/tenants': 'ASTVR',
  'POST /api/tenants': 'A',
  'GET /api/tenants/{tenantId}': 'ASTVR',
  'PATCH /api/tenants/{tenantId}': 'AT',
  'DELETE /api/tenants/{tenantId}': 'A',
  'PUT /api/tenants/{tenantId}/hosts': 'AT',
  'PUT /api/tenants/{tenantId}/saml': 'AT',
  'DELETE /api/tenants/{tenantId}/saml': 'AT',
  'POST /api/tenants/{tenantId}/launch-keys': 'AT',
  'DELETE /api/tenants/{tenantId}/launch-keys/{key}': 'AT',
  'GET /api/tenants/{tenantId}/audit': 'AST',
  'GET /api/tenants/{tenantId}/people/{personId}/export': 'AT',
  'GET /api/api-keys': 'A',
  'POST /api/api-keys': 'A',
  'DELETE /api/api-keys/{apiKeyId}': 'A',
};

let standalone: Standalone;
let demo: DemoUnderTest | undefined;
const tenant = { own: '', other: '' };
const tokens = new Map<Letter, string>();

beforeAll(async () => {
  demo = await startDemo();
  standalone = demo.standalone;
  const admin = await signIn('admin', standalone.adminPassword, null);
  tokens.set('A', admin);
  const post = async (path: string, body: unknown): Promise<unknown> =>
    (await call('POST', path, admin, JSON.stringify(body))).json();
  const Tenant = z.object({ tenantId: z.string() });
  tenant.own = Tenant.parse(await post('/api/tenants', { name: 'Own' })).tenantId;
  tenant.other = Tenant.parse(await post('/api/tenants', { name: 'Other' })).tenantId;
  await post('/api/people', { username: 'support', name: 'S', password: PASSWORD, role: ROLES.S });
  tokens.set('S', await signIn('support', PASSWORD, null));
  for (const letter of ['T', 'V', 'L'] as const) {
    const person = { username: ROLES[letter], name: letter, password: PASSWORD, role: ROLES[letter] };
    await post(`/api/people/tenants/${tenant.own}`, person);
    tokens.set(letter, await until(() => signIn(ROLES[letter], PASSWORD, 'Own'), { what: `sign-in of ${letter}` }));
  }
  for (const letter of ['E', 'C', 'R'] as const) {
    const made = await post('/api/api-keys', { name: letter, role: ROLES[letter], tenantId: tenant.own });
    tokens.set(letter, z.object({ key: z.string() }).parse(made).key);
  }
  for (const service of ['/api/courses', '/api/launches', '/api/tenants'])
    await until(async () => (await call('GET', service, token('R'))).status === 200, {
      what: `the keys at ${service}`,
    });
}, 120_000);

afterAll(async () => {
  await demo?.stop();
}, 60_000);

test('the table names every endpoint that the OpenAPI documents know', async () => {
  const Document = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });
  const known: string[] = [];
  for (const file of await readdir(OPENAPI)) {
    const { paths } = Document.parse(JSON.parse(await readFile(join(OPENAPI, file), 'utf8')));
    for (const [path, methods] of Object.entries(paths))
      known.push(...Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`));
  }
  expect(known.sort()).toEqual(Object.keys(EXPECTED).sort());
});

describe.each(Object.entries(EXPECTED).filter(([, who]) => who !== '*'))('%s', (endpoint, who) => {
  const [method = '', path = ''] = endpoint.split(' ');
  const scoped = path.includes('{tenantId}');

  test('without credentials: sign in first', async () =>
    expect(await statusOf(method, path, tenant.own, null)).toBe(401));
  test('with rubbish for a token: sign in first', async () =>
    expect(await statusOf(method, path, tenant.own, 'eyJhbGciOiJub25lIn0.e30.')).toBe(401));
  test.each(LETTERS)('%s of this organisation', async (letter) => {
    const allowed = who !== 'player' && who.includes(letter);
    const status = await statusOf(method, path, tenant.own, token(letter));
    if (allowed) expect([401, 403]).not.toContain(status);
    else expect(status).toBe(403);
    expect(status).toBeLessThan(500);
  });
  if (scoped)
    test.each(LETTERS)('%s of another organisation', async (letter) => {
      const everywhere = letter === 'A' || letter === 'S';
      const status = await statusOf(method, path, tenant.other, token(letter));
      if (everywhere && who.includes(letter)) expect([401, 403]).not.toContain(status);
      else expect(status).toBe(403);
    });
});

test('a launch of another organisation is not there, in lists neither', async () => {
  const answer = await call('GET', `/api/launches?tenantId=${tenant.other}`, token('T'));
  expect(answer.status).toBe(422);
  expect(await answer.json()).toMatchObject({ errors: [{ pointer: 'tenantId' }] });
});

test('a sign-in says the same for an unknown person, an unknown organisation and a wrong password', async () => {
  const details = new Set<unknown>();
  for (const [username, organisation] of [
    ['nobody', 'Own'],
    [ROLES.T, 'Nowhere'],
    [ROLES.T, 'Own'],
    [DEMO.lmsAdmin, 'Own'],
  ]) {
    const answer = await call(
      'POST',
      '/auth/token',
      null,
      JSON.stringify({ username, password: 'wrong', organisation }),
    );
    expect(answer.status).toBe(401);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    details.add(z.object({ detail: z.string() }).parse(await answer.json()).detail);
  }
  expect(details.size).toBe(1);
});

function token(letter: Letter): string {
  const known = tokens.get(letter);
  if (known === undefined) throw new Error(`no token for ${letter}`);
  return known;
}

/** Destructive calls go to ids that do not exist: what is asked is only who may. */
async function statusOf(method: string, path: string, tenantId: string, bearer: string | null): Promise<number> {
  const id = method === 'DELETE' && path === '/api/tenants/{tenantId}' && tenantId === tenant.own ? SOME_ID : tenantId;
  const address = path
    .replace('{tenantId}', path.startsWith('/api/tenants/{tenantId}') && method === 'DELETE' ? id : tenantId)
    .replace('{courseId}', 'no-such-course')
    .replace('{key}', 'k'.repeat(26))
    .replace('{code}', '7F3K')
    .replace(/\{\w+\}/, SOME_ID);
  const answer = await call(method, address, bearer, method === 'GET' || method === 'DELETE' ? undefined : '{}');
  // Not read to its end: live updates have none.
  await answer.body?.cancel();
  return answer.status;
}

function call(method: string, path: string, bearer: string | null, body?: string): Promise<Response> {
  return fetch(`${standalone.bridgeUrl}${path}`, {
    method,
    headers: {
      ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body }),
  });
}

async function signIn(username: string, password: string, organisation: string | null): Promise<string> {
  const answer = await call('POST', '/auth/token', null, JSON.stringify({ username, password, organisation }));
  return z.object({ accessToken: z.string() }).parse(await answer.json()).accessToken;
}
