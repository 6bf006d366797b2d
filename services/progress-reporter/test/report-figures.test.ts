import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createLog, newId } from '@aicc-bridge/platform';
import { until } from '@aicc-bridge/testing';
import { LaunchesLive } from '../src/reports/launches-live.provider.js';
import { LaunchesStore } from '../src/reports/launches.store.js';
import { ReportFiguresStore } from '../src/reports/report-figures.store.js';
import { ids } from '../src/test-builders.js';
import { aLaunch, openReporterDatabase, type ReporterDatabase, watched } from './reporter-database.js';

const now = new Date('2026-11-24T14:30:00Z');
const minutesAgo = (minutes: number): Date => new Date(now.getTime() - minutes * 60_000);
let db: ReporterDatabase;
let figures: ReportFiguresStore;

beforeAll(async () => {
  db = await openReporterDatabase();
  figures = new ReportFiguresStore(db.dataSource);
  await add(10, 'confirmed');
  await add(20, 'waiting', { cause: 'The LMS answers with an error of its own (503).' });
  await add(25, 'waiting', { cause: 'The LMS answers with an error of its own (503).' });
  await add(90, 'needs-relaunch', { ruleId: 'S30' });
  await add(60 * 24 * 3, 'expired');
  await add(15, 'confirmed', { tenantId: ids.otherTenant });
  await db.dataSource.query(
    `insert into declined_launches (launch_id, kind, rule_id, tenant_id, host, at) values ($1, 'refused', 'S29', $2, 'lms2.example.org', $3)`,
    [newId(), ids.tenant, minutesAgo(5)],
  );
});
afterAll(() => db.close());

interface More {
  readonly cause?: string;
  readonly ruleId?: string;
  readonly tenantId?: string;
}

async function add(
  minutes: number,
  outcome: string,
  { cause, ruleId, tenantId = ids.tenant }: More = {},
): Promise<string> {
  const launchId = newId();
  const at = minutesAgo(minutes);
  await db.dataSource.query(
    `insert into launches (launch_id, tenant_id, learner_id, course_id, launch_key, device, host, port, sid_digest, started_at) values ($1, $2, $3, 'ladders', 'k', 'desktop', 'lms.example.org', 443, 'd', $4)`,
    [launchId, tenantId, ids.learner, at],
  );
  await db.dataSource.query(
    `insert into deliveries (launch_id, tenant_id, host, port, sid_digest, phase, session, outcome, rule_id, verdict) values ($1, $2, 'lms.example.org', 443, 'd', 'over', '{}', $3, $4, $5)`,
    [launchId, tenantId, outcome, ruleId ?? null, cause ? JSON.stringify({ cause, cure: '' }) : null],
  );
  return launchId;
}

describe('the figures of a list', () => {
  test('count each outcome of one organisation, refused launches too', async () => {
    const { counts, total, more } = await figures.counts({ tenantId: ids.tenant });
    expect(counts).toEqual({
      confirmed: 1,
      waiting: 2,
      'needs-relaunch': 1,
      refused: 1,
      expired: 1,
      sending: 0,
      'not-reported': 0,
    });
    expect({ total, more }).toEqual({ total: 6, more: false });
  });

  test.each([
    ['of all organisations', { tenantId: null }, 7],
    ['of a period', { tenantId: ids.tenant, from: minutesAgo(60).toISOString() }, 4],
    ['of a host', { tenantId: ids.tenant, host: 'lms2.example.org' }, 1],
    ['of a rule', { tenantId: ids.tenant, ruleId: 'S30' }, 1],
    ['of a course that nobody opened', { tenantId: ids.tenant, courseId: 'none' }, 0],
  ])('are those %s', async (_what, filter, total) => expect(await figures.counts(filter)).toMatchObject({ total }));
});

test('the history tells the day by the hour, and what kept the week’s launches, the most frequent first', async () => {
  const { hours, verdicts } = await figures.history(ids.tenant, now);
  expect(
    hours.map(({ hour, confirmed, waiting, trouble }) => [hour.toISOString(), confirmed, waiting, trouble]),
  ).toEqual([
    ['2026-11-24T13:00:00.000Z', 0, 0, 1],
    ['2026-11-24T14:00:00.000Z', 1, 2, 1],
  ]);
  expect(verdicts[0]).toEqual({ ruleId: null, cause: 'The LMS answers with an error of its own (503).', launches: 2 });
  expect(verdicts.map(({ ruleId }) => ruleId).sort()).toEqual(['S29', 'S30', null]);
});

test('certificates of the day’s hosts come from the last exchange that showed one', async () => {
  const launchId = await add(3, 'confirmed');
  const facts = { peer: { tls: { protocol: 'TLSv1.3', validTo: 'Nov 30 12:00:00 2026 GMT' } } };
  await db.dataSource.query(
    `insert into exchanges (exchange_id, launch_id, tenant_id, command, started_at, took_ms, request, classification, facts) values ($1, $2, $3, 'GetParam', $4, 1, '', 'confirmed', $5)`,
    [newId(), launchId, ids.tenant, minutesAgo(3), JSON.stringify(facts)],
  );
  const { certificates } = await figures.history(ids.tenant, now);
  expect(certificates).toEqual([
    { tenantId: ids.tenant, host: 'lms.example.org', port: 443, validTo: new Date('2026-11-30T12:00:00Z') },
  ]);
});

test('of a launch it says which seconds of which unit counted', async () => {
  const launch = aLaunch();
  await db.dataSource.transaction((tx) => db.store.start(tx, [launch], new Date()));
  await db.take([watched(launch.launchId, 0, 10), watched(launch.launchId, 20, 30)], new Date());
  expect(await figures.viewing(launch.launchId)).toMatchObject({
    watched: [
      {
        unitId: 'u1',
        intervals: [
          [0, 10],
          [20, 30],
        ],
      },
    ],
    ignored: [],
    activity: { viewings: 1 },
  });
});

test('an open page hears of a change of its own organisation, and of no other’s', async () => {
  const live = new LaunchesLive(db.dataSource, createLog('progress-reporter', 'error'));
  const server: Server = createServer(
    (request, response) => void live.serve(request.url === '/all' ? null : (request.url ?? '').slice(1), response),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const heard = { own: '', other: '' };
  const ending = new AbortController();
  const listen = async (who: 'own' | 'other', path: string): Promise<void> => {
    const { body } = await fetch(`http://127.0.0.1:${port}/${path}`, { signal: ending.signal });
    for await (const chunk of body ?? []) heard[who] += new TextDecoder().decode(chunk);
  };
  const listening = [listen('own', ids.tenant), listen('other', ids.otherTenant)];
  await until(() => heard.own.includes('here') && heard.other.includes('here'), { what: 'both streams' });
  // The first look only learns where the list stands, so the change is made again until it is heard.
  await until(
    async () => {
      await add(1, 'sending');
      return heard.own.includes('event: changed');
    },
    { what: 'the change', timeoutMs: 20_000 },
  );
  expect(heard.other).not.toContain('changed');
  ending.abort();
  await Promise.allSettled(listening);
  live.onModuleDestroy();
  server.close();
  server.closeAllConnections();
});

test('the list names courses by their titles', async () => {
  const page = await new LaunchesStore(db.dataSource, db.readModels).list({ tenantId: ids.otherTenant, limit: 5 });
  expect(page?.launches[0]?.courseTitle).toEqual(expect.any(String));
});
