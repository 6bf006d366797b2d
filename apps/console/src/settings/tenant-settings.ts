import {
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import { type HostUse, TenantSettings, type TenantState } from '@aicc-bridge/contracts';
import { z } from 'zod';
import { api } from '../api/api.js';
import { SaidVerdict } from '../verdicts/said-verdict.js';

/** One change of a tenant: what to send where below `/api/tenants/{tenantId}`. */
export interface TenantAction {
  readonly method: 'PATCH' | 'PUT' | 'POST' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
}

export function useTenant(tenantId: string): UseQueryResult<TenantSettings> {
  return useQuery({
    queryKey: ['tenant', tenantId],
    queryFn: ({ signal }) => api.get(`/api/tenants/${tenantId}`, TenantSettings, { signal }),
  });
}

/** Changes a tenant; the answer is its new state, which the page shows at once. */
export function useTenantChange(
  tenantId: string,
): UseMutationResult<TenantSettings, Error, TenantAction, { readonly before: TenantSettings | undefined }> {
  const queries = useQueryClient();
  const key = ['tenant', tenantId] as const;
  return useMutation({
    mutationKey: key,
    // One after the other: of two quick choices the first must not arrive last, and undo the second.
    scope: { id: `tenant ${tenantId}` },
    // A choice shows at once, and goes back if the service refuses it. On and off wait for the answer.
    onMutate: async (action) => {
      // What was asked before the choice does not know of it.
      await queries.cancelQueries({ queryKey: key });
      const before = queries.getQueryData<TenantSettings>(key);
      const chosen = action.path === '' ? TenantSettings.safeParse({ ...before, ...asObject(action.body) }) : null;
      if (chosen?.success === true && chosen.data.enabled === before?.enabled) queries.setQueryData(key, chosen.data);
      return { before };
    },
    onError: (_error, _action, context) => {
      queries.setQueryData(key, context?.before);
      void queries.invalidateQueries({ queryKey: key });
    },
    mutationFn: ({ method, path, body }) =>
      api.send(method, `/api/tenants/${tenantId}${path}`, TenantSettings, body === undefined ? {} : { body }),
    onSuccess: (tenant) => {
      // Nor does the answer to a choice know of the next one, which is on its way: the page would take it back.
      if (queries.isMutating({ mutationKey: key }) === 1) queries.setQueryData(key, tenant);
      void queries.invalidateQueries({ queryKey: ['tenants'] });
      void queries.invalidateQueries({ queryKey: ['host-suggestions', tenantId] });
      void queries.invalidateQueries({ queryKey: ['launch-keys', tenantId] });
      void queries.invalidateQueries({ queryKey: ['downloads', tenantId] });
    },
  });
}

function asObject(body: unknown): object {
  return typeof body === 'object' && body !== null ? body : {};
}

export const change = (body: object): TenantAction => ({ method: 'PATCH', path: '', body });

export interface HostToKeep {
  /** as typed: `lms.example.org:8443` */
  readonly host: string;
  readonly http: boolean;
  readonly pathPrefix?: string | undefined;
  /** default production */
  readonly usedFor?: HostUse;
}

export function replaceHosts(hosts: readonly HostToKeep[]): TenantAction {
  return { method: 'PUT', path: '/hosts', body: { hosts } };
}

export function hostText({
  name,
  port,
  http,
}: {
  readonly name: string;
  readonly port: number;
  readonly http: boolean;
}): string {
  return port === (http ? 80 : 443) ? name : `${name}:${port}`;
}

export function hostsToKeep(tenant: TenantSettings): readonly HostToKeep[] {
  return tenant.hosts.map(({ name, port, http, pathPrefix, usedFor }) => ({
    host: `${name}:${port}`,
    http,
    pathPrefix,
    usedFor,
  }));
}

/** Whether a host that launches named, as in `lms.example.org:8443`, is on the list. */
export function isListed({ hosts }: Pick<TenantState, 'hosts'>, host: string): boolean {
  return hosts.some(({ name, port }) => host === `${name}:${port}` || (host === name && port === 443));
}

const instant = z.coerce.date().nullable();
const HostHealth = z.object({
  host: z.string(),
  port: z.number(),
  open: z.number(),
  waiting: z.number(),
  failingSince: instant,
  lastConfirmedAt: instant,
  lastVerdict: SaidVerdict.nullable(),
  certificate: z.object({ validTo: instant }).nullable(),
});
export type HostHealth = z.infer<typeof HostHealth>;
const Health = z.object({ hosts: z.array(HostHealth) });

/** How deliveries to the tenant's hosts go. */
export function useHostHealth(tenantId: string): UseQueryResult<readonly HostHealth[]> {
  return useQuery({
    queryKey: ['health', tenantId],
    queryFn: async ({ signal }) => (await api.get('/api/health', Health, { query: { tenantId }, signal })).hosts,
    refetchInterval: 15_000,
  });
}

const knocked = { launches: z.number(), lastAt: z.coerce.date() };
const Suggestions = z.object({
  suggestions: z.array(z.object({ host: z.string(), ...knocked })),
  frames: z.array(z.object({ origin: z.string(), ...knocked })),
});
type Suggestions = z.infer<typeof Suggestions>;
export type HostSuggestion = Suggestions['suggestions'][number];
export type FrameSuggestion = Suggestions['frames'][number];

/** Hosts that launched with the tenant's keys and are not on its list. */
export function useHostSuggestions(tenantId: string): UseQueryResult<readonly HostSuggestion[]> {
  return useSuggestions(tenantId, ({ suggestions }) => suggestions);
}

/** Pages that tried to show a course in a frame and may not. */
export function useFrameSuggestions(tenantId: string): UseQueryResult<readonly FrameSuggestion[]> {
  return useSuggestions(tenantId, ({ frames }) => frames);
}

/** One question to the service, whoever asks. */
function useSuggestions<T>(tenantId: string, select: (suggestions: Suggestions) => T): UseQueryResult<T> {
  return useQuery({
    queryKey: ['host-suggestions', tenantId],
    queryFn: ({ signal }) => api.get('/api/host-suggestions', Suggestions, { query: { tenantId }, signal }),
    select,
    refetchInterval: 30_000,
  });
}

const KeyUse = z.object({
  launchKeys: z.array(
    z.object({
      launchKey: z.string(),
      state: z.enum(['current', 'accepted', 'revoked']),
      launches: z.number(),
      lastAt: instant,
      alarms: z.array(z.object({ host: z.string(), ...knocked })),
    }),
  ),
});
export type LaunchKeyUse = z.infer<typeof KeyUse>['launchKeys'][number];

export function useLaunchKeys(tenantId: string): UseQueryResult<readonly LaunchKeyUse[]> {
  return useQuery({
    queryKey: ['launch-keys', tenantId],
    queryFn: async ({ signal }) =>
      (await api.get(`/aicc/tenants/${tenantId}/launch-keys`, KeyUse, { signal })).launchKeys,
  });
}
