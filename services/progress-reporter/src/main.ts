import { readConfig, runService, SERVICE_CONFIG, SystemClock } from '@aicc-bridge/platform';
import { z } from 'zod';
import { createProgressReporterApp } from './create-app.js';

const config = readConfig(
  { ...SERVICE_CONFIG, KEYRING: z.string().min(1), ALLOWED_NETWORKS: z.string().default('') },
  process.env,
);

await runService({
  service: 'progress-reporter',
  logLevel: config.LOG_LEVEL,
  brokers: config.KAFKA_BROKERS,
  prefix: config.KAFKA_PREFIX,
  port: config.PORT,
  host: config.HOST,
  create: (bus, log) =>
    createProgressReporterApp(
      {
        databaseUrl: config.DATABASE_URL,
        keyring: config.KEYRING,
        allowedNetworks: config.ALLOWED_NETWORKS.split(',').filter((cidr) => cidr !== ''),
        clock: new SystemClock(),
        log,
      },
      bus,
    ),
});
