import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { LearnerPlayer, runJourney } from '@aicc-bridge/journey';
import { DEMO, type Standalone } from '@aicc-bridge/standalone';
import { until } from '@aicc-bridge/testing';
import { z } from 'zod';
import { type DemoUnderTest, startDemo } from '../src/demo-under-test.js';

const COURSE = 'ladder-safety';
let standalone: Standalone;
let demo: DemoUnderTest | undefined;
let token: string;
let tenantId: string;
let sids: readonly string[];

const Launches = z.object({
  launches: z.array(z.looseObject({ launchId: z.string(), outcome: z.string(), receipt: z.string().nullable() })),
  next: z.string().nullable(),
});

beforeAll(async () => {
  demo = await startDemo();
  standalone = demo.standalone;
  const journey = await runJourney({
    bridgeUrl: standalone.bridgeUrl,
    lmsUrl: standalone.lmsUrl,
    organisation: DEMO.organisation,
    lmsAdmin: DEMO.lmsAdmin,
    learner: 'ada',
    password: DEMO.password,
    courseId: COURSE,
    seed: 3,
    timeoutMs: 60_000,
    onStep: () => undefined,
  });
  expect(journey.failures).toEqual([]);
  sids = [...new Set(standalone.simulator.lms.log.map(({ sid }) => sid))];
  const signedIn = await call('POST', '/auth/token', {
    username: DEMO.lmsAdmin,
    password: DEMO.password,
    organisation: DEMO.organisation,
  });
  token = z.object({ accessToken: z.string() }).parse(await signedIn.json()).accessToken;
  const { tenants } = z
    .object({ tenants: z.array(z.object({ tenantId: z.string() })) })
    .parse(await (await call('GET', '/api/tenants')).json());
  tenantId = tenants[0]?.tenantId ?? '';
}, 120_000);

afterAll(async () => {
  await demo?.stop();
}, 60_000);

test('the list shows what the LMS has and what we have, in pages that meet without a gap', async () => {
  const all = Launches.parse(await (await call('GET', '/api/launches?limit=50')).json()).launches;
  expect(all).toHaveLength(3);
  expect(all[0]).toMatchObject({
    courseId: COURSE,
    outcome: 'confirmed',
    percent: 100,
    complete: true,
    acknowledged: { status: 'completed', percent: 100 },
  });
  const pages: string[] = [];
  for (let after: string | null = ''; after !== null;) {
    const page: z.infer<typeof Launches> = Launches.parse(
      await (await call('GET', `/api/launches?limit=1${after === '' ? '' : `&after=${after}`}`)).json(),
    );
    pages.push(...page.launches.map(({ launchId }) => launchId));
    after = page.next;
  }
  expect(pages).toEqual(all.map(({ launchId }) => launchId));
});

test('the trace has every message in order, and no sid in clear', async () => {
  const { exchanges } = z
    .object({ exchanges: z.array(z.looseObject({ command: z.string(), classification: z.string() })) })
    .parse(await (await call('GET', `/api/launches/${await newest()}/trace`)).json());
  // Whoever leaves before the completion has gone out: the last PutParam carries it, and is read back before ExitAU.
  const commands = exchanges.map(({ command }) => command).join(' ');
  expect(commands).toMatch(/^GetParam( PutParam)+ GetParam( PutParam)? ExitAU$/);
  expect(exchanges.every(({ classification }) => classification === 'confirmed')).toBe(true);
  expectNoSid(JSON.stringify(exchanges));
});

test('the support bundle is one readable file, and no sid is in it', async () => {
  const answer = await call('GET', `/api/launches/${await newest()}/support-bundle`);
  expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="aicc-bridge-launch-.*\.txt"$/);
  const text = await answer.text();
  expect(text).toMatch(/LMS has +completed, 100 percent \(confirmed\)/);
  expect(text).toContain('ExitAU  confirmed');
  expectNoSid(text);
});

test('a receipt leads to its launch, in any case of its letters', async () => {
  const { launches } = Launches.parse(await (await call('GET', '/api/launches')).json());
  const receipt = launches.find((one) => one.receipt !== null)?.receipt ?? '';
  const found: unknown = await (await call('GET', `/api/receipts/${receipt.toLowerCase()}`)).json();
  expect(found).toMatchObject({ receipts: [{ tenantId }] });
});

test('a replay says beforehand what can still be accepted, and changes nothing where nothing can', async () => {
  const launchId = await newest();
  const preview: unknown = await (await call('POST', '/api/replays/preview', { launchIds: [launchId] })).json();
  expect(preview).toMatchObject({ counts: { 'nothing-to-send': 1, 'asks-and-sends': 0 }, more: false });
  const nothingNamed = await call('POST', '/api/replays', {});
  expect(nothingNamed.status).toBe(422);
});

