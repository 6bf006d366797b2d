import { configOrExit, runService, SystemClock } from '@aicc-bridge/platform';
import { CONFIG } from './config.js';
import { createSettingsApp } from './create-app.js';

const config = configOrExit(CONFIG);

await runService({
  service: 'settings',
  config,
  create: (bus, log) =>
    createSettingsApp(
      {
        databaseUrl: config.DATABASE_URL,
        publisherName: config.PUBLISHER_NAME ?? null,
        clock: new SystemClock(),
        log,
      },
      bus,
    ),
});
