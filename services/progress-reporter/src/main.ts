import { configOrExit, runService, SystemClock } from '@aicc-bridge/platform';
import { CONFIG } from './config.js';
import { createProgressReporterApp } from './create-app.js';
import { keepHeapSmall } from './small-heap.js';

keepHeapSmall();
const config = configOrExit(CONFIG);

await runService({
  service: 'progress-reporter',
  config,
  create: (bus, log) =>
    createProgressReporterApp(
      {
        databaseUrl: config.DATABASE_URL,
        keyring: config.KEYRING,
        allowedNetworks: config.ALLOWED_NETWORKS,
        durations: config.DELIVERY_DURATIONS,
        clock: new SystemClock(),
        log,
      },
      bus,
    ),
});
