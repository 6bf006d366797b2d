import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { freePort } from '@aicc-bridge/database';
import type { CrashPoint } from '@aicc-bridge/messaging';
import { until } from '@aicc-bridge/testing';
import type { FaultOnSignal } from './fault-hook.js';
import { scaled } from './fault-scale.js';

const HOOK = pathToFileURL(join(import.meta.dirname, '..', 'dist', 'fault-hook.js')).href;
const MAIN = join(import.meta.dirname, '..', '..', 'services', 'progress-reporter', 'dist', 'main.js');

/** One copy of the progress-reporter. */
export interface ReporterProcess {
  readonly child: ChildProcess;
  readonly exited: Promise<{ readonly code: number | null; readonly signal: string | null }>;
  /** everything that it said */
  readonly output: string[];
  ready(): Promise<void>;
  /** what it answers when asked whether it is ready */
  readiness(): Promise<{ readonly status: number; readonly text: string }>;
  residentBytes(): Promise<number>;
}

export interface RunOptions {
  /** it kills itself there */
  readonly at?: CrashPoint;
  /** the how-manieth time it gets there; default the first */
  readonly after?: number;
  readonly environment?: Readonly<Record<string, string>>;
  /** what it does to itself on SIGUSR2; see fault-hook.ts */
  readonly onSignal?: FaultOnSignal;
  readonly nodeArguments?: readonly string[];
  /** where its stdout goes instead of to the test */
  readonly stdout?: string;
}

/** Starts a real progress-reporter as a process of its own. */
export async function runReporter(
  environment: Readonly<Record<string, string>>,
  how: RunOptions,
): Promise<ReporterProcess> {
  const port = await freePort();
  const env = {
    ...environment,
    PORT: String(port),
    ...(how.at === undefined ? {} : { FAULT_AT: how.at, FAULT_AFTER: String(how.after ?? 1) }),
    ...how.environment,
  };
  const hook = how.onSignal === undefined ? [] : ['--import', HOOK, `--title=${how.onSignal}`];
  const program = [process.execPath, ...(how.nodeArguments ?? []), ...hook, MAIN];
  // `exec` keeps the process id, so that signals reach Node itself.
  const shell = `exec "$0" "$@"${how.stdout === undefined ? '' : ` > ${how.stdout}`}`;
  const child = spawn('sh', ['-c', shell, ...program], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => output.push(chunk.toString()));
  const exited = new Promise<{ code: number | null; signal: string | null }>((resolve) =>
    child.once('exit', (code, signal) => resolve({ code, signal })),
  );
  const readiness = async (): Promise<{ status: number; text: string }> => {
    if (child.exitCode !== null) throw new Error(`it has ended: ${output.join('')}`);
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`);
    return { status: answer.status, text: await answer.text() };
  };
  return {
    child,
    exited,
    output,
    readiness,
    residentBytes: async () => {
      const status = await readFile(`/proc/${child.pid ?? 0}/status`, 'utf8');
      return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1_024;
    },
    ready: async () => {
      const answers = async (): Promise<boolean> => (await readiness()).status === 200;
      await until(answers, { what: 'a reporter to be ready', timeoutMs: scaled(90_000, 120_000), everyMs: 50 });
    },
  };
}
