import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '@aicc-bridge/platform';
import { verdict } from '../src/outcomes/verdict.js';
import { CHOSEN, HistoryStore, HOURS, MOST_TENANTS, VERDICTS } from '../src/reports/history.store.js';
import { ids } from '../src/test-builders.js';
import { addLaunch, type CameTo, openReporterDatabase, planOf, type ReporterDatabase } from './reporter-database.js';

const now = new Date('2026-11-24T14:30:00Z');
const minutesAgo = (minutes: number): Date => new Date(now.getTime() - minutes * 60_000);
const BUSY = verdict('busy', 'still-trying', 'rule 48', { status: '503' });
let db: ReporterDatabase;
let history: HistoryStore;

beforeAll(async () => {
  db = await openReporterDatabase();
  history = new HistoryStore(db.dataSource);
});
afterAll(() => db.close());

const add = (minutes: number, outcome: string, more?: CameTo): Promise<void> =>
  addLaunch(db, minutesAgo(minutes), outcome, more);

test('it tells the day by the hour, and what kept the week’s launches, the most frequent first', async () => {
  await add(10, 'confirmed');
  await add(20, 'waiting', { verdict: BUSY });
  // As a version before the ids wrote it.
  await add(25, 'waiting', { verdict: { cause: BUSY.cause, cure: '' } });
  await add(90, 'needs-relaunch', { ruleId: 'S30' });
  await add(60 * 24 * 3, 'expired');
  await add(60 * 24 * 8, 'needs-relaunch', { ruleId: 'S54' });
  await add(15, 'confirmed', { tenantId: ids.otherTenant });
  await db.dataSource.query(
    `insert into declined_launches (launch_id, kind, rule_id, tenant_id, host, at) values ($1, 'refused', 'S29', $2, 'lms2.example.org', $3)`,
    [newId(), ids.tenant, minutesAgo(5)],
  );
  const { hours, more, verdicts } = await history.read(ids.tenant, now);
  expect(more).toBe(false);
  expect(
    hours.map(({ hour, confirmed, waiting, trouble }) => [hour.toISOString(), confirmed, waiting, trouble]),
  ).toEqual([
    ['2026-11-24T13:00:00.000Z', 0, 0, 1],
    ['2026-11-24T14:00:00.000Z', 1, 2, 1],
  ]);
  const { cause, causeId, values } = BUSY;
  expect(verdicts[0]).toEqual({ ruleId: null, cause, causeId, values, launches: 2 });
  expect(verdicts.map(({ ruleId }) => ruleId).sort()).toEqual(['S29', 'S30', null]);
  const all = await history.read(null, now);
  expect(new Set(all.hours.map(({ tenantId }) => tenantId))).toEqual(new Set([ids.tenant, ids.otherTenant]));
});

test('of very many organisations it tells of those with trouble first, however long ago in the day that was', async () => {
  await db.dataSource.query('truncate launches, deliveries, declined_launches');
  const others = Array.from({ length: MOST_TENANTS + 5 }, () => newId());
  for (const tenantId of others) await add(30, 'confirmed', { tenantId });
  await add(60 * 23, 'needs-relaunch', { ruleId: 'S30' });
  const { hours, more } = await history.read(null, now);
  const told = new Set(hours.map(({ tenantId }) => tenantId));
  expect({ more, size: told.size, trouble: told.has(ids.tenant) }).toEqual({
    more: true,
    size: MOST_TENANTS,
    trouble: true,
  });
});

test('a day and a week are found among months without reading these', async () => {
  await db.dataSource.query(
    `insert into deliveries (launch_id, tenant_id, host, port, sid_digest, started_at, phase, session, outcome, rule_id)
     select uuidv7(), $1, 'lms.example.org', 443, 'd', $2::timestamptz - n * interval '1 minute', 'over', '{}', case when n % 50 = 0 then 'needs-relaunch' else 'confirmed' end, case when n % 50 = 0 then 'S30' end
     from generate_series(100000, 1, -1) n`,
    [ids.tenant, now],
  );
  await db.dataSource.query('vacuum analyze deliveries');
  const [day, week] = [minutesAgo(60 * 24), minutesAgo(60 * 24 * 7)];
  expect(await planOf(db, HOURS, [[ids.tenant], day])).toContain('deliveries_by_start');
  expect(await planOf(db, CHOSEN, [day, 20_000, 5_000, 61])).toContain('deliveries_troubled');
  expect(await planOf(db, VERDICTS, [null, week, 20_000])).toContain('deliveries_troubled');
  const { verdicts } = await history.read(null, now);
  expect(verdicts.find(({ ruleId }) => ruleId === 'S30')?.launches).toBeGreaterThan(200);
});
