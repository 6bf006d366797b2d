import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SERVICES } from '@aicc-bridge/contracts';
import { createTestDatabase, kafkaForTests, type TestDatabase } from '@aicc-bridge/testing';

/** Faults of reliability §4c at the start of a process. */
const REPOSITORY = join(import.meta.dirname, '..', '..');
let database: TestDatabase;
let brokers: readonly string[] | null = null;
beforeAll(async () => {
  database = await createTestDatabase(['progress-reporter']);
  brokers = await kafkaForTests();
}, 300_000);
afterAll(() => database.drop());

const good = (): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  NODE_ENV: 'production',
  DATABASE_URL: database.urlOf('progress-reporter'),
  KAFKA_BROKERS: brokers?.join(',') ?? '127.0.0.1:1',
  KAFKA_PREFIX: 'starts.',
  PUBLIC_URL: 'http://127.0.0.1',
  KEYRING: `k1:${Buffer.alloc(32, 7).toString('base64url')}`,
  HOST: '127.0.0.1',
  PORT: '0',
});

interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly ms: number;
}

function run(service: string, environment: Record<string, string>, stopAfterMs?: number): Promise<Ended> {
  const begun = performance.now();
  const child = spawn(process.execPath, [join(REPOSITORY, 'services', service, 'dist', 'main.js')], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const stopped = { at: begun };
  if (stopAfterMs !== undefined)
    setTimeout(() => {
      stopped.at = performance.now();
      child.kill('SIGTERM');
    }, stopAfterMs);
  return new Promise((resolve) =>
    child.once('exit', (code) => resolve({ code, output, ms: performance.now() - stopped.at })),
  );
}

test.each(SERVICES)(
  'F14: a bad value in the configuration of %s – exit code 1 and one clear sentence',
  async (service) => {
    const { code, output } = await run(service, { ...good(), DATABASE_URL: 'mysql://x', PORT: 'many' });
    expect(code).toBe(1);
    expect(output.trim().split('\n')).toHaveLength(1);
    expect(output).toMatch(/DATABASE_URL: must be a postgres:\/\/ address.*PORT: .*docs\/configuration\.md/);
  },
);

test('F88: the key for sids is missing or damaged – it does not start, and shows nothing of the key', async () => {
  const { KEYRING: _left, ...without } = good();
  const missing = await run('progress-reporter', without);
  expect(missing).toMatchObject({ code: 1 });
  expect(missing.output).toContain('KEYRING');
  const damaged = await run('progress-reporter', { ...good(), KEYRING: 'k1:c2VjcmV0LWJ1dC1zaG9ydA' });
  expect(damaged).toMatchObject({ code: 1 });
  expect(damaged.output).toContain('KEYRING must be');
  expect(damaged.output).not.toContain('c2VjcmV0');
});

test('F8: asked to stop while it starts, at any moment – it ends within 5 s, and the next start finds a whole schema', async () => {
  if (brokers === null) return;
  // One after the other, spread over the first two seconds.
  for (const after of [0, 150, 300, 450, 600, 800, 1_000, 1_300, 1_600, 2_000]) {
    const { ms, code } = await run('progress-reporter', good(), after);
    expect(ms).toBeLessThan(5_000);
    // Before Node has loaded us nobody listens for the signal: then the system ends the process, which is as good.
    expect([0, null]).toContain(code);
  }
}, 120_000);
