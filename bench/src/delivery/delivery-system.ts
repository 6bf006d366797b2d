import { randomBytes } from 'node:crypto';
import { Keyring } from '@aicc-bridge/platform';
import { until } from '@aicc-bridge/testing';
import pg from 'pg';
import { z } from 'zod';
import { startBenchDatabase } from './bench-database.js';
import { Child } from './child.js';
import { benchHosts, type BenchHosts, type SeededLaunch, seedLaunches, seedTenants } from './seed.js';

const Cost = z.object({ cpuMicros: z.number(), rssMB: z.number() });
export type Cost = z.infer<typeof Cost>;
const Port = z.object({ port: z.number() });
const PerSecond = z.object({ perSecond: z.array(z.tuple([z.number(), z.number()])) });
const Arrivals = z.object({ arrivals: z.array(z.tuple([z.string(), z.number()])) });

/** How often a reporter looks for what nobody told it of, and a little. */
const POLL_MS = 1_200;

/** A real progress-reporter, a sink in the place of all LMSs, and PostgreSQL with fsync: each a process of its own. */
export class DeliverySystem {
  private seeded = 0;

  private constructor(
    readonly hosts: BenchHosts,
    readonly db: pg.Client,
    private readonly keyring: Keyring,
    private readonly sink: Child,
    private readonly reporter: Child,
    /** of the reporter's own HTTP API */
    readonly apiPort: number,
    /** of the database's administrator: for other databases on the same server */
    readonly adminUrl: string,
    private readonly shutDown: () => Promise<void>,
  ) {}

  static async start(hostCount: number): Promise<DeliverySystem> {
    const database = await startBenchDatabase();
    const { url } = database;
    const keyring = `k1:${randomBytes(32).toString('base64url')}`;
    const sink = Child.start('sink.main.js');
    const { port } = Port.parse(await sink.next());
    const reporter = Child.start('reporter.main.js', { DATABASE_URL: url, KEYRING: keyring });
    const { port: apiPort } = Port.parse(await reporter.next());
    const db = new pg.Client({ connectionString: url });
    await db.connect();
    const hosts = benchHosts(hostCount, port);
    await seedTenants(db, hosts);
    return new DeliverySystem(
      hosts,
      db,
      Keyring.parse(keyring),
      sink,
      reporter,
      apiPort,
      database.adminUrl,
      async () => {
        await db.end();
        await Promise.all([reporter.stop(), sink.stop()]);
        await database.stop();
      },
    );
  }

  /** One PutParam each is due: all at `begin`, or spread evenly over `overMs` from then on. */
  async seed(launches: number, begin: Date, overMs = 0): Promise<readonly SeededLaunch[]> {
    await until(() => this.emptied(), { what: 'empty tables', timeoutMs: 60_000 });
    const seeded = await seedLaunches(this.db, this.hosts, this.keyring, launches, begin, overMs);
    this.seeded = launches;
    if (Date.now() > begin.getTime() - POLL_MS) throw new Error('seeding took longer than planned');
    return seeded;
  }

  /** False if the reporter, which still tries what is there, held one table and wanted another. */
  private async emptied(): Promise<boolean> {
    try {
      await this.db.query('truncate launches, deliveries, attempts, activity, viewings, exchanges, outbox');
      return true;
    } catch (error) {
      if (error instanceof pg.DatabaseError && error.code === '40P01') return false;
      throw error;
    }
  }

  /** Until `launches` are confirmed; resolves with the time of the last one. The asking costs next to nothing: the others' index is read. */
  async confirmed(launches: number): Promise<Date> {
    const tooMany = this.seeded - launches + 1;
    const enough = async (): Promise<boolean> => {
      const { rows } = await this.db.query<{ n: number }>(
        `select count(*)::int as n from (select 1 from deliveries where outcome <> 'confirmed' limit $1) as others`,
        [tooMany],
      );
      return (rows[0]?.n ?? tooMany) < tooMany;
    };
    await until(enough, { what: `${launches} confirmed deliveries`, timeoutMs: 180_000, everyMs: 100 });
    const { rows } = await this.db.query<{ last: Date }>(
      `select max(updated_at) as last from deliveries where outcome = 'confirmed'`,
    );
    return rows[0]?.last ?? new Date();
  }

  /** Messages that have left a trace. */
  async tried(): Promise<number> {
    const { rows } = await this.db.query<{ n: number }>('select count(*)::int as n from exchanges');
    return rows[0]?.n ?? 0;
  }

  async cost(): Promise<Cost> {
    return Cost.parse(await this.reporter.ask({ ask: 'cost' }));
  }

  /** The reporter's clock goes ahead. */
  async step(ms: number): Promise<void> {
    await this.reporter.ask({ stepMs: ms });
  }

  /** What all LMSs answer from now on. */
  async behave(how: 'good' | 'busy' | 'endless' | 'packed'): Promise<void> {
    await this.sink.ask({ behave: how });
  }

  /** Messages that the LMSs got in each second that had any, since the last such question. */
  async perSecond(): Promise<readonly number[]> {
    const { perSecond } = PerSecond.parse(await this.sink.ask({ report: 'perSecond' }));
    return perSecond.sort(([a], [b]) => a - b).map(([, count]) => count);
  }

  /** Host names that take a connection and never answer, from now on. */
  async hang(names: readonly string[]): Promise<void> {
    await this.sink.ask({ hang: names });
  }

  /** sid → time of its first message; forgets them. */
  async arrivals(): Promise<ReadonlyMap<string, number>> {
    return new Map(Arrivals.parse(await this.sink.ask({ report: 'arrivals' })).arrivals);
  }

  async stop(): Promise<void> {
    await this.shutDown();
  }
}

/** Late enough that all is seeded by then, and that the reporter, whom no bell tells of it, knows when to begin. */
export function afterSeeding(launches: number): Date {
  return new Date(Date.now() + POLL_MS + Math.max(3_000, launches / 4));
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** @param share 0…1 */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
