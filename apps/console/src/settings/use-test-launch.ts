import { useQuery } from '@tanstack/react-query';
import { CONNECTION_CHECK } from '@aicc-bridge/contracts';
import { z } from 'zod';
import { api } from '../api/api.js';
import { useLive } from '../api/use-live.js';
import { SaidVerdict } from '../verdicts/said-verdict.js';

const Standing = z.object({ status: z.string(), percent: z.number().nullable() });
const Launch = z.object({
  launchId: z.string(),
  host: z.string().nullable(),
  startedAt: z.coerce.date(),
  outcome: z.string(),
  ruleId: z.string().nullable(),
  verdict: SaidVerdict.nullable(),
  acknowledged: Standing.nullable(),
  lms: Standing.nullable(),
});
const Launches = z.object({ launches: z.array(Launch) });
const Trace = z.object({
  exchanges: z.array(z.object({ command: z.string(), answer: z.string().nullable(), classification: z.string() })),
});
const VERSION = /^\s*version\s*=\s*(\S+)/im;

/** What the test course showed of the LMS. */
export interface TestLaunch extends z.infer<typeof Launch> {
  /** of HACP as the LMS's answers name it; null = not yet known */
  readonly version: string | null;
}

/**
 * The newest launch of the test course since the test was opened, or null while it is waited for. Pushed by the live stream, and asked
 * for now and then in case that breaks.
 */
export function useTestLaunch(tenantId: string, since: Date): TestLaunch | null {
  const key = ['test-launch', tenantId, since.toISOString()];
  useLive(`/api/launches/-/live?tenantId=${tenantId}`, key);
  const query = useQuery({
    queryKey: key,
    queryFn: async ({ signal }): Promise<TestLaunch | null> => {
      const asked = { tenantId, courseId: CONNECTION_CHECK, from: since.toISOString(), limit: 1 };
      const { launches } = await api.get('/api/launches', Launches, { query: asked, signal });
      const [launch] = launches;
      if (launch === undefined) return null;
      return { ...launch, version: launch.lms === null ? null : await versionOf(launch.launchId, signal) };
    },
    refetchInterval: 3_000,
  });
  return query.data ?? null;
}

async function versionOf(launchId: string, signal: AbortSignal): Promise<string | null> {
  const { exchanges } = await api.get(`/api/launches/${launchId}/trace`, Trace, { signal });
  const found = exchanges.flatMap(({ answer }) => VERSION.exec(answer ?? '')?.[1] ?? []);
  return found.at(-1) ?? null;
}
