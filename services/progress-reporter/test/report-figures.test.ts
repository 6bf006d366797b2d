import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '@aicc-bridge/platform';
import { LaunchesStore } from '../src/reports/launches.store.js';
import { verdict } from '../src/outcomes/verdict.js';
import { ReportFiguresStore } from '../src/reports/report-figures.store.js';
import { ids } from '../src/test-builders.js';
import {
  addLaunch,
  aLaunch,
  type CameTo,
  openReporterDatabase,
  type ReporterDatabase,
  watched,
} from './reporter-database.js';

const now = new Date('2026-11-24T14:30:00Z');
const minutesAgo = (minutes: number): Date => new Date(now.getTime() - minutes * 60_000);
const BUSY = verdict('busy', 'still-trying', 'rule 48', { status: '503' });
let db: ReporterDatabase;
let figures: ReportFiguresStore;

beforeAll(async () => {
  db = await openReporterDatabase();
  figures = new ReportFiguresStore(db.dataSource);
  await add(10, 'confirmed');
  await add(20, 'waiting', { verdict: BUSY });
  // As a version before the ids wrote it.
  await add(25, 'waiting', { verdict: { cause: BUSY.cause, cure: '' } });
  await add(90, 'needs-relaunch', { ruleId: 'S30' });
  await add(60 * 24 * 3, 'expired');
  await add(15, 'confirmed', { tenantId: ids.otherTenant });
  await db.dataSource.query(
    `insert into declined_launches (launch_id, kind, rule_id, tenant_id, host, at) values ($1, 'refused', 'S29', $2, 'lms2.example.org', $3)`,
    [newId(), ids.tenant, minutesAgo(5)],
  );
});
afterAll(() => db.close());

const add = (minutes: number, outcome: string, more?: CameTo): Promise<void> =>
  addLaunch(db, minutesAgo(minutes), outcome, more);

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

test('the list names courses by their titles', async () => {
  const page = await new LaunchesStore(db.dataSource, db.readModels).list({ tenantId: ids.otherTenant, limit: 5 });
  expect(page?.launches[0]?.courseTitle).toEqual(expect.any(String));
});
