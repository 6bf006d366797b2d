import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runJourney } from '@aicc-bridge/journey';
import { startSimulator, type RunningSimulator } from '@aicc-bridge/lms-simulator';
import { seedDemo } from '@aicc-bridge/standalone';
import { freePort } from '@aicc-bridge/database';
import { kafkaForTests } from '@aicc-bridge/testing';
import { FourProcesses } from '../src/index.js';

let system: FourProcesses | null = null;
let lms: RunningSimulator | null = null;

beforeAll(async () => {
  const brokers = await kafkaForTests();
  if (brokers === null) return;
  system = await FourProcesses.start(brokers);
  const port = await freePort();
  lms = await startSimulator({ host: '127.0.0.1', port });
  await seedDemo({
    bridgeUrl: system.bridgeUrl,
    lmsUrl: lms.url,
    adminPassword: system.adminPassword,
    hacpHost: `localhost:${port}`,
    frameOrigin: lms.url,
  });
}, 300_000);

afterAll(async () => {
  await system?.stop();
  await lms?.close();
}, 60_000);

test.each(['progress-reporter', 'launch'] as const)(
  'the journey ends at 100 %% completed over Kafka, though %s is killed with SIGKILL in its middle',
  async (victim) => {
    if (system === null || lms === null) return;
    const running = system;
    const result = await runJourney({
      bridgeUrl: running.bridgeUrl,
      lmsUrl: lms.url,
      organisation: 'Northwind Academy',
      lmsAdmin: 'northwind-admin',
      learner: victim === 'launch' ? 'ben' : 'ada',
      password: 'demo-password-1',
      courseId: 'ladder-safety',
      seed: 7,
      timeoutMs: 90_000,
      onStep: () => undefined,
      inTheMiddle: async () => {
        await running.kill(victim);
        running.run(victim);
      },
    });
    expect(result.failures).toEqual([]);
    expect(result).toMatchObject({ percent: 100, status: 'completed', completions: 1 });
    expect(lms.lms.mostInFlight).toBe(1);
  },
  180_000,
);
