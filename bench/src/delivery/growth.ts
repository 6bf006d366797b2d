import { randomBytes } from 'node:crypto';
import { openDatabase, schemaOf } from '@aicc-bridge/database';
import { readViewingEvent } from '@aicc-bridge/contracts';
import { Keyring, newId } from '@aicc-bridge/platform';
import { openReporterStores, type ReporterStores } from '@aicc-bridge/progress-reporter';
import pg from 'pg';
import { type BenchOptions, type Measurement, round2 } from '../bench.js';
import { startBenchDatabase } from './bench-database.js';
import { median, percentile } from './delivery-system.js';
import { fillWithFinished } from './finished-launches.js';
import { benchHosts, seedCourse, type SeededLaunch, seedLaunches, seedTenants } from './seed.js';
import { PIECE_SECONDS, pieceOf } from './viewing-backlog.js';

const OPEN = 2_000;
/** enough that a hiccup or two of the disk are not the p99 */
const CLAIMS = 1_000;
const JOINS = 50;
const CLAIM = 32;
const BATCH = 1_000;

/**
 * `growth`: the claim of due launches and the join of a batch of viewing events, timed at the stores, while more and more finished
 * launches are kept. Ground: the same with the fewest. Beside the claim's p99 stands that of a commit that writes nothing but its record:
 * what of it is the disk's.
 */
export async function run({ quick, say }: BenchOptions): Promise<readonly Measurement[]> {
  const sizes = quick ? [500, 50_000, 500_000] : [10_000, 1_000_000, 10_000_000];
  const rounds = quick ? CLAIMS / 5 : CLAIMS;
  const database = await startBenchDatabase();
  const { url } = database;
  const stores = await openReporterStores((migrations) =>
    openDatabase({
      url,
      schema: schemaOf('progress-reporter'),
      applicationName: 'bench',
      entities: [],
      migrations,
      onIdleError: () => undefined,
    }),
  );
  const db = new pg.Client({ connectionString: url });
  await db.connect();
  try {
    const hosts = benchHosts(200, 443);
    await seedTenants(db, hosts);
    await seedCourse(db, 7_200);
    const keyring = Keyring.parse(`k1:${randomBytes(32).toString('base64url')}`);
    const begin = new Date(Date.now() - 60_000);
    const open = await seedLaunches(db, hosts, keyring, OPEN, begin, 0);
    const felt: { claimMs: number; claimP99: number; commitP99: number; claimAndReadMs: number; joinMs: number }[] = [];
    let stored = 0;
    for (const size of sizes) {
      await fillWithFinished(db, size - stored, size);
      stored = size;
      await writeOut(database.adminUrl);
      await claims(stores, db, rounds / 4);
      const times = await claims(stores, db, rounds);
      const joins = await joined(stores, open, JOINS);
      const claim = times.map(({ claimMs }) => claimMs);
      felt.push({
        claimMs: median(claim),
        claimP99: percentile(claim, 0.99),
        commitP99: percentile(
          times.map(({ commitMs }) => commitMs),
          0.99,
        ),
        claimAndReadMs: median(times.map(({ claimAndReadMs }) => claimAndReadMs)),
        joinMs: median(joins),
      });
      say(`${size} finished launches: ${JSON.stringify(felt.at(-1))}`);
    }
    return [
      line(
        'growth: claim',
        sizes,
        felt.map(({ claimMs }) => claimMs),
        felt.map(({ claimP99, commitP99 }) => ({ claimP99, commitP99 })),
      ),
      line(
        'growth: claim and read',
        sizes,
        felt.map(({ claimAndReadMs }) => claimAndReadMs),
      ),
      line(
        'growth: join',
        sizes,
        felt.map(({ joinMs }) => joinMs),
      ),
    ];
  } finally {
    await db.end();
    await stores.close();
    await database.stop();
  }
}

/** Millions of launches do not come within minutes in life: what filling them in has left to write is written before anything is timed. */
async function writeOut(adminUrl: string): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query('checkpoint');
  await admin.end();
}

interface ClaimTimes {
  readonly claimMs: number;
  /** with all that a worker needs to know of the rows */
  readonly claimAndReadMs: number;
  readonly commitMs: number;
}

/** Of each claim of 32 rows; each is given back afterwards. */
async function claims(stores: ReporterStores, db: pg.Client, rounds: number): Promise<readonly ClaimTimes[]> {
  const times: ClaimTimes[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const begun = performance.now();
    const claimed = await stores.claim(new Date(), CLAIM);
    const claimMs = performance.now() - begun;
    const rows = await stores.load(claimed);
    const claimAndReadMs = performance.now() - begun;
    times.push({ claimMs, claimAndReadMs, commitMs: await bareCommit(stores) });
    if (rows.length !== CLAIM) throw new Error(`only ${rows.length} of ${CLAIM} rows were claimed`);
    // By their ids: a search of the whole table would leave nothing of what a claim needs in the processor's cache.
    const ids = claimed.map(({ launch_id }) => launch_id);
    await db.query('update deliveries set lease_until = null where launch_id = any($1::uuid[])', [ids]);
  }
  return times;
}

/** ms of a transaction that leaves its commit and nothing else */
async function bareCommit({ dataSource }: ReporterStores): Promise<number> {
  const begun = performance.now();
  await dataSource.query(`select pg_logical_emit_message(true, 'bench', '')`);
  return performance.now() - begun;
}

/** ms of each transaction that joins a thousand events of as many launches. */
async function joined(
  stores: ReporterStores,
  launches: readonly SeededLaunch[],
  rounds: number,
): Promise<readonly number[]> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const events = launches.slice(0, BATCH).map((launch) => segment(launch, round * PIECE_SECONDS));
    const begun = performance.now();
    await stores.take(events, new Date());
    times.push(performance.now() - begun);
  }
  return times;
}

function segment(launch: SeededLaunch, from: number) {
  const id = newId();
  const data = pieceOf(launch, from, Date.UTC(2026, 10, 2));
  const read = readViewingEvent({ specversion: '1.0', source: '/bench', id, type: 'viewing.segment.v1', data });
  if (read.kind !== 'viewing') throw new Error('the bench made a bad event');
  return { source: '/bench', id, event: read.event };
}

/** @param tails of the claims and of commits beside them, ms, by size; without them no goal is set for the p99 */
function line(
  name: string,
  sizes: readonly number[],
  times: readonly number[],
  tails: readonly { readonly claimP99: number; readonly commitP99: number }[] = [],
): Measurement {
  const [least = 0, most = 0] = [times[0], times.at(-1)];
  const growth = most / least;
  const flat = growth <= 1.3;
  const p99 = Math.max(0, ...tails.map(({ claimP99 }) => claimP99));
  const commitP99 = Math.max(0, ...tails.map((tail) => tail.commitP99));
  return {
    name,
    ours: most,
    ground: least,
    ratio: least / most,
    unit: 'ms',
    rssMB: null,
    goal: tails.length === 0 ? { text: '≤ 1.3 ×', met: flat } : { text: '≤ 1.3 ×, p99 ≤ 5 ms', met: flat && p99 <= 5 },
    details: { growth: round2(growth), finished: sizes.at(-1) ?? 0, ...(tails.length === 0 ? {} : { p99, commitP99 }) },
  };
}
