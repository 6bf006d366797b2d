import { afterEach, beforeAll, expect } from '@jest/globals';
import { kafkaForTests } from '@aicc-bridge/testing';
import { scaled } from '../src/fault-scale.js';
import type { RawLms } from '../src/raw-lms.js';
import { ReporterProcesses, type StartOptions } from '../src/reporter-processes.js';
import type { ReporterUnderTest } from '../src/reporter-under-test.js';

/** Who watches in every fault test. */
export const LEARNERS = Array.from({ length: 12 }, (_, n) => `p${n}`);

/** How long a fault test with processes may take. */
export const PATIENCE_MS = scaled(240_000, 1_800_000);

/**
 * Set-up of a file of fault tests: each test starts a system of its own, which is stopped after it. Null if there is no Kafka here.
 *
 * @param more learners that the LMS knows besides LEARNERS: `p12` …
 * @param findBrokers default: the broker that all tests share
 */
export function faultSuite(
  more = 0,
  findBrokers: () => Promise<readonly string[] | null> = kafkaForTests,
): (options?: StartOptions & { readonly lmsCount?: number }) => Promise<ReporterProcesses | null> {
  let brokers: readonly string[] | null = null;
  let system: ReporterProcesses | null = null;
  beforeAll(async () => void (brokers = await findBrokers()), 300_000);
  afterEach(async () => {
    await system?.stop();
    system = null;
  }, 60_000);
  return async (options = {}) => {
    const { lmsCount = 1, ...rest } = options;
    system = brokers === null ? null : await ReporterProcesses.start(brokers, LEARNERS.length + more, lmsCount, rest);
    return system;
  };
}

/** The good end: all sessions closed, I1–I5 of reliability §4a hold, everybody completed once. */
export async function everybodyCompleted(it: ReporterProcesses, learners: readonly string[] = LEARNERS): Promise<void> {
  await it.settled();
  expect(await it.broken()).toEqual([]);
  const grades = it.lmss.flatMap(({ lms }) => lms.gradebook());
  expect(grades.map(({ status, completions }) => `${status} ${completions}`)).toEqual(
    learners.map(() => 'completed 1'),
  );
}

/** The end of each test against an LMS behind a bare socket: the host behaves again, all sessions close, and I1–I5 hold. */
export async function closedWithInvariants(bridge: ReporterUnderTest, host: RawLms): Promise<void> {
  host.always = null;
  await bridge.closeAll();
  await host.close();
  expect(await bridge.broken()).toEqual([]);
}

/** A copy that is to kill itself at this point, and does while everybody watches. */
export async function killedAt(
  it: ReporterProcesses,
  crash: NonNullable<Parameters<ReporterProcesses['run']>[0]>,
  { onceReady = true } = {},
): Promise<void> {
  const copy = await it.run(crash);
  if (onceReady) await copy.ready();
  await it.everybodyWatches(LEARNERS);
  expect((await copy.exited).signal).toBe('SIGKILL');
}
