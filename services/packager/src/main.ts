import { readConfig, runService, SERVICE_CONFIG, SystemClock } from '@aicc-bridge/platform';
import { createPackagerApp } from './create-app.js';

const config = readConfig(SERVICE_CONFIG, process.env);

await runService({
  service: 'packager',
  logLevel: config.LOG_LEVEL,
  brokers: config.KAFKA_BROKERS,
  prefix: config.KAFKA_PREFIX,
  port: config.PORT,
  host: config.HOST,
  create: (bus, log) =>
    createPackagerApp(
      { databaseUrl: config.DATABASE_URL, publicUrl: config.PUBLIC_URL, clock: new SystemClock(), log },
      bus,
    ),
});
