import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase, provisionSchemas, roleUrl, schemaOf, startEmbeddedPostgres } from '@aicc-bridge/database';
import { InProcessBus, installInProcessBus } from '@aicc-bridge/messaging';
import { CacheSettings, createPackagerApp } from '@aicc-bridge/packager';
import { createLog, SystemClock } from '@aicc-bridge/platform';

/**
 * The packager in a process of its own, on an embedded PostgreSQL with fsync, for packager-*.ts. Talks with its parent over IPC:
 * `rotate` gives the tenant another launch address (nothing made before fits any more), `rss` asks for the resident memory.
 */
const TENANT = '0193b2a0-0000-7000-8000-00000000000a';
const TOKENS = { writer: 'aicb_bench_writer', admin: 'aicb_bench_admin' };

const folder = mkdtempSync(join(tmpdir(), 'aicc-bridge-bench-'));
// As root, PostgreSQL runs as another user, who must reach its folder.
chmodSync(folder, 0o711);
const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'data'), port: 0 });
const role = { name: 'packager', password: 'bench-only' };
await provisionSchemas(postgres.adminUrl, [role]);
await installInProcessBus(postgres.adminUrl, [role.name]);
const databaseUrl = roleUrl(postgres.adminUrl, role);
const log = createLog('packager', 'error');
const bus = new InProcessBus(log);
const app = await createPackagerApp(
  {
    databaseUrl,
    publicUrl: 'https://bridge.example',
    clock: new SystemClock(),
    log,
    cache: new CacheSettings(join(folder, 'cache'), 1_024 * 1_048_576),
  },
  bus,
);
const port = await app.listen(0, '127.0.0.1');
const dataSource = await openDatabase({
  url: databaseUrl,
  schema: schemaOf('packager'),
  applicationName: 'bench',
  entities: [],
  migrations: [],
  onIdleError: () => undefined,
});

let version = 0;
async function readModel(topic: string, key: string, state: object): Promise<void> {
  version += 1;
  await dataSource.query(
    `insert into read_model (topic, key, aggregate_version, state) values ($1, $2, $3, $4)
     on conflict (topic, key) do update set aggregate_version = excluded.aggregate_version, state = excluded.state`,
    [topic, key, version, JSON.stringify({ ...state, aggregateVersion: version })],
  );
}

const roles = { writer: 'catalogue-writer', admin: 'reader' };
for (const [at, name] of (['writer', 'admin'] as const).entries())
  await readModel('settings.api-keys.v1', name, {
    apiKeyId: `0193b2a0-0000-7000-8000-0000000000c${at}`,
    state: 'active',
    name,
    sha256: createHash('sha256').update(TOKENS[name]).digest('hex'),
    role: roles[name],
    tenantId: name === 'admin' ? TENANT : null,
  });
await rotate();

async function rotate(): Promise<void> {
  await readModel('settings.tenants.v1', TENANT, {
    tenantId: TENANT,
    state: 'active',
    name: 'Bench',
    enabled: true,
    hosts: [],
    frameHosts: [],
    profile: { id: 'generic', overrides: {} },
    reportingMode: 'send',
    reportMobile: false,
    joinWithoutLaunchId: false,
    afterCompletion: 'new-attempt',
    launchKeys: [{ key: `k${String(version).padStart(25, '0')}`, state: 'current' }],
  });
}

async function answer(message: unknown): Promise<unknown> {
  switch (message) {
    case 'rotate':
      await rotate();
      return null;
    case 'rss':
      return process.memoryUsage().rss;
    case 'cpu': {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1_000;
    }
    case 'events': {
      const rows: unknown = await dataSource.query(
        `select (select count(*) from outbox) + (select count(*) from bus.latest) as count, (select seq from catalogue_clock) as seq`,
      );
      return rows;
    }
    case 'settle':
      await dataSource.query('vacuum analyze courses');
      await dataSource.query('vacuum analyze course_changes');
      await dataSource.query('vacuum analyze search_words');
      return null;
    case 'stop':
      await app.stop();
      await bus.close();
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
process.send?.({ ready: { port, tenant: TENANT, tokens: TOKENS } });
