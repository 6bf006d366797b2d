import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, provisionSchemas, roleUrl, startEmbeddedPostgres } from '@aicc-bridge/database';
import { KafkaBus } from '@aicc-bridge/messaging';
import { createLog, Keyring, newId } from '@aicc-bridge/platform';
import { kafkaForTests, newRunFolder, RUN_FOLDER_VARIABLE, stopKafkaOfRun, until } from '@aicc-bridge/testing';
import pg from 'pg';
import { z } from 'zod';
import { Child } from './child.js';
import { type BenchHosts, seedTenants } from './seed.js';

const MAIN = join(import.meta.dirname, '..', '..', '..', 'services', 'progress-reporter', 'dist', 'main.js');
const Arrivals = z.object({ arrivals: z.array(z.tuple([z.string(), z.number()])) });

/** The whole way: real Kafka, a real progress-reporter in its own process, PostgreSQL with fsync, a sink in the place of the LMS. */
export class KafkaSystem {
  private constructor(
    readonly db: pg.Client,
    readonly bus: KafkaBus,
    readonly keyring: Keyring,
    readonly hosts: BenchHosts,
    readonly sink: Child,
    private readonly shutDown: () => Promise<void>,
  ) {}

  static async start(): Promise<KafkaSystem> {
    process.env[RUN_FOLDER_VARIABLE] = newRunFolder(randomBytes(4).toString('hex'));
    const brokers = await kafkaForTests();
    if (brokers === null) throw new Error('there is no Kafka on this machine');
    const folder = await mkdtemp(join(tmpdir(), 'aicc-bridge-bench-'));
    await chmod(folder, 0o755);
    const postgres = await startEmbeddedPostgres({ dataDir: folder, port: 0, fsync: true });
    const role = { name: 'progress_reporter', password: 'bench' };
    await provisionSchemas(postgres.adminUrl, [role]);
    const url = roleUrl(postgres.adminUrl, role);
    const prefix = `b${randomBytes(4).toString('hex')}.`;
    const bus = new KafkaBus({ brokers, clientId: 'bench', prefix }, createLog('bench', 'error'));
    await bus.provision();
    const sink = Child.start('sink.main.js');
    const { port: sinkPort } = z.object({ port: z.number() }).parse(await sink.next());
    const keyring = `k1:${randomBytes(32).toString('base64url')}`;
    const port = await freePort();
    const reporter = spawn(process.execPath, [MAIN], {
      env: {
        ...process.env,
        NODE_ENV: 'production',
        LOG_LEVEL: 'error',
        HOST: '127.0.0.1',
        PORT: String(port),
        DATABASE_URL: url,
        KAFKA_BROKERS: brokers.join(','),
        KAFKA_PREFIX: prefix,
        PUBLIC_URL: 'http://127.0.0.1',
        KEYRING: keyring,
        ALLOWED_NETWORKS: '127.0.0.0/8,::1/128',
      },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const ready = async (): Promise<boolean> => (await fetch(`http://127.0.0.1:${port}/readyz`)).ok;
    await until(ready, { what: 'the reporter', timeoutMs: 60_000, everyMs: 100 });
    const db = new pg.Client({ connectionString: url });
    await db.connect();
    const hosts: BenchHosts = { tenants: [{ tenantId: newId(), hosts: ['localhost'] }], port: sinkPort };
    await seedTenants(db, hosts);
    return new KafkaSystem(db, bus, Keyring.parse(keyring), hosts, sink, async () => {
      reporter.kill('SIGTERM');
      await new Promise((resolve) => reporter.once('exit', resolve));
      await bus.close();
      await db.end();
      await sink.stop();
      await postgres.stop();
      await stopKafkaOfRun();
      await rm(folder, { recursive: true, force: true });
    });
  }

  async arrivals(): Promise<ReadonlyMap<string, number>> {
    return new Map(Arrivals.parse(await this.sink.ask({ arrivals: true })).arrivals);
  }

  async stop(): Promise<void> {
    await this.shutDown();
  }
}
