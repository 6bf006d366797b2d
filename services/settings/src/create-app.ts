import { openDatabase, schemaOf } from '@aicc-bridge/database';
import { type MessageBus, MESSAGING_MIGRATIONS } from '@aicc-bridge/messaging';
import { type Clock, createServiceApp, type Log, type ServiceApp } from '@aicc-bridge/platform';
import { Settings1764000003000 } from './migrations/1764000003000-settings.js';
import { Publisher } from './publisher/publisher.controller.js';
import { SettingsModule } from './settings.module.js';

export interface SettingsConfig {
  readonly databaseUrl: string;
  /** as customers know it; null = it is not written anywhere */
  readonly publisherName: string | null;
  readonly clock: Clock;
  readonly log: Log;
}

/** The service as a Nest application of its own, on whichever bus. */
export async function createSettingsApp(
  { databaseUrl, publisherName, clock, log }: SettingsConfig,
  bus: MessageBus,
): Promise<ServiceApp> {
  const dataSource = await openDatabase({
    url: databaseUrl,
    schema: schemaOf('settings'),
    applicationName: 'settings',
    entities: [],
    migrations: [...MESSAGING_MIGRATIONS, Settings1764000003000],
    onIdleError: (error) => log.warn('database.connection-lost', { error }),
  });
  const module = SettingsModule.with(new Publisher(publisherName));
  return createServiceApp({ name: 'settings', module, bus, dataSource, clock, log });
}
