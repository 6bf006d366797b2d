import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { until } from '@aicc-bridge/testing';
import { httpAnswer } from '../src/raw-lms.js';
import { scaled } from '../src/fault-scale.js';
import type { ReporterProcess } from '../src/reporter-process.js';
import type { ReporterProcesses } from '../src/reporter-processes.js';
import { faultSuite, LEARNERS, PATIENCE_MS } from './fault-suite.js';

/** Faults of reliability §4c of a process and its machine: CPU, memory, descriptors, disk, code; each ends with I1–I5 of §4a. */
const MORE = 36;
const MANY = Array.from({ length: LEARNERS.length + MORE }, (_, n) => `p${n}`);
const start = faultSuite(MORE);
const said = (copy: ReporterProcess): string => copy.output.join('');
const NEW_KEY = `k2:${Buffer.alloc(32, 2).toString('base64url')}`;

/** All LEARNERS, and nobody else of the many, have completed. */
async function learnersCompleted(it: ReporterProcesses, learners = LEARNERS): Promise<void> {
  await it.settled();
  expect(await it.broken()).toEqual([]);
  const grades = new Map(it.lmss.flatMap(({ lms }) => lms.gradebook().map((row) => [row.username, row] as const)));
  expect(learners.filter((name) => grades.get(name)?.completions !== 1)).toEqual([]);
}

/** From now on it may have only `more` descriptors besides those that it has. */
async function limitDescriptors({ child }: ReporterProcess, more: number): Promise<void> {
  const pid = String(child.pid);
  const most = (await readdir(`/proc/${pid}/fd`)).length + more;
  await promisify(execFile)('prlimit', ['--pid', pid, `--nofile=${most}:${most}`]);
}

test(
  'F9: the event loop is blocked for longer than the lease – nobody is told twice, and a line says how long it was',
  async () => {
    const it = await start();
    if (!it) return;
    const first = await it.run({ onSignal: 'block', environment: { FAULT_BLOCK_MS: scaled('4000', '30000') } });
    await first.ready();
    const second = await it.run();
    await second.ready();
    await it.everybodyWatches(LEARNERS);
    await until(() => it.lms.lms.log.length >= 5, { what: 'deliveries to run', everyMs: 2 });
    first.child.kill('SIGUSR2');
    await learnersCompleted(it);
    await until(() => said(first).includes('process.was-blocked'), { what: 'the line', timeoutMs: 60_000 });
    expect(first.child.exitCode).toBeNull();
  },
  PATIENCE_MS,
);

test(
  'F10: little memory, and every LMS sends bodies without end – no out-of-memory exit, and all is delivered when they mend their ways',
  async () => {
    const it = await start({ lmsCount: 12 });
    if (!it) return;
    const copy = await it.run({ nodeArguments: ['--max-old-space-size=128'] });
    await copy.ready();
    const body = httpAnswer(503, Buffer.alloc(scaled(2_000_000, 20_000_000), 120));
    for (const front of it.fronts) front.always = (socket) => socket.write(body);
    await it.everybodyWatches(MANY);
    await until(() => it.fronts.reduce((sum, { requests }) => sum + requests, 0) > 60, {
      what: 'many such bodies',
      timeoutMs: 60_000,
    });
    expect(await copy.residentBytes()).toBeLessThan(450_000_000);
    for (const front of it.fronts) front.always = null;
    await learnersCompleted(it, MANY);
    expect(copy.child.exitCode).toBeNull();
  },
  PATIENCE_MS,
);

test(
  'F11: too few file descriptors – a clear line, delivery slows, nothing is parked, charged or lost',
  async () => {
    const it = await start({ lmsCount: 12 });
    if (!it) return;
    const copy = await it.run();
    await copy.ready();
    await limitDescriptors(copy, 12);
    for (const front of it.fronts)
      front.always = async (socket, forward) => {
        const answer = await forward();
        setTimeout(() => socket.write(answer), 300);
      };
    await it.everybodyWatches(MANY);
    await until(() => said(copy).includes('EMFILE'), { what: 'a line that names it', timeoutMs: 30_000 });
    await learnersCompleted(it, MANY);
    expect(copy.child.exitCode).toBeNull();
    expect(said(copy)).not.toContain('message.parked');
    const charged = await it.db.query<unknown[]>(
      `select classification, detail from exchanges where detail like '%EMFILE%' and classification <> 'our-fault'`,
    );
    expect(charged).toEqual([]);
  },
  PATIENCE_MS,
);

test.each([
  ['the disk of the log is full', { stdout: '/dev/full' }, false],
  ['nobody reads the log any more', {}, true],
] as const)(
  'F13: %s – delivery goes on',
  async (_why, how, closed) => {
    const it = await start();
    if (!it) return;
    const copy = await it.run({ ...how, environment: { LOG_LEVEL: 'info' } });
    await copy.ready();
    if (closed) copy.child.stdout?.destroy();
    await it.everybodyWatches(LEARNERS);
    await learnersCompleted(it);
    expect(copy.child.exitCode).toBeNull();
  },
  PATIENCE_MS,
);

test(
  'F16: an unhandled rejection – it is logged, the process ends with code 1, and the next one goes on',
  async () => {
    const it = await start();
    if (!it) return;
    const first = await it.run({ onSignal: 'reject' });
    await first.ready();
    await it.everybodyWatches(LEARNERS);
    await until(() => it.lms.lms.log.length >= 5, { what: 'deliveries to run', everyMs: 2 });
    first.child.kill('SIGUSR2');
    expect((await first.exited).code).toBe(1);
    expect(said(first)).toContain('process.unhandled-rejection');
    await it.run();
    await learnersCompleted(it);
  },
  PATIENCE_MS,
);

test(
  'F88: the key for sids is rotated while sessions are open – what the old key sealed is still read',
  async () => {
    const it = await start();
    if (!it) return;
    const own = it.environment['KEYRING'] ?? '';
    const first = await it.run();
    await first.ready();
    await it.everybodyOpens(LEARNERS);
    await it.settled(30_000, (row) => row.phase === 'reporting');
    first.child.kill('SIGTERM');
    expect((await first.exited).code).toBe(0);
    const second = await it.run({ environment: { KEYRING: `${NEW_KEY},${own}` } });
    await second.ready();
    await it.bus.publish(it.launches.flatMap((launch) => it.pieces(launch)));
    await learnersCompleted(it);
  },
  PATIENCE_MS,
);
