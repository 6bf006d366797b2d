import { randomBytes } from 'node:crypto';

/** One real PostgreSQL for the whole run; each test file makes its own database in it. Kafka starts when a test asks. */
export default async function setup() {
  const { newRunFolder, POSTGRES_URL_VARIABLE, RUN_FOLDER_VARIABLE } = await import('../libs/testing/dist/index.js');
  const { startEmbeddedPostgres } = await import('../libs/database/dist/index.js');
  process.env[RUN_FOLDER_VARIABLE] = newRunFolder(randomBytes(4).toString('hex'));
  if (process.env[POSTGRES_URL_VARIABLE]) return;
  const postgres = await startEmbeddedPostgres({ dataDir: process.env[RUN_FOLDER_VARIABLE], port: 0, fsync: false });
  process.env[POSTGRES_URL_VARIABLE] = postgres.adminUrl;
  globalThis.postgresOfRun = postgres;
}
