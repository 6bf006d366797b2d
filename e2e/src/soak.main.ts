import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { startEmbeddedPostgres } from '@aicc-bridge/database';
import {
  kafkaForTests,
  newRunFolder,
  POSTGRES_URL_VARIABLE,
  RUN_FOLDER_VARIABLE,
  stopKafkaOfRun,
} from '@aicc-bridge/testing';
import { soak } from './soak.js';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    launches: { type: 'string', default: '2000' },
    lms: { type: 'string', default: '50' },
    seed: { type: 'string', default: String(Date.now() % 100_000) },
  },
});

const folder = newRunFolder(randomBytes(4).toString('hex'));
process.env[RUN_FOLDER_VARIABLE] = folder;
const brokers = await kafkaForTests();
if (brokers === null) throw new Error('The soak needs Kafka.');
const postgres = await startEmbeddedPostgres({ dataDir: folder, port: 0, fsync: true });
process.env[POSTGRES_URL_VARIABLE] = postgres.adminUrl;
process.stdout.write(`seed ${values.seed}\n`);
const result = await soak({
  brokers,
  minutes: Number(values.minutes),
  launches: Number(values.launches),
  lmsCount: Number(values.lms),
  seed: Number(values.seed),
  say: (line) => void process.stdout.write(`  ${line}\n`),
});
await stopKafkaOfRun();
await postgres.stop();
await rm(folder, { recursive: true, force: true });
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
process.exit(result.broken.length === 0 ? 0 : 1);
