import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { provisionSchemas, roleUrl, startEmbeddedPostgres } from '@aicc-bridge/database';
import { Keyring } from '@aicc-bridge/platform';
import { until } from '@aicc-bridge/testing';
import pg from 'pg';
import { z } from 'zod';
import type { BenchOptions, Measurement } from '../bench.js';
import { Child } from './child.js';
import { benchHosts, seedLaunches, seedTenants } from './seed.js';

const HOSTS = 200;
const ROUNDS = 5;
const WARM_REQUESTS = 40_000;
const BODY =
  'command=PutParam&version=4.0&session_id=sid0193b2a000007000800000000000001&aicc_data=%5Bcore%5D%0D%0Alesson_location%3Du1%2540100%0D%0Alesson_status%3Dcompleted%0D%0Ascore%3D100%0D%0Atime%3D00%3A00%3A00%0D%0A';
const Cost = z.object({ cpuMicros: z.number(), rssMB: z.number() });

/**
 * `delivery`: N launches on 200 hosts, GetParam done, one PutParam each, one reporter process; guard, decrypt, classify, outcome, outbox
 * row and trace included, relay off. Ground: a bare undici loop to the same sink. A-B-A, median of the pairs' ratios.
 */
export async function run({ quick, say }: BenchOptions): Promise<readonly Measurement[]> {
  const size = quick ? 2_000 : 20_000;
  const warm = quick ? 4_000 : WARM_REQUESTS;
  const folder = await mkdtemp(join(tmpdir(), 'aicc-bridge-bench-'));
  await chmod(folder, 0o755);
  const postgres = await startEmbeddedPostgres({ dataDir: folder, port: 0, fsync: true });
  const role = { name: 'progress_reporter', password: 'bench' };
  await provisionSchemas(postgres.adminUrl, [role]);
  const keyring = `k1:${randomBytes(32).toString('base64url')}`;
  const sink = Child.start('sink.main.js');
  const { port } = z.object({ port: z.number() }).parse(await sink.next());
  const ground = Child.start('ground.main.js');
  const reporter = Child.start('reporter.main.js', {
    DATABASE_URL: roleUrl(postgres.adminUrl, role),
    KEYRING: keyring,
  });
  await reporter.next();
  const db = new pg.Client({ connectionString: roleUrl(postgres.adminUrl, role) });
  await db.connect();
  try {
    const hosts = benchHosts(HOSTS, port);
    await seedTenants(db, hosts);
    const bare = async (requests: number): Promise<number> =>
      (requests * 1_000) / z.object({ ms: z.number() }).parse(await ground.ask({ port, requests, body: BODY })).ms;
    const ours = async (launches: number): Promise<{ rate: number; cpuMicros: number; rssMB: number }> => {
      await db.query('truncate launches, deliveries, attempts, activity, viewings, exchanges, outbox');
      const begin = new Date(Date.now() + Math.max(1_500, launches / 8));
      await seedLaunches(db, hosts, Keyring.parse(keyring), launches, begin);
      if (Date.now() > begin.getTime()) throw new Error('seeding took longer than planned');
      await db.query('checkpoint').catch(() => undefined);
      const before = Cost.parse(await reporter.ask({}));
      await until(async () => confirmed(db, launches), {
        what: `${launches} confirmed deliveries`,
        timeoutMs: 120_000,
        everyMs: 50,
      });
      const rows = await db.query<{ last: Date }>('select max(updated_at) as last from deliveries');
      const after = Cost.parse(await reporter.ask({}));
      const ms = (rows.rows[0]?.last.getTime() ?? 0) - begin.getTime();
      return {
        rate: (launches * 1_000) / ms,
        cpuMicros: (after.cpuMicros - before.cpuMicros) / launches,
        rssMB: after.rssMB,
      };
    };
    say(`warming both sides with ${warm} requests`);
    await bare(warm);
    await ours(warm);
    const pairs: { ours: number; ground: number; cpuMicros: number; rssMB: number }[] = [];
    for (let round = 0; round < (quick ? 2 : ROUNDS); round += 1) {
      const first = await bare(size);
      const mine = await ours(size);
      const second = await bare(size);
      pairs.push({ ...mine, ours: mine.rate, ground: (first + second) / 2 });
      say(`round ${round + 1}: ours ${Math.round(mine.rate)}/s, bare ${Math.round((first + second) / 2)}/s`);
    }
    const ratio = median(pairs.map(({ ours: mine, ground: bareRate }) => mine / bareRate));
    return [
      {
        name: 'delivery',
        ours: median(pairs.map(({ ours: mine }) => mine)),
        ground: median(pairs.map(({ ground: rate }) => rate)),
        ratio,
        unit: 'PutParam/s',
        rssMB: Math.max(...pairs.map(({ rssMB }) => rssMB)),
        goal: { text: 'ratio ≥ 0.50', met: ratio >= 0.5 },
        details: {
          launches: size,
          hosts: HOSTS,
          cpuMicrosPerDelivery: Math.round(median(pairs.map(({ cpuMicros }) => cpuMicros))),
        },
      },
    ];
  } finally {
    await db.end();
    await Promise.all([reporter.stop(), ground.stop(), sink.stop()]);
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function confirmed(db: pg.Client, launches: number): Promise<boolean> {
  const { rows } = await db.query<{ n: number }>(
    `select count(*)::int as n from deliveries where outcome = 'confirmed'`,
  );
  return rows[0]?.n === launches;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
