import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isReachableByOthers } from '@aicc-bridge/database';
import { createLog, readConfig } from '@aicc-bridge/platform';
import { z } from 'zod';
import { DEMO } from './demo/seed-demo.js';
import { type Standalone, startStandalone } from './standalone.js';

const STATE_FOLDER = '/var/lib/aicc-bridge';
const REPOSITORY = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

/** One clear line for people; the stack only with LOG_LEVEL=debug. */
function fail(error: unknown): never {
  process.stderr.write(`\nCannot start: ${error instanceof Error ? error.message : String(error)}\n`);
  if (process.env['LOG_LEVEL'] === 'debug' && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
  process.exit(1);
}

/** `.data/` beside the sources; as root under the system's state folder if the unprivileged PostgreSQL could not walk there. */
async function defaultDataDir(): Promise<string> {
  const beside = join(REPOSITORY, '.data');
  if (process.getuid?.() !== 0 || (await isReachableByOthers(REPOSITORY))) return beside;
  process.stdout.write(`${beside} is closed to other users, so the data lie in ${STATE_FOLDER}.\n`);
  return STATE_FOLDER;
}

async function main(): Promise<void> {
  const begun = performance.now();
  const config = readConfig(
    {
      DATA_DIR: z.string().default(await defaultDataDir()),
      HOST: z.string().default('127.0.0.1'),
      PORT: z.coerce.number().int().min(1).max(65535).default(8080),
      LMS_PORT: z.coerce.number().int().min(1).max(65535).default(8090),
      POSTGRES_PORT: z.coerce.number().int().min(0).max(65535).default(0),
      LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('warn'),
    },
    process.env,
  );
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort());
  process.stdout.write('aicc-bridge is starting …\n');
  const log = createLog('standalone', config.LOG_LEVEL);
  process.on('unhandledRejection', fail);
  const standalone = await startStandalone({
    dataDir: config.DATA_DIR,
    host: config.HOST,
    port: config.PORT,
    lmsPort: config.LMS_PORT,
    postgresPort: config.POSTGRES_PORT,
    fsync: true,
    log,
  });
  process.stdout.write(welcome(standalone, (performance.now() - begun) / 1_000));
  if (!stopping.signal.aborted)
    await new Promise((resolve) => stopping.signal.addEventListener('abort', resolve, { once: true }));
  process.stdout.write('\nStopping …\n');
  await standalone.stop();
  process.stdout.write('Stopped. Your data are kept.\n');
  process.exit(0);
}

function welcome({ bridgeUrl, lmsUrl, adminPassword, firstStart }: Standalone, seconds: number): string {
  return `
aicc-bridge is ready (${seconds.toFixed(1)} s).

  Demo LMS    ${lmsUrl}          choose "Demo, Ada", open a course, press "Enter"
  Sign in     ${DEMO.learners[0]} / ${DEMO.password}          in the course's frame, as the learner
  Gradebook   ${lmsUrl}/gradebook
  Bridge      ${bridgeUrl}
  LMS admin   ${DEMO.lmsAdmin} / ${DEMO.password}, organisation "${DEMO.organisation}"
${firstStart ? `  Publisher   admin / ${adminPassword}          shown once; kept in the data folder's secrets.json\n` : ''}
  Stop with Ctrl-C. Your data survive.

`;
}

main().catch(fail);
