import { readConfig, runService, SERVICE_CONFIG, SystemClock } from '@aicc-bridge/platform';
import { createSettingsApp } from './create-app.js';

const config = readConfig(SERVICE_CONFIG, process.env);

await runService({
  service: 'settings',
  logLevel: config.LOG_LEVEL,
  brokers: config.KAFKA_BROKERS,
  prefix: config.KAFKA_PREFIX,
  port: config.PORT,
  host: config.HOST,
  create: (bus, log) => createSettingsApp({ databaseUrl: config.DATABASE_URL, clock: new SystemClock(), log }, bus),
});