test('a replay of an open session asks the LMS anew and sends what it has lost', async () => {
  const { lms } = standalone.simulator;
  const session = lms.launch('ben', COURSE, false, false);
  if (!session) throw new Error('ben is not enrolled');
  const hacpUrl = encodeURIComponent(`${standalone.lmsUrl}/mod/scorm/aicc.php`);
  const address = `${standalone.bridgeUrl}/aicc/launch/${await launchKey()}/${COURSE}?aicc_sid=${session.sid}&aicc_url=${hacpUrl}`;
  const player = await LearnerPlayer.open(address, 'ben', DEMO.password);
  const endedAt = new Date().toISOString();
  const startedAt = new Date(Date.now() - 20_000).toISOString();
  const unitId = z
    .object({ units: z.array(z.object({ unitId: z.string() })) })
    .parse(await (await call('GET', `/api/courses/${COURSE}`)).json()).units[0]?.unitId;
  const data = { viewingId: 'v', unitId, from: 0, to: 20, startedAt, endedAt };
  await player.post([{ type: 'viewing.segment.v1', id: crypto.randomUUID(), data }]);
  const percent = (): number | null => lms.gradebook().find(({ username }) => username === 'ben')?.score ?? null;
  await until(() => percent() !== null, { what: 'progress in the gradebook' });
  const before = percent();

  const [open] = Launches.parse(await (await call('GET', '/api/launches?limit=1')).json()).launches;
  const track = lms.tracksOf('ben', COURSE).at(-1);
  if (!track) throw new Error('the LMS has no track');
  Object.assign(track, { status: 'not attempted', score: null });
  const replay = await until(
    async () => {
      const answer = await call('POST', '/api/replays', { launchIds: [open?.launchId] });
      const done = z.looseObject({ replayed: z.number() }).parse(await answer.json());
      return done.replayed === 1 ? done : null;
    },
    { what: 'a replay beside no exchange' },
  );
  expect(replay).toMatchObject({ counts: { 'asks-and-sends': 1 } });
  await until(() => percent() === before, { what: 'the progress to be back in the gradebook' });
});

test('a launch from a host that is not on the list becomes a suggestion, and is in the list of launches', async () => {
  const address = `${standalone.bridgeUrl}/aicc/launch/${await launchKey()}/${COURSE}?aicc_sid=abc&aicc_url=https%3A%2F%2Flms2.acme.example%2Fhacp`;
  for (let n = 0; n < 2; n += 1) expect((await fetch(address)).status).toBe(403);
  const suggestion = await until(
    async () => {
      const { suggestions } = z
        .object({ suggestions: z.array(z.looseObject({ host: z.string(), launches: z.number() })) })
        .parse(await (await call('GET', '/api/host-suggestions')).json());
      return suggestions.find(({ launches }) => launches === 2) ?? null;
    },
    { what: 'two refused launches' },
  );
  expect(suggestion.host).toContain('lms2.acme.example');
  const { launches } = Launches.parse(await (await call('GET', '/api/launches?outcome=refused&ruleId=S29')).json());
  expect(launches).toHaveLength(2);
});

test('health says for each host how much is open, and what its breaker does', async () => {
  const health = z
    .looseObject({ hosts: z.array(z.looseObject({ host: z.string(), confirmed: z.number() })), lastHour: z.unknown() })
    .parse(await (await call('GET', '/api/health')).json());
  expect(health.hosts).toHaveLength(1);
  expect(health.hosts[0]).toMatchObject({
    host: 'localhost',
    confirmed: expect.any(Number),
    gate: { breaker: 'closed' },
  });
  expect(health.lastHour).toMatchObject({ exchanges: expect.any(Number), medianMs: expect.any(Number) });
});

test('"test integration" tells each step as it goes, and calls nothing passed that it cannot know', async () => {
  const host = new URL(standalone.lmsUrl).host;
  const steps = await lmsTest({ host });
  expect(steps).toMatchObject({ connects: 'passed', https: 'warning', 'hacp-answer': 'not-known' });
  expect(await lmsTest({ address: `${standalone.lmsUrl}/mod/scorm/aicc.php` })).toMatchObject({
    'no-redirect': 'passed',
    'hacp-answer': 'warning',
  });
  expect(await lmsTest({ host: 'elsewhere.example' })).toMatchObject({ 'host-listed': 'failed' });
  const wrong = await call('POST', `/api/lms-tests/tenants/${tenantId}`, { host: 'https://x/y' });
  expect(wrong.status).toBe(422);
});

async function lmsTest(body: object): Promise<Record<string, string>> {
  const text = await (await call('POST', `/api/lms-tests/tenants/${tenantId}`, body)).text();
  const steps = [...text.matchAll(/event: step\ndata: (.*)\n/g)].map(([, json]) =>
    z.object({ step: z.string(), state: z.string() }).parse(JSON.parse(json ?? '')),
  );
  expect(text).toContain('event: done');
  return Object.fromEntries(steps.map(({ step, state }) => [step, state]));
}

async function newest(): Promise<string> {
  const query = `/api/launches?limit=1&outcome=confirmed`;
  return Launches.parse(await (await call('GET', query)).json()).launches[0]?.launchId ?? '';
}

async function launchKey(): Promise<string> {
  const { launchKeys } = z
    .object({ launchKeys: z.array(z.object({ key: z.string() })) })
    .parse(await (await call('GET', `/api/tenants/${tenantId}`)).json());
  return launchKeys[0]?.key ?? '';
}

function expectNoSid(text: string): void {
  expect(sids.length).toBeGreaterThan(0);
  for (const sid of sids) expect(text).not.toContain(sid);
}

function call(method: string, path: string, body?: unknown): Promise<Response> {
  return fetch(`${standalone.bridgeUrl}${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}
