import { openDatabase, schemaOf } from '@aicc-bridge/database';
import { MESSAGING_MIGRATIONS } from '@aicc-bridge/messaging';
import { createTestDatabase } from '@aicc-bridge/testing';
import type { DataSource } from 'typeorm';
import { Settings1764000003000 } from '../src/migrations/1764000003000-settings.js';

export interface SettingsDatabase {
  readonly dataSource: DataSource;
  close(): Promise<void>;
}

/** The service's tables in a database of their own. */
export async function openSettingsDatabase(): Promise<SettingsDatabase> {
  const database = await createTestDatabase(['settings']);
  const dataSource = await openDatabase({
    url: database.urlOf('settings'),
    schema: schemaOf('settings'),
    applicationName: 'settings',
    entities: [],
    migrations: [...MESSAGING_MIGRATIONS, Settings1764000003000],
    onIdleError: () => undefined,
  });
  return {
    dataSource,
    close: async () => {
      await dataSource.destroy();
      await database.drop();
    },
  };
}
