import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '@aicc-bridge/database';
import { KafkaBus } from '@aicc-bridge/messaging';
import { createLog, Keyring, newId } from '@aicc-bridge/platform';
import { kafkaForTests, newRunFolder, RUN_FOLDER_VARIABLE, stopKafkaOfRun, until } from '@aicc-bridge/testing';
import pg from 'pg';
import { z } from 'zod';
import { startBenchDatabase } from './bench-database.js';
import { Child, nodeFlags } from './child.js';
import { benchHosts, type BenchHosts, seedCourse, seedTenants } from './seed.js';

const MAIN = join(import.meta.dirname, '..', '..', '..', 'services', 'progress-reporter', 'dist', 'main.js');
const Commands = z.object({ commands: z.record(z.string(), z.number()) });
const Arrivals = z.object({ arrivals: z.array(z.tuple([z.string(), z.number()])) });

/** The whole way: real Kafka, a real progress-reporter in its own process, PostgreSQL with fsync, a sink in the place of the LMS. */
export class KafkaSystem {
  private constructor(
    readonly db: pg.Client,
    readonly bus: KafkaBus,
    readonly keyring: Keyring,
    readonly hosts: BenchHosts,
    readonly sink: Child,
    readonly kafka: { readonly brokers: readonly string[]; readonly prefix: string },
    readonly databaseUrl: string,
    private readonly environment: NodeJS.ProcessEnv,
    private readonly shutDown: () => Promise<void>,
  ) {}

  private reporter: ChildProcess | null = null;

  /** Everything but the reporter. `courseSeconds` is the length of the course's only unit, in media seconds; `others` = so many LMSs that are nowhere instead of the one that answers: for launches that have nothing to send. */
  static async start(courseSeconds: number, others = 0): Promise<KafkaSystem> {
    process.env[RUN_FOLDER_VARIABLE] = newRunFolder(randomBytes(4).toString('hex'));
    const brokers = await kafkaForTests();
    if (brokers === null) throw new Error('there is no Kafka on this machine');
    const database = await startBenchDatabase();
    const { url } = database;
    const prefix = `b${randomBytes(4).toString('hex')}.`;
    const bus = new KafkaBus({ brokers, clientId: 'bench', prefix }, createLog('bench', 'error'));
    await bus.provision();
    const sink = Child.start('sink.main.js');
    const { port: sinkPort } = z.object({ port: z.number() }).parse(await sink.next());
    const keyring = `k1:${randomBytes(32).toString('base64url')}`;
    const db = new pg.Client({ connectionString: url });
    await db.connect();
    const answering: BenchHosts = { tenants: [{ tenantId: newId(), hosts: ['localhost'] }], port: sinkPort };
    const hosts = others > 0 ? benchHosts(others, sinkPort) : answering;
    const environment = {
      ...process.env,
      NODE_ENV: 'production',
      LOG_LEVEL: 'error',
      HOST: '127.0.0.1',
      DATABASE_URL: url,
      KAFKA_BROKERS: brokers.join(','),
      KAFKA_PREFIX: prefix,
      PUBLIC_URL: 'http://127.0.0.1',
      KEYRING: keyring,
      ALLOWED_NETWORKS: '127.0.0.0/8,::1/128',
    };
    const shutDown = async (): Promise<void> => {
      await bus.close();
      await db.end();
      await sink.stop();
      await database.stop();
      await stopKafkaOfRun();
    };
    const kafka = { brokers, prefix };
    const system = new KafkaSystem(db, bus, Keyring.parse(keyring), hosts, sink, kafka, url, environment, shutDown);
    // Its first start makes the tables.
    await system.startReporter();
    await system.stopReporter();
    await seedTenants(db, hosts);
    await seedCourse(db, courseSeconds);
    return system;
  }

  /** Resolves when it has joined its consumer group. */
  async startReporter(): Promise<void> {
    const port = await freePort();
    const reporter = spawn(process.execPath, [...nodeFlags(), MAIN], {
      env: { ...this.environment, PORT: String(port) },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    this.reporter = reporter;
    const ready = async (): Promise<boolean> => (await fetch(`http://127.0.0.1:${port}/readyz`)).ok;
    await until(ready, { what: 'the reporter', timeoutMs: 60_000, everyMs: 100 });
  }

  /** What the system says of the reporter (Linux): resident memory now and at its highest, MB; CPU time so far, ms. */
  async usage(): Promise<{ readonly rssMB: number; readonly mostRssMB: number; readonly cpuMs: number }> {
    const folder = `/proc/${this.reporter?.pid}`;
    const status = await readFile(join(folder, 'status'), 'utf8');
    const stat = await readFile(join(folder, 'stat'), 'utf8');
    const mB = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]) / 1_024;
    // utime and stime, in ticks of 10 ms; the fields are counted behind the name, which may hold spaces.
    const [utime, stime] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13);
    return { rssMB: mB('VmRSS'), mostRssMB: mB('VmHWM'), cpuMs: (Number(utime) + Number(stime)) * 10 };
  }

  /** Transactions that the database has ended so far. */
  async transactions(): Promise<number> {
    const { rows } = await this.db.query<{ n: string }>(
      'select xact_commit + xact_rollback as n from pg_stat_database where datname = current_database()',
    );
    return Number(rows[0]?.n);
  }

  async arrivals(): Promise<ReadonlyMap<string, number>> {
    return new Map(Arrivals.parse(await this.sink.ask({ report: 'arrivals' })).arrivals);
  }

  /** How many messages of each command the LMS has got. */
  async commands(): Promise<Readonly<Record<string, number>>> {
    return Commands.parse(await this.sink.ask({ report: 'commands' })).commands;
  }

  async stopReporter(): Promise<void> {
    const { reporter } = this;
    this.reporter = null;
    if (reporter === null || reporter.exitCode !== null) return;
    const gone = new Promise((resolve) => reporter.once('exit', resolve));
    reporter.kill('SIGTERM');
    await gone;
  }

  async stop(): Promise<void> {
    await this.stopReporter();
    await this.shutDown();
  }
}
