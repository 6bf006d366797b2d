import { createHash } from 'node:crypto';
import { newId } from '@aicc-bridge/platform';
import type pg from 'pg';
import type { BenchOptions, Measurement } from '../bench.js';
import { pageSpeed } from '../page-speed.js';
import { DeliverySystem, percentile } from './delivery-system.js';
import { fillWithFinished } from './finished-launches.js';
import { fillWithTraces } from './stored-traces.js';

const KEY = 'aicb_bench_reader';
const ROUNDS = 60;

/** `reports`: what the console's pages ask of the reports, with very many launches stored: of one tenant, and of all. */
export async function run({ quick, say }: BenchOptions): Promise<readonly Measurement[]> {
  const launches = quick ? 50_000 : 1_000_000;
  const system = await DeliverySystem.start(1);
  try {
    await letIn(system.db);
    await fillWithFinished(system.db, launches, launches);
    await spreadOutcomes(system.db);
    await fillWithTraces(system.db);
    say(`${launches} launches are stored`);
    const questions = await questionsOf(system.db);
    const lines: Measurement[] = [];
    for (const [name, path] of Object.entries(questions)) {
      const times = await ask(system.apiPort, path);
      const speed = { p50: percentile(times, 0.5), p95: percentile(times, 0.95) };
      lines.push(pageSpeed(`reports: ${name}`, speed, { launches }));
    }
    return lines;
  } finally {
    await system.stop();
  }
}

/** ms of each answer, one after the other. */
async function ask(port: number, path: string): Promise<readonly number[]> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS + 5; round += 1) {
    const begun = performance.now();
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { authorization: `Bearer ${KEY}` } });
    await answer.arrayBuffer();
    if (!answer.ok) throw new Error(`${path} answers ${answer.status}`);
    if (round >= 5) times.push(performance.now() - begun);
  }
  return times;
}

async function letIn(db: pg.Client): Promise<void> {
  const apiKeyId = newId();
  const sha256 = createHash('sha256').update(KEY).digest('hex');
  const state = {
    apiKeyId,
    aggregateVersion: 1,
    state: 'active',
    name: 'bench',
    sha256,
    role: 'reader',
    tenantId: null,
  };
  await db.query(
    `insert into read_model (topic, key, aggregate_version, state) values ('settings.api-keys.v1', $1, 1, $2)`,
    [apiKeyId, JSON.stringify(state)],
  );
}

/** One in fifty has trouble, one in ten thousand was refused for its identity: rare things are what people look for. */
async function spreadOutcomes(db: pg.Client): Promise<void> {
  await db.query(`
    update deliveries set outcome = 'needs-relaunch', rule_id = 'S30', verdict = '{"cause": "The session ended.", "cure": "Open it once more."}'
    where ('x' || substr(md5(launch_id::text), 1, 8))::bit(32)::bigint % 50 = 0`);
  await db.query(`
    update deliveries set outcome = 'refused', rule_id = 'identity' where ('x' || substr(md5(launch_id::text), 1, 8))::bit(32)::bigint % 10000 = 1`);
  await db.query('vacuum analyze deliveries');
}

async function questionsOf(db: pg.Client): Promise<Readonly<Record<string, string>>> {
  const { rows } = await db.query<{ tenant_id: string; launch_id: string; host: string; course_id: string; at: Date }>(
    `select tenant_id, launch_id, host, course_id, started_at as at from launches order by started_at offset 1000 limit 1`,
  );
  const [some] = rows;
  const newest = await db.query<{ launch_id: string }>(
    'select launch_id from launches order by started_at desc limit 1',
  );
  if (!some || !newest.rows[0]) throw new Error('nothing is stored');
  const recent = newest.rows[0].launch_id;
  const late = encodeURIComponent(`${some.at.toISOString()}~${some.launch_id}`);
  const tenant = `tenantId=${some.tenant_id}`;
  return {
    'newest of all': '/api/launches',
    'newest of a tenant': `/api/launches?${tenant}`,
    'a page far back': `/api/launches?after=${late}`,
    'trouble of a tenant': `/api/launches?${tenant}&outcome=needs-relaunch`,
    'rare trouble of all': '/api/launches?outcome=refused',
    'rare trouble of a tenant': `/api/launches?${tenant}&outcome=refused`,
    'by rule': '/api/launches?ruleId=identity',
    'by host': `/api/launches?host=${some.host}`,
    'by course': `/api/launches?courseId=${some.course_id}`,
    'one launch': `/api/launches/${recent}`,
    trace: `/api/launches/${recent}/trace`,
    viewing: `/api/launches/${recent}/viewing`,
    'outcomes of all': '/api/launches/-/counts',
    'outcomes of a tenant': `/api/launches/-/counts?${tenant}`,
    'history of all': '/api/launches/-/history',
    'history of a tenant': `/api/launches/-/history?${tenant}`,
    'health of all': '/api/health',
    'health of a tenant': `/api/health?${tenant}`,
    'host suggestions': '/api/host-suggestions',
    'identity conflicts': '/api/identity-conflicts',
  };
}
