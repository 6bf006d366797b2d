import { readConfig, runService, SystemClock } from '@aicc-bridge/platform';
import { CONFIG } from './config.js';
import { createPackagerApp } from './create-app.js';

const config = readConfig(CONFIG, process.env);

await runService({
  service: 'packager',
  config,
  create: (bus, log) =>
    createPackagerApp(
      { databaseUrl: config.DATABASE_URL, publicUrl: config.PUBLIC_URL, clock: new SystemClock(), log },
      bus,
    ),
});
