import {
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import { TenantState } from '@aicc-bridge/contracts';
import { z } from 'zod';
import { api } from '../api/api.js';

/** One change of a tenant: what to send where below `/api/tenants/{tenantId}`. */
export interface TenantAction {
  readonly method: 'PATCH' | 'PUT' | 'POST' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
}

export function useTenant(tenantId: string): UseQueryResult<TenantState> {
  return useQuery({
    queryKey: ['tenant', tenantId],
    queryFn: ({ signal }) => api.get(`/api/tenants/${tenantId}`, TenantState, { signal }),
  });
}

/** Changes a tenant; the answer is its new state, which the page shows at once. */
export function useTenantChange(
  tenantId: string,
): UseMutationResult<TenantState, Error, TenantAction, { readonly before: TenantState | undefined }> {
  const queries = useQueryClient();
  return useMutation({
    // A choice shows at once, and goes back if the service refuses it. On and off wait for the answer.
    onMutate: (action) => {
      const before = queries.getQueryData<TenantState>(['tenant', tenantId]);
      const chosen = action.path === '' ? TenantState.safeParse({ ...before, ...asObject(action.body) }) : null;
      if (chosen?.success === true && chosen.data.enabled === before?.enabled)
        queries.setQueryData(['tenant', tenantId], chosen.data);
      return { before };
    },
    onError: (_error, _action, context) => queries.setQueryData(['tenant', tenantId], context?.before),
    mutationFn: ({ method, path, body }) =>
      api.send(method, `/api/tenants/${tenantId}${path}`, TenantState, body === undefined ? {} : { body }),
    onSuccess: (tenant) => {
      queries.setQueryData(['tenant', tenantId], tenant);
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

export function hostsToKeep(tenant: TenantState): readonly HostToKeep[] {
  return tenant.hosts.map(({ name, port, http, pathPrefix }) => ({ host: `${name}:${port}`, http, pathPrefix }));
}

const instant = z.coerce.date().nullable();
const HostHealth = z.object({
  host: z.string(),
  port: z.number(),
  open: z.number(),
  waiting: z.number(),
  failingSince: instant,
  lastConfirmedAt: instant,
  lastCause: z.string().nullable(),
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

const Suggestions = z.object({
  suggestions: z.array(z.object({ host: z.string(), launches: z.number(), lastAt: z.coerce.date() })),
});
export type HostSuggestion = z.infer<typeof Suggestions>['suggestions'][number];

/** Hosts that launched with the tenant's keys and are not on its list. */
export function useHostSuggestions(tenantId: string): UseQueryResult<readonly HostSuggestion[]> {
  return useQuery({
    queryKey: ['host-suggestions', tenantId],
    queryFn: async ({ signal }) =>
      (await api.get('/api/host-suggestions', Suggestions, { query: { tenantId }, signal })).suggestions,
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
