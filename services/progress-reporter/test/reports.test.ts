import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CONNECTION_CHECK } from '@aicc-bridge/contracts';
import { createLog, newId } from '@aicc-bridge/platform';
import { until } from '@aicc-bridge/testing';
import { DeliveryHealthStore } from '../src/health/delivery-health.store.js';
import { HostSuggestionsController } from '../src/host-suggestions/host-suggestions.controller.js';
import { LaunchStreams } from '../src/reports/launch-streams.provider.js';
import { LaunchesStore } from '../src/reports/launches.store.js';
import { ids } from '../src/test-builders.js';
import { TraceStore } from '../src/trace/trace.store.js';
import { aLaunch, aTrace, openReporterDatabase, type ReporterDatabase } from './reporter-database.js';

const clock = { now: () => new Date() };
let db: ReporterDatabase;
let server: Server;
let streams: LaunchStreams;
let allowed = true;
/** scope of the next stream */
let scope: string | null = null;
beforeAll(async () => {
  db = await openReporterDatabase();
  streams = new LaunchStreams(
    new LaunchesStore(db.dataSource, db.readModels),
    clock,
    createLog('progress-reporter', 'error'),
  );
  server = createServer((_request, response) =>
    streams.serve({ tenantId: scope, response, stillAllowed: () => Promise.resolve(allowed) }),
  );
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
});
afterAll(async () => {
  await streams?.onModuleDestroy();
  server?.close();
  await db?.close();
});

async function start(more: Parameters<typeof aLaunch>[0] = {}): Promise<string> {
  const launch = aLaunch(more);
  await db.outbox.transaction((tx) => db.store.start(tx, [launch], new Date()));
  return launch.launchId;
}

async function exchanged(launchId: string, minutesAgo: number): Promise<void> {
  const row = aTrace(launchId, { startedAt: new Date(Date.now() - minutesAgo * 60_000) });
  await db.outbox.transaction((tx) => new TraceStore().add(tx, [row]));
}

const healthOf = async (host: string) => {
  const { hosts, lastHour } = await new DeliveryHealthStore(db.dataSource).read(ids.tenant, new Date());
  return {
    host: hosts.find((one) => one.host === host) ?? null,
    lastHour,
  };
};

test('what is tried with the test course is in no figure', async () => {
  const before = await healthOf('probe.example.org');
  const launchId = await start({ host: 'probe.example.org', courseId: CONNECTION_CHECK });
  await exchanged(launchId, 1);
  const after = await healthOf('probe.example.org');
  expect(after.host).toBeNull();
  expect(after.lastHour.exchanges).toBe(before.lastHour.exchanges);
});

test('a host that is on the list by now is suggested no more', async () => {
  const declined = (host: string) => ({
    launchId: newId(),
    kind: 'refused',
    ruleId: 'S29' as const,
    tenantId: ids.tenant,
    launchKey: null,
    courseId: null,
    learnerId: null,
    host,
    at: new Date().toISOString(),
  });
  // The builders' tenant lists lms.example.org:443.
  const hosts = ['lms.example.org', 'lms.example.org:443', 'lms.example.org:8443', 'new.example.org'];
  await db.outbox.transaction((tx) =>
    db.store.decline(tx, hosts.map(declined) as unknown as Parameters<typeof db.store.decline>[1]),
  );
  const controller = new HostSuggestionsController(db.dataSource, db.readModels, clock);
  const admin = { kind: 'person', id: 'p', role: 'tenant-admin', tenantId: ids.tenant, tokenId: 'j' } as const;
  const { suggestions } = await controller.list({ days: 7 }, admin);
  expect(suggestions.map(({ host }) => host).sort()).toEqual(['lms.example.org:8443', 'new.example.org']);
});

/** What a watcher has read so far, and how to go. */
async function watcher(
  tenantId: string | null,
): Promise<{ text: () => string; over: () => boolean; leave: () => void }> {
  scope = tenantId;
  const gone = new AbortController();
  const { port } = server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}/`, { signal: gone.signal });
  expect(answer.headers.get('content-type')).toContain('text/event-stream');
  let text = '';
  let over = false;
  void (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of answer.body ?? []) text += decoder.decode(chunk, { stream: true });
    over = true;
  })().catch(() => undefined);
  return { text: () => text, over: () => over, leave: () => gone.abort() };
}

test('a watcher sees a launch within seconds, once, and only those of the own organisation', async () => {
  const mine = await watcher(ids.tenant);
  const theirs = await watcher(ids.otherTenant);
  const all = await watcher(null);
  const launchId = await start();
  await until(() => mine.text().includes(launchId) && all.text().includes(launchId), { what: 'the launch' });
  await db.dataSource.query(
    `update deliveries set outcome = 'confirmed', updated_at = clock_timestamp() where launch_id = $1`,
    [launchId],
  );
  const last = await start();
  await until(() => mine.text().includes(last), { what: 'the launch after it' });
  const events = mine
    .text()
    .split('\n\n')
    .filter((event) => event.includes(launchId));
  expect(events.map((event) => /"outcome":"(\w+)"/.exec(event)?.[1])).toEqual(['sending', 'confirmed']);
  expect(theirs.text()).not.toContain(launchId);
  for (const one of [mine, theirs, all]) one.leave();
});

test('a stream ends with the token that opened it', async () => {
  const one = await watcher(ids.tenant);
  allowed = false;
  await until(() => one.over(), { what: 'the stream to end' });
  expect(one.text()).toContain('event: end');
}, 30_000);
