import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DeliveryHealthStore, MOST_HOSTS } from '../src/health/delivery-health.store.js';
import { ids } from '../src/test-builders.js';
import { openReporterDatabase, type ReporterDatabase } from './reporter-database.js';

const now = new Date();
let db: ReporterDatabase;
beforeAll(async () => void (db = await openReporterDatabase()));
afterAll(() => db.close());

/** Two launches at each of so many hosts. */
async function launchesAt(hosts: number, name: string, outcome: string): Promise<void> {
  await db.dataSource.query(
    `insert into deliveries (launch_id, tenant_id, host, port, sid_digest, phase, session, outcome)
     select uuidv7(), $1, $2 || n || '.example', 443, 'd', case when $3 = 'waiting' then 'reporting' else 'over' end, '{}', $3
     from generate_series(1, $4::int) n, generate_series(1, 2)`,
    [ids.tenant, name, outcome, hosts],
  );
}

test('before anything was delivered there is nothing, and that is all there is', async () => {
  const { hosts, totals } = await new DeliveryHealthStore(db.dataSource).read(null, now);
  expect(hosts).toEqual([]);
  expect(totals).toMatchObject({ hosts: 0, hostsWaiting: 0, confirmed: 0, failingSince: null });
});

test('of very many hosts those in trouble are listed first, and the sums are those of all', async () => {
  await launchesAt(MOST_HOSTS + 20, 'a', 'confirmed');
  await launchesAt(3, 'slow', 'waiting');
  await launchesAt(2, 'z-relaunch', 'needs-relaunch');
  await launchesAt(1, 'z-certificate', 'confirmed');
  await db.dataSource.query(
    `insert into certificates (host, port, valid_to, issuer, seen_at) values ('z-certificate1.example', 443, now() + interval '5 days', 'CA', now())`,
  );
  const { hosts, totals } = await new DeliveryHealthStore(db.dataSource).read(ids.tenant, now);
  expect(totals).toMatchObject({
    hosts: MOST_HOSTS + 26,
    hostsWaiting: 3,
    confirmed: 2 * (MOST_HOSTS + 21),
    waiting: 6,
    open: 6,
    needsRelaunch: 4,
  });
  expect(hosts).toHaveLength(MOST_HOSTS);
  expect(hosts.slice(0, 7).map(({ host }) => host)).toEqual([
    'slow1.example',
    'slow2.example',
    'slow3.example',
    'z-certificate1.example',
    'z-relaunch1.example',
    'z-relaunch2.example',
    'a1.example',
  ]);
});
