import { DataSource, type EntitySchema, type MigrationInterface } from 'typeorm';
import { PooledClient } from './pooled-client.js';

export interface DatabaseOptions {
  /** `postgres://role:password@host:port/database`; the role's search_path is its schema */
  readonly url: string;
  readonly schema: string;
  readonly applicationName: string;
  readonly entities: readonly (EntityClass | EntitySchema)[];
  readonly migrations: readonly MigrationClass[];
  /** most connections of this pool; delivery, ingest and admin queries of one service share it */
  readonly poolSize?: number;
  /** ms that a statement waits for somebody else's lock; default 5 s */
  readonly lockTimeoutMs?: number;
  /** called for errors of idle pooled clients, which would end the process if nobody listened */
  readonly onIdleError: (error: unknown) => void;
}

type EntityClass = new () => object;
type MigrationClass = new () => MigrationInterface;

/** Locks of `pg_advisory_lock` are numbers for the whole database: this one is for migrations. */
const MIGRATION_LOCK = 7_201_001;

/**
 * Opens a service's own schema and brings it up to date: migrations run at start under an advisory lock, so that any number of
 * copies may start at once (design §2). Statements end after 15 s, waits for locks after 5 s, forgotten transactions after 15 s.
 */
export async function openDatabase(options: DatabaseOptions): Promise<DataSource> {
  const dataSource = new DataSource({
    type: 'postgres',
    url: options.url,
    schema: options.schema,
    applicationName: options.applicationName,
    entities: [...options.entities],
    migrations: [...options.migrations],
    migrationsTableName: 'migrations',
    migrationsTransactionMode: 'each',
    synchronize: false,
    logging: false,
    poolErrorHandler: options.onIdleError,
    poolSize: options.poolSize ?? 10,
    connectTimeoutMS: 5_000,
    extra: {
      Client: PooledClient,
      // What one transaction asks at once goes out at once; the server answers in order.
      pipeline: true,
      // With it go the plans of its statements: they were made for the tables as they were (ADR 0052).
      maxLifetimeSeconds: 600,
      statement_timeout: 15_000,
      lock_timeout: options.lockTimeoutMs ?? 5_000,
      idle_in_transaction_session_timeout: 15_000,
      keepAlive: true,
      // No disk that turns: with the default of 4, tables of some ten thousand rows are read whole to find a few hundred by their ids.
      // And a day of a hundred thousand launches is counted by hash in memory: 4 MB, the default, sort it on the disk.
      // Statements of a few milliseconds: to compile one that looks dear to the planner takes a hundred times as long as it does.
      options: '-c random_page_cost=1.1 -c work_mem=16MB -c jit=off',
    },
  });
  await dataSource.initialize();
  try {
    await migrate(dataSource);
  } catch (error) {
    await dataSource.destroy();
    throw error;
  }
  return dataSource;
}

async function migrate(dataSource: DataSource): Promise<void> {
  const lock = dataSource.createQueryRunner();
  try {
    await lock.query('set lock_timeout = 0; set statement_timeout = 0');
    await lock.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    try {
      await dataSource.runMigrations();
    } finally {
      await lock.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]);
      await lock.query('reset lock_timeout; reset statement_timeout');
    }
  } finally {
    await lock.release();
  }
}
