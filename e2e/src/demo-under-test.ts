import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@aicc-bridge/database';
import { createLog } from '@aicc-bridge/platform';
import { type Standalone, startStandalone } from '@aicc-bridge/standalone';

export interface DemoUnderTest {
  readonly standalone: Standalone;
  stop(): Promise<void>;
}

/** The whole system in this process, as `npm start` has it, with ports and data of its own. */
export async function startDemo(): Promise<DemoUnderTest> {
  const dataDir = await mkdtemp(join(tmpdir(), 'aicc-bridge-demo-'));
  const standalone = await startStandalone({
    dataDir,
    host: '127.0.0.1',
    port: await freePort(),
    lmsPort: await freePort(),
    postgresPort: 0,
    fsync: false,
    log: createLog('standalone', 'error'),
  });
  return {
    standalone,
    stop: async () => {
      await standalone.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
