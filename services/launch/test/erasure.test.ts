import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { outgoingEvent } from '@aicc-bridge/messaging';
import { newId } from '@aicc-bridge/platform';
import { until } from '@aicc-bridge/testing';
import { z } from 'zod';
import { HACP, KEY, type Launch, OTHER_TENANT, PASSWORD, startLaunch, TENANT } from './launch-under-test.js';
import { launchOf, TestBrowser } from './test-browser.js';

let launch: Launch;
let boss: string;
let personId: string;
let username: string;
let launchId: string;
let launchToken: string;
let browser: TestBrowser;
let count = 0;

beforeAll(async () => {
  launch = await startLaunch();
  boss = await launch.token('boss', 'Acme Corp');
}, 60_000);
afterAll(() => launch?.close());

beforeEach(async () => {
  count += 1;
  username = `grace${count}@example.org`;
  personId = (await launch.person(username))?.personId ?? '';
  browser = new TestBrowser(launch.url);
  const page = await browser.signIn(
    `/aicc/launch/${KEY}/ladders?aicc_sid=sid-${count}&aicc_url=${encodeURIComponent(HACP)}`,
    username,
    PASSWORD,
  );
  ({ launchId, launchToken } = launchOf(page.html));
  await keepPlace();
});

function keepPlace(): Promise<Response> {
  return call('PUT', `/learn/launches/${launchId}/place`, launchToken, { unitId: 'u1', seconds: 12 });
}

async function call(method: string, path: string, token: string, body?: object): Promise<Response> {
  return fetch(`${launch.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

function erase(confirm: string, token = boss, tenantId = TENANT): Promise<Response> {
  return call('DELETE', `/api/people/tenants/${tenantId}/${personId}`, token, { confirm });
}

async function placesOf(text: string): Promise<string[]> {
  const tables = await launch.rows(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = current_schema() and c.relkind in ('r', 'p') and c.relname not in ('migrations', 'outbox', 'read_model')`,
  );
  const places: string[] = [];
  for (const { name } of tables)
    if ((await launch.rows(`select 1 from ${String(name)} t where t::text ilike $1`, [`%${text}%`])).length > 0)
      places.push(String(name));
  return places.sort();
}

test('before: what an erasure takes away is counted, and everything can be had as a file', async () => {
  const preview: unknown = await (await call('GET', `/api/people/tenants/${TENANT}/${personId}/erasure`, boss)).json();
  expect(preview).toMatchObject({ person: { username }, held: { launches: 1, positions: 1, sessions: 1 } });
  const exported: unknown = await (await call('GET', `/api/people/tenants/${TENANT}/${personId}/export`, boss)).json();
  expect(exported).toMatchObject({
    service: 'launch',
    account: { username, name: `Name of ${username}` },
    signIns: [{ kind: 'learner' }],
    launches: [{ launchId, courseId: 'ladders' }],
    positions: [{ unitId: 'u1', seconds: 12 }],
  });
  expect(JSON.stringify(exported)).not.toMatch(/argon2|sealed/i);
});

test.each(['', 'grace', 'Name of somebody else'])('%p is no confirmation: nothing happens', async (typed) => {
  const answer = await erase(typed);
  expect(answer.status).toBe(422);
  expect(await answer.json()).toMatchObject({ errors: [{ pointer: '#/confirm' }] });
  expect(await placesOf(personId)).toContain('people');
});

test.each([
  ['the name, however it is spaced', () => ` name  of ${username.toUpperCase()} `],
  ['the user name', () => username],
])('%s confirms: nothing of the person is left, and the others are told once', async (_what, typed) => {
  const answer = await erase(typed());
  expect([answer.status, await answer.json()]).toEqual([200, { erased: { launches: 1, positions: 1, sessions: 1 } }]);
  expect(await placesOf(personId)).toEqual([]);
  expect(await placesOf(username)).toEqual([]);
  expect(await placesOf(launchId)).toEqual([]);
  const told = await until(
    async () => {
      const events = (await launch.told('learner.erased.v1')).filter(({ data }) => data['learnerId'] === personId);
      return events.length > 0 ? events : null;
    },
    { what: 'learner.erased' },
  );
  expect(told).toMatchObject([{ data: { tenantId: TENANT, by: expect.stringMatching(/^person:/) } }]);
  expect((await erase(typed())).status).toBe(404);
});

test('another tenant’s admin erases nobody here, and nobody erases himself', async () => {
  const other = await launch.token('other-boss', 'Other');
  expect((await erase(username, other)).status).toBe(403);
  expect((await erase(username, other, OTHER_TENANT)).status).toBe(404);
  const [me] = await launch.rows(`select person_id from people where username = 'boss'`);
  const answer = await call('DELETE', `/api/people/tenants/${TENANT}/${String(me?.['person_id'])}`, boss, {
    confirm: 'boss',
  });
  expect(answer.status).toBe(409);
});

describe('after an erasure nothing brings the person back', () => {
  beforeEach(async () => {
    expect((await erase(username)).status).toBe(200);
  });

  test('not the open player: its place is not kept', async () => {
    await keepPlace();
    expect(await placesOf(personId)).toEqual([]);
  });

  test('not a late outcome of the LMS', async () => {
    const data = { launchId, aggregateVersion: 9, tenantId: TENANT, learnerId: personId, courseId: 'ladders' };
    const outcome = { outcome: 'confirmed', waitingFor: null, ruleId: null, desired: null, acknowledged: null };
    const rest = { sessionOver: true, verdict: null, receipt: null, at: new Date().toISOString() };
    const facts = {
      topic: 'delivery.outcomes.v1',
      key: launchId,
      type: 'delivery.outcome.v1',
      source: '/test',
    } as const;
    await launch.publish([
      outgoingEvent({ ...facts, id: newId(), time: new Date(), data: { ...data, ...outcome, ...rest } }),
    ]);
    await until(async () => (await waitingOutcomes()) === 0, { what: 'the outcome to be taken' });
    expect(await placesOf(personId)).toEqual([]);
  });

  test('not the browser that was signed in, nor the password', async () => {
    const page = await browser.get(`/aicc/launch/${KEY}/ladders?aicc_sid=again&aicc_url=${encodeURIComponent(HACP)}`);
    expect(page.html).toContain('password');
    const tried = await call('POST', '/auth/token', 'none', {
      username,
      password: PASSWORD,
      organisation: 'Acme Corp',
    });
    expect(tried.status).toBe(401);
    expect(await placesOf(personId)).toEqual([]);
  });
});

async function waitingOutcomes(): Promise<number> {
  const rows = z
    .array(z.object({ n: z.number() }))
    .parse(
      await launch.rows(
        `select ((select count(*) from outbox where topic = 'delivery.outcomes.v1') + (select count(*) from bus.inbox where consumer_group = 'launch' and topic = 'delivery.outcomes.v1'))::int as n`,
      ),
    );
  return rows[0]?.n ?? 0;
}
