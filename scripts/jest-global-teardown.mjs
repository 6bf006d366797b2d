import { rm } from 'node:fs/promises';

export default async function teardown() {
  const { RUN_FOLDER_VARIABLE, stopKafkaOfRun } = await import('../libs/testing/dist/index.js');
  await stopKafkaOfRun();
  await globalThis.postgresOfRun?.stop();
  await rm(process.env[RUN_FOLDER_VARIABLE], { recursive: true, force: true });
}
