import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { z } from 'zod';
import { api } from '../api/api.js';
import { SaidVerdict } from '../verdicts/said-verdict.js';

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

const HostHealth = z.object({
  tenantId: z.string(),
  host: z.string(),
  port: z.number(),
  open: z.number(),
  waiting: z.number(),
  sending: z.number(),
  confirmed: z.number(),
  needsRelaunch: z.number(),
  refused: z.number(),
  failingSince: instant.nullable(),
  lastConfirmedAt: instant.nullable(),
  lastVerdict: SaidVerdict.nullable(),
  gate: z
    .object({
      breaker: z.enum(['closed', 'open', 'half-open']),
      closedUntil: instant.nullable(),
      limit: z.number(),
      inFlight: z.number(),
    })
    .nullable(),
  /** the one that it showed last; null over http */
  certificate: z.object({ validTo: instant.nullable() }).nullable(),
});
export type HostHealth = z.infer<typeof HostHealth>;

const Totals = z.object({
  hosts: z.number(),
  hostsWaiting: z.number(),
  waiting: z.number(),
  sending: z.number(),
  confirmed: z.number(),
  needsRelaunch: z.number(),
  /** the oldest failure that launches still wait for */
  failingSince: instant.nullable(),
});

const Promptness = z.object({ tenantId: z.string(), prompt: z.number(), late: z.number() });
export type Promptness = z.infer<typeof Promptness>;

const Health = z.object({
  /** progress of the last 7 days: confirmed within 30 s, or not; an organisation without any is left out */
  promptness: z.array(Promptness),
  /** as the copy of the service that answers has seen it; null = nothing came since its start */
  bus: z.object({ lagMs: z.number(), measuredAt: instant }).nullable(),
  lastHour: z.object({
    exchanges: z.number(),
    confirmed: z.number(),
    medianMs: z.number().nullable(),
    p99Ms: z.number().nullable(),
  }),
  unclaimedEvents: z.number(),
  oldestDueMs: z.number(),
  /** those that need attention first; of very many not all */
  hosts: z.array(HostHealth),
  /** over all hosts */
  totals: Totals,
});
export type Health = z.infer<typeof Health>;

const Hour = z.object({
  tenantId: z.string(),
  hour: instant,
  confirmed: z.number(),
  waiting: z.number(),
  trouble: z.number(),
  other: z.number(),
});
export type Hour = z.infer<typeof Hour>;
const Verdict = z.object({
  ruleId: z.string().nullable(),
  cause: z.string().nullable(),
  causeId: z.string().nullable(),
  values: z.record(z.string(), z.string()).nullable(),
  launches: z.number(),
});
export type Verdict = z.infer<typeof Verdict>;
const History = z.object({
  hours: z.array(Hour),
  /** of very many organisations `hours` tells of those that matter most */
  more: z.boolean(),
  verdicts: z.array(Verdict),
});
export type History = z.infer<typeof History>;

/** Breakers open without any launch changing: asked again also when nothing rings. */
const AGAIN_MILLIS = 15_000;

export function useHealth(tenantId: string | null) {
  return useQuery({
    queryKey: ['health', 'figures', tenantId],
    queryFn: ({ signal }) => api.get('/api/health', Health, { query: { tenantId }, signal }),
    refetchInterval: AGAIN_MILLIS,
    placeholderData: keepPreviousData,
  });
}

export function useHistory(tenantId: string | null) {
  return useQuery({
    queryKey: ['health', 'history', tenantId],
    queryFn: ({ signal }) => api.get('/api/launches/-/history', History, { query: { tenantId }, signal }),
    placeholderData: keepPreviousData,
  });
}
