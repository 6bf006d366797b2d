import { afterEach, beforeAll, expect } from '@jest/globals';
import { kafkaForTests } from '@aicc-bridge/testing';
import { ReporterProcesses } from '../src/reporter-processes.js';

/** Who watches in every fault test. */
export const LEARNERS = Array.from({ length: 12 }, (_, n) => `p${n}`);

/**
 * Set-up of a file of fault tests: each test starts a system of its own, which is stopped after it. Null if there is no Kafka here.
 *
 * @param more learners that the LMS knows besides LEARNERS: `p12` …
 */
export function faultSuite(more = 0): () => Promise<ReporterProcesses | null> {
  let brokers: readonly string[] | null = null;
  let system: ReporterProcesses | null = null;
  beforeAll(async () => void (brokers = await kafkaForTests()), 300_000);
  afterEach(async () => {
    await system?.stop();
    system = null;
  }, 60_000);
  return async () => {
    system = brokers === null ? null : await ReporterProcesses.start(brokers, LEARNERS.length + more);
    return system;
  };
}

/** The good end: all sessions closed, I1–I5 of reliability §4a hold, everybody completed once. */
export async function everybodyCompleted(it: ReporterProcesses): Promise<void> {
  await it.settled();
  expect(await it.broken()).toEqual([]);
  const grades = it.lms.lms.gradebook();
  expect(grades.map(({ status, completions }) => `${status} ${completions}`)).toEqual(
    LEARNERS.map(() => 'completed 1'),
  );
}
