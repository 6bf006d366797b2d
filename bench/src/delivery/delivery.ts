import { type BenchOptions, type Measurement, round2 } from '../bench.js';
import pg from 'pg';
import { z } from 'zod';
import { Child } from './child.js';
import { afterSeeding, DeliverySystem, median } from './delivery-system.js';

const HOSTS = 200;
const ROUNDS = 5;
const WARM_REQUESTS = 40_000;
const BODY =
  'command=PutParam&version=4.0&session_id=sid0193b2a000007000800000000000001&aicc_data=%5Bcore%5D%0D%0Alesson_location%3Du1%2540100%0D%0Alesson_status%3Dcompleted%0D%0Ascore%3D100%0D%0Atime%3D00%3A00%3A00%0D%0A';

/**
 * `delivery`: N launches on 200 hosts, GetParam done, one PutParam each, one reporter process; guard, decrypt, classify, outcome, outbox
 * row and trace included, relay off. Ground: a bare undici loop to the same sink. A-B-A, median of the pairs' ratios. Two well-known
 * job queues do the same posts on the same PostgreSQL in the same run, and so does a loop that writes the rows alone (`rows-only`).
 */
export async function run({ quick, say }: BenchOptions): Promise<readonly Measurement[]> {
  const size = quick ? 2_000 : 20_000;
  const warm = quick ? 4_000 : WARM_REQUESTS;
  const system = await DeliverySystem.start(HOSTS);
  const ground = Child.start('ground.main.js');
  try {
    const bare = async (requests: number): Promise<number> => {
      const order = { port: system.hosts.port, requests, body: BODY };
      return (requests * 1_000) / z.object({ ms: z.number() }).parse(await ground.ask(order)).ms;
    };
    const ours = async (launches: number): Promise<{ rate: number; cpuMicros: number; rssMB: number }> => {
      const begin = afterSeeding(launches);
      await system.seed(launches, begin);
      const before = await system.cost();
      const last = await system.confirmed(launches);
      const after = await system.cost();
      return {
        rate: (launches * 1_000) / (last.getTime() - begin.getTime()),
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
    const rivals = {
      'graphile-worker': await rivalRate('graphile-worker', system, size),
      'pg-boss': await rivalRate('pg-boss', system, size),
      'rows-only': await rivalRate('rows-only', system, size),
    };
    const mine = median(pairs.map(({ ours: rate }) => rate));
    const timesGraphile = mine / rivals['graphile-worker'];
    const ratio = median(pairs.map(({ ours: rate, ground: line }) => rate / line));
    return [
      {
        name: 'delivery',
        ours: mine,
        ground: median(pairs.map(({ ground: rate }) => rate)),
        ratio,
        unit: 'PutParam/s',
        rssMB: Math.max(...pairs.map(({ rssMB }) => rssMB)),
        goal: { text: 'ratio ≥ 0.50, ≥ 1.5 × graphile-worker', met: ratio >= 0.5 && timesGraphile >= 1.5 },
        details: {
          launches: size,
          hosts: HOSTS,
          timesGraphileWorker: round2(timesGraphile),
          graphileWorkerPerSecond: Math.round(rivals['graphile-worker']),
          pgBossPerSecond: Math.round(rivals['pg-boss']),
          rowsOnlyPerSecond: Math.round(rivals['rows-only']),
          timesRowsOnly: round2(mine / rivals['rows-only']),
          cpuMicrosPerDelivery: Math.round(median(pairs.map(({ cpuMicros }) => cpuMicros))),
        },
      },
    ];
  } finally {
    await Promise.all([system.stop(), ground.stop()]);
  }
}

/** jobs/s of another queue, on a database of its own; the second of two runs, so that it is warm. */
async function rivalRate(name: string, system: DeliverySystem, jobs: number): Promise<number> {
  const admin = new pg.Client({ connectionString: system.adminUrl });
  await admin.connect();
  const database = name.replace('-', '_');
  await admin.query(`create database ${database}`);
  const url = new URL(system.adminUrl);
  url.pathname = database;
  const rival = Child.start('rival.main.js', { RIVAL: name });
  try {
    await rival.next();
    const order = { databaseUrl: url.toString(), port: system.hosts.port, jobs, body: BODY };
    await rival.ask(order);
    return (jobs * 1_000) / z.object({ ms: z.number() }).parse(await rival.ask(order)).ms;
  } finally {
    await rival.stop();
    await admin.query(`drop database ${database} with (force)`);
    await admin.end();
  }
}
