import { useCallback, useEffect, useRef, useState } from 'react';
import { PROBE_STEPS } from '@aicc-bridge/contracts';
import { z } from 'zod';
import { api } from '../api/api.js';
import { asProblem, type Problem } from '../api/problem.js';

const ProbeStep = z.object({
  step: z.enum(PROBE_STEPS),
  state: z.enum(['passed', 'warning', 'failed', 'not-known']),
  detail: z.string(),
  cure: z.string().nullable(),
});
export type ProbeStep = z.infer<typeof ProbeStep>;

export interface LmsTest {
  readonly running: boolean;
  readonly steps: readonly ProbeStep[];
  readonly problem: Problem | null;
  readonly run: (host: string) => void;
}

/** Runs the test of a host; steps fill in as the service tells them. */
export function useLmsTest(tenantId: string): LmsTest {
  const [running, setRunning] = useState(false);
  const [steps, setSteps] = useState<readonly ProbeStep[]>([]);
  const [problem, setProblem] = useState<Problem | null>(null);
  const current = useRef<AbortController | null>(null);
  useEffect(() => () => current.current?.abort(), []);
  const run = useCallback(
    (host: string) => {
      current.current?.abort();
      const ending = new AbortController();
      current.current = ending;
      setRunning(true);
      setSteps([]);
      setProblem(null);
      api
        .events(
          `/api/lms-tests/tenants/${tenantId}`,
          ({ event, data }) => {
            if (event !== 'step' || ending.signal.aborted) return;
            const step = ProbeStep.safeParse(JSON.parse(data));
            if (step.success) setSteps((known) => [...known, step.data]);
          },
          { method: 'POST', body: { host }, signal: ending.signal },
        )
        .catch((error: unknown) => {
          if (!ending.signal.aborted) setProblem(asProblem(error));
        })
        .finally(() => {
          if (!ending.signal.aborted) setRunning(false);
        });
    },
    [tenantId],
  );
  return { running, steps, problem, run };
}
