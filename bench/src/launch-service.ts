import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  openDatabase,
  prepared,
  provisionSchemas,
  roleUrl,
  schemaOf,
  startEmbeddedPostgres,
} from '@aicc-bridge/database';
import { createLaunchApp } from '@aicc-bridge/launch';
import { createLog, SystemClock } from '@aicc-bridge/platform';
import type { Queryable } from '@aicc-bridge/messaging';
import fastify from 'fastify';
import pg from 'pg';
import { z } from 'zod';
import { QuietBus } from './delivery/quiet-bus.js';

/**
 * launch, and beside it the ground line (a bare Fastify that inserts one row with pg), in one process on one embedded PostgreSQL with
 * fsync; only one of them works at a time. The relay takes events out of the outbox as it does for Kafka, and sends them nowhere.
 */
class DrainingBus extends QuietBus {
  override async relay(connection?: Queryable, limit = 500): Promise<number> {
    const rows = z.array(z.object({ n: z.number() })).parse((await connection?.query(DRAIN, [limit])) ?? []);
    return rows[0]?.n ?? 0;
  }
}
const DRAIN = prepared(
  'with gone as (delete from outbox where id in (select id from outbox order by id limit $1) returning 1) select count(*)::int as n from gone',
);

const TENANT = '0193b2a0-0000-7000-8000-00000000000a';
const KEY = 'k3m9q2v7x4b8n1c6z5p0s7d2fh';
const PASSWORD = 'bench-only-password';
/** More than are on their way at once: nobody opens two courses in the same millisecond. */
const LEARNERS = 128;

const folder = mkdtempSync(join(tmpdir(), 'aicc-bridge-bench-'));
// As root, PostgreSQL runs as another user, who must reach its folder.
chmodSync(folder, 0o711);
const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'data'), port: 0 });
const role = { name: 'launch', password: 'bench-only' };
await provisionSchemas(postgres.adminUrl, [role]);
const databaseUrl = roleUrl(postgres.adminUrl, role);
const app = await createLaunchApp(
  {
    databaseUrl,
    keyring: `k1:${Buffer.alloc(32, 7).toString('base64url')}`,
    bootstrapPassword: PASSWORD,
    showBootstrap: () => undefined,
    clock: new SystemClock(),
    log: createLog('launch', 'error'),
  },
  new DrainingBus(),
);
const port = await app.listen(0, '127.0.0.1');
const dataSource = await openDatabase({
  url: databaseUrl,
  schema: schemaOf('launch'),
  applicationName: 'bench',
  entities: [],
  migrations: [],
  onIdleError: () => undefined,
});

async function readModel(topic: string, key: string, state: object): Promise<void> {
  await dataSource.query('insert into read_model (topic, key, aggregate_version, state) values ($1, $2, 1, $3)', [
    topic,
    key,
    JSON.stringify({ ...state, aggregateVersion: 1 }),
  ]);
}
await readModel('settings.tenants.v1', TENANT, {
  tenantId: TENANT,
  state: 'active',
  name: 'Bench',
  enabled: true,
  hosts: [{ name: 'lms.example.org', port: 443, http: false }],
  frameHosts: [],
  profile: { id: 'generic', overrides: {} },
  reportingMode: 'send',
  reportMobile: false,
  joinWithoutLaunchId: false,
  afterCompletion: 'new-attempt',
  launchKeys: [{ key: KEY, state: 'current' }],
});
await readModel('catalog.courses.v1', 'ladders', {
  courseId: 'ladders',
  state: 'published',
  title: 'Ladders',
  authors: [],
  description: '',
  language: 'en',
  kind: 'course',
  topics: [],
  units: [{ unitId: 'u1', title: 'One', seconds: 60 }],
  completionThresholdPercent: 95,
});
// The learners have the password of the first administrator: its hash is there already.
await dataSource.query(
  `insert into people (person_id, tenant_id, username, name, role, password_hash, created_at)
   select gen_random_uuid(), $1, 'learner' || n, 'Learner ' || n, 'learner', password_hash, now()
   from people, generate_series(1, $2::int) as n where username = 'admin'`,
  [TENANT, LEARNERS],
);

await dataSource.query(
  'create table ground (launch_id uuid primary key default gen_random_uuid(), tenant text, course text, sid text, url text, started_at timestamptz not null)',
);
const pool = new pg.Pool({ connectionString: databaseUrl, max: 20, options: '-c search_path=launch' });
pool.on('error', () => undefined);
const ground = fastify();
ground.get('/aicc/launch/:key/:course', async (request, reply) => {
  const { key, course } = request.params as { key: string; course: string };
  const { aicc_sid: sid, aicc_url: url } = request.query as { aicc_sid: string; aicc_url: string };
  await pool.query('insert into ground (tenant, course, sid, url, started_at) values ($1, $2, $3, $4, $5)', [
    key,
    course,
    sid,
    url,
    new Date(),
  ]);
  return reply.redirect('/learn', 303);
});
await ground.listen({ port: 0, host: '127.0.0.1' });
const address = ground.server.address();
const groundPort = address !== null && typeof address === 'object' ? address.port : 0;

async function answer(message: unknown): Promise<unknown> {
  switch (message) {
    case 'rss':
      return process.memoryUsage().rss;
    case 'cpu': {
      const { user, system } = process.cpuUsage();
      return user + system;
    }
    case 'counts': {
      const rows: unknown = await dataSource.query(
        `select (select count(*)::int from launches) as launches, (select count(*)::int from ground) as ground, (select count(*)::int from outbox) as waiting`,
      );
      return rows;
    }
    case 'stop':
      await ground.close();
      await pool.end();
      await app.stop();
      await dataSource.destroy();
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
      return null;
    default:
      throw new Error(`the bench's service does not know ${String(message)}`);
  }
}

process.on('message', ({ id, ask }: { id: number; ask: unknown }) => {
  answer(ask).then(
    (value) => {
      process.send?.({ id, value });
      if (ask === 'stop') process.disconnect();
    },
    (error: unknown) => process.send?.({ id, error: String(error) }),
  );
});
process.send?.({
  ready: {
    port,
    groundPort,
    path: `/aicc/launch/${KEY}/ladders`,
    usernames: Array.from({ length: LEARNERS }, (_, n) => `learner${n + 1}`),
    password: PASSWORD,
  },
});
