import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { freePort } from '@aicc-bridge/database';
import { runJourney } from '@aicc-bridge/journey';
import { DEMO, seedDemo } from '@aicc-bridge/standalone';
import { until } from '@aicc-bridge/testing';
import { z } from 'zod';

const MAIN = join(import.meta.dirname, '..', '..', 'apps', 'standalone', 'dist', 'main.js');

class Running {
  output = '';
  readonly exited: Promise<number | null>;
  constructor(
    private readonly child: ChildProcess,
    readonly bridgeUrl: string,
    readonly lmsUrl: string,
  ) {
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    this.exited = new Promise((resolve) => child.once('exit', (code) => resolve(code)));
  }
  async ready(): Promise<void> {
    await until(
      () => {
        if (this.child.exitCode !== null) throw new Error(this.output);
        return this.output.includes('aicc-bridge is ready');
      },
      { what: `the product to start: ${this.output}`, timeoutMs: 60_000 },
    );
  }
  signal(name: 'SIGINT' | 'SIGKILL'): Promise<number | null> {
    this.child.kill(name);
    return this.exited;
  }
}

let dataDir = '';
const ports = { bridge: 0, lms: 0 };
const opened: Running[] = [];

function start(more: Record<string, string> = {}): Running {
  const child = spawn(process.execPath, [MAIN], {
    env: {
      PATH: process.env['PATH'] ?? '',
      DATA_DIR: dataDir,
      PORT: String(ports.bridge),
      LMS_PORT: String(ports.lms),
      ...more,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const running = new Running(child, `http://127.0.0.1:${ports.bridge}`, `http://localhost:${ports.lms}`);
  opened.push(running);
  return running;
}

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'aicc-bridge-standalone-'));
  await chmod(dataDir, 0o755);
  Object.assign(ports, { bridge: await freePort(), lms: await freePort() });
});
afterEach(async () => {
  for (const running of opened.splice(0)) await running.signal('SIGINT');
}, 60_000);
afterAll(() => rm(dataDir, { recursive: true, force: true }));

const Gradebook = z.object({ rows: z.array(z.unknown()) });

test('a stranger’s start: ready, the journey ends at 100 %, Ctrl-C stops it cleanly, and the gradebook survives', async () => {
  const first = start();
  await first.ready();
  expect(first.output).toContain(DEMO.password);
  const password = /Publisher +admin \/ (\S+)/.exec(first.output)?.[1] ?? 'none was shown';
  expect(first.output).toContain(password);
  const result = await runJourney({
    bridgeUrl: first.bridgeUrl,
    lmsUrl: first.lmsUrl,
    organisation: DEMO.organisation,
    lmsAdmin: DEMO.lmsAdmin,
    learner: 'ada',
    password: DEMO.password,
    courseId: 'ladder-safety',
    seed: 11,
    timeoutMs: 60_000,
    onStep: () => undefined,
  });
  expect(result.failures).toEqual([]);
  expect(await first.signal('SIGINT')).toBe(0);
  expect(first.output).toContain('Stopped. Your data are kept.');

  const again = start();
  await again.ready();
  expect(again.output).not.toContain(password);
  const { rows } = Gradebook.parse(await (await fetch(`${again.lmsUrl}/api/gradebook`)).json());
  expect(rows).toContainEqual(
    expect.objectContaining({ username: 'ada', courseId: 'ladder-safety', status: 'completed', grade: 100 }),
  );

  // Killed without a chance to tidy up: the database server is still there, and is taken over.
  await again.signal('SIGKILL');
  const third = start();
  await third.ready();
  expect(await third.signal('SIGINT')).toBe(0);
}, 180_000);

test('a demo whose set-up was cut off is set up by the next start', async () => {
  const running = start();
  await running.ready();
  const { adminPassword } = z
    .object({ adminPassword: z.string() })
    .parse(JSON.parse(await readFile(join(dataDir, 'secrets.json'), 'utf8')));
  const call = await signedIn(running.bridgeUrl, adminPassword);
  const { tenants } = z
    .object({ tenants: z.array(z.object({ tenantId: z.string() })) })
    .parse(await (await call('GET', '/api/tenants')).json());
  const path = `/api/tenants/${tenants[0]?.tenantId}`;
  // As if the first run had died before its last step.
  await call('PATCH', path, { enabled: false });
  await seedDemo({
    bridgeUrl: running.bridgeUrl,
    lmsUrl: running.lmsUrl,
    adminPassword,
    hacpHost: `localhost:${ports.lms}`,
    frameOrigin: running.lmsUrl,
  });
  expect(await (await call('GET', path)).json()).toMatchObject({ enabled: true });
  await running.signal('SIGINT');
}, 60_000);

test('a busy port gives one clear line at once', async () => {
  const blocker = createServer();
  await new Promise<void>((resolve) => blocker.listen(ports.lms, '127.0.0.1', resolve));
  const running = start();
  expect(await running.exited).toBe(1);
  expect(running.output).toContain(
    `Cannot start: Port ${ports.lms} is busy. Stop what listens there, or choose another one with LMS_PORT.`,
  );
  expect(running.output).not.toMatch(/\n\s+at /);
  await new Promise((resolve) => blocker.close(resolve));
});

test('a data folder that is no folder, or lost its secrets, gives one clear line', async () => {
  const file = join(dataDir, 'a-file');
  await writeFile(file, '');
  const noFolder = start({ DATA_DIR: file });
  expect(await noFolder.exited).toBe(1);
  expect(noFolder.output).toMatch(/Cannot start: The data folder .*DATA_DIR/);

  const kept = await readFile(join(dataDir, 'secrets.json'));
  await writeFile(join(dataDir, 'secrets.json'), '{');
  const damaged = start();
  expect(await damaged.exited).toBe(1);
  expect(damaged.output).toMatch(/Cannot start: .*secrets\.json is damaged/);
  await writeFile(join(dataDir, 'secrets.json'), kept);
});

async function signedIn(bridgeUrl: string, password: string) {
  const answer = await fetch(`${bridgeUrl}/auth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'admin', password }),
  });
  const { accessToken } = z.object({ accessToken: z.string() }).parse(await answer.json());
  return (method: string, path: string, body?: unknown): Promise<Response> =>
    fetch(`${bridgeUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
}
