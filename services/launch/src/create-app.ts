import { openDatabase, schemaOf } from '@aicc-bridge/database';
import { type MessageBus, MESSAGING_MIGRATIONS } from '@aicc-bridge/messaging';
import { type Clock, createServiceApp, Keyring, type Log, type ServiceApp } from '@aicc-bridge/platform';
import { LaunchModule } from './launch.module.js';
import { Launch1764000002000 } from './migrations/1764000002000-launch.js';
import { BootstrapSettings } from './people/bootstrap.provider.js';

export interface LaunchConfig {
  readonly databaseUrl: string;
  readonly keyring: string;
  /** of the first publisher-admin; null = a random one is made and shown */
  readonly bootstrapPassword: string | null;
  readonly showBootstrap: (account: { readonly username: string; readonly password: string }) => void;
  readonly clock: Clock;
  readonly log: Log;
}

/** The service as a Nest application of its own, on whichever bus. */
export async function createLaunchApp(
  { databaseUrl, keyring, bootstrapPassword, showBootstrap, clock, log }: LaunchConfig,
  bus: MessageBus,
): Promise<ServiceApp> {
  const dataSource = await openDatabase({
    url: databaseUrl,
    schema: schemaOf('launch'),
    applicationName: 'launch',
    entities: [],
    migrations: [...MESSAGING_MIGRATIONS, Launch1764000002000],
    poolSize: 20,
    onIdleError: (error) => log.warn('database.connection-lost', { error }),
  });
  const module = LaunchModule.with(Keyring.parse(keyring), new BootstrapSettings(bootstrapPassword, showBootstrap));
  return createServiceApp({ name: 'launch', module, bus, dataSource, clock, log });
}
