import { readConfig, runService, SERVICE_CONFIG, SystemClock } from '@aicc-bridge/platform';
import { z } from 'zod';
import { createLaunchApp } from './create-app.js';

const config = readConfig(
  { ...SERVICE_CONFIG, KEYRING: z.string().min(1), BOOTSTRAP_ADMIN_PASSWORD: z.string().min(10).optional() },
  process.env,
);

await runService({
  service: 'launch',
  logLevel: config.LOG_LEVEL,
  brokers: config.KAFKA_BROKERS,
  prefix: config.KAFKA_PREFIX,
  port: config.PORT,
  host: config.HOST,
  create: (bus, log) =>
    createLaunchApp(
      {
        databaseUrl: config.DATABASE_URL,
        keyring: config.KEYRING,
        bootstrapPassword: config.BOOTSTRAP_ADMIN_PASSWORD ?? null,
        // Not through the log, which masks passwords: it is shown here once and kept nowhere.
        showBootstrap: ({ username, password }) =>
          void process.stdout.write(`\nFirst start: sign in as "${username}" with the password ${password}\n\n`),
        clock: new SystemClock(),
        log,
      },
      bus,
    ),
});
