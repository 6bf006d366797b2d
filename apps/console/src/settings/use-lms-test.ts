import { useCallback, useEffect, useRef, useState } from 'react';
import { PROBE_STEPS } from '@aicc-bridge/contracts';
import { z } from 'zod';
import { api } from '../api/api.js';
import { asProblem, type Problem } from '../api/problem.js';

const ProbeStep = z.object({
  step: z.enum(PROBE_STEPS),
  state: z.enum(['passed', 'warning', 'failed', 'not-known']),
  detail: z.string(),
  detailId: z.string().nullish(),
  values: z.record(z.string(), z.string()).optional(),
  cure: z.string().nullable(),
  cureId: z.string().nullish(),
});
export type ProbeStep = z.infer<typeof ProbeStep>;

/** A host of the list, or the whole return address, which no launch has told yet. */
export type Tested = { readonly host: string } | { readonly address: string };

export interface LmsTest {
  /** for people: a host, or the return address without its query */
  readonly tested: string;
  readonly running: boolean;
  readonly steps: readonly ProbeStep[];
  readonly problem: Problem | null;
  readonly run: (what: Tested, shown: string) => void;
}

/** Runs the test of a host; steps fill in as the service tells them. */
export function useLmsTest(tenantId: string): LmsTest {
  const [tested, setTested] = useState('');
  const [running, setRunning] = useState(false);
  const [steps, setSteps] = useState<readonly ProbeStep[]>([]);
  const [problem, setProblem] = useState<Problem | null>(null);
  const current = useRef<AbortController | null>(null);
  useEffect(() => () => current.current?.abort(), []);
  const run = useCallback(
    (what: Tested, shown: string) => {
      current.current?.abort();
      const ending = new AbortController();
      current.current = ending;
      setTested(shown);
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
          { method: 'POST', body: what, signal: ending.signal },
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
  return { tested, running, steps, problem, run };
}
