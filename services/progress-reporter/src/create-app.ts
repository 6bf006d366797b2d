import { openDatabase, schemaOf } from '@aicc-bridge/database';
import { HacpClient, type Resolver } from '@aicc-bridge/hacp-client';
import { type MessageBus, MESSAGING_MIGRATIONS } from '@aicc-bridge/messaging';
import { type Clock, createServiceApp, Keyring, type Log, type ServiceApp } from '@aicc-bridge/platform';
import { DeliverySettings } from './delivery/delivery-settings.js';
import { DEFAULT_DURATIONS, type Durations } from './durations.js';
import { REPORTER_MIGRATIONS } from './migrations/index.js';
import { ProgressReporterModule } from './progress-reporter.module.js';

export interface ProgressReporterConfig {
  readonly databaseUrl: string;
  readonly keyring: string;
  /** CIDRs that are not public but allowed by the deployment */
  readonly allowedNetworks: readonly string[];
  readonly durations?: { readonly [Name in keyof Durations]?: Durations[Name] | undefined };
  /** instead of the system's name service; for tests and benches with hosts of their own */
  readonly resolve?: Resolver;
  /** most connections to the database; default 20 */
  readonly poolSize?: number;
  readonly clock: Clock;
  readonly log: Log;
}

/** The service as a Nest application of its own, on whichever bus. */
export async function createProgressReporterApp(config: ProgressReporterConfig, bus: MessageBus): Promise<ServiceApp> {
  const { clock, log } = config;
  const keyring = Keyring.parse(config.keyring);
  const durations = { ...DEFAULT_DURATIONS, ...config.durations };
  const client = new HacpClient({
    allowedNetworks: config.allowedNetworks,
    connectTimeoutMs: durations.connectMs,
    ...(config.resolve === undefined ? {} : { resolve: config.resolve }),
  });
  const settings = new DeliverySettings(durations, 1_000, 256, 1_000);
  const dataSource = await openDatabase({
    url: config.databaseUrl,
    schema: schemaOf('progress-reporter'),
    applicationName: 'progress-reporter',
    entities: [],
    migrations: [...MESSAGING_MIGRATIONS, ...REPORTER_MIGRATIONS],
    poolSize: config.poolSize ?? 20,
    // Our own transactions last milliseconds; whoever holds a lock for longer must not hold up the other launches (F39).
    lockTimeoutMs: 1_000,
    onIdleError: (error) => log.warn('database.connection-lost', { error }),
  });
  const app = await createServiceApp({
    name: 'progress-reporter',
    module: ProgressReporterModule.with({ keyring, client, settings }),
    bus,
    dataSource,
    clock,
    log,
  });
  return {
    ...app,
    stop: async () => {
      await app.stop();
      await client.close();
    },
  };
}
