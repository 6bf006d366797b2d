import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { createContext, use, type ReactNode } from 'react';
import { TenantState } from '@aicc-bridge/contracts';
import { z } from 'zod';
import { api } from '../api/api.js';

/** Whose matters the page shows. The publisher's people may look at all tenants at once. */
export interface Scope {
  /** null = all tenants */
  readonly tenantId: string | null;
  /** address of a page in this scope: `path('/reports/launches')` */
  readonly path: (page: string) => string;
}

const ScopeContext = createContext<Scope | null>(null);

export function ScopeProvider({
  tenantId,
  children,
}: {
  readonly tenantId: string | null;
  readonly children: ReactNode;
}): ReactNode {
  return <ScopeContext value={scopeOf(tenantId)}>{children}</ScopeContext>;
}

export function scopeOf(tenantId: string | null): Scope {
  const base = tenantId === null ? '/all' : `/t/${tenantId}`;
  return { tenantId, path: (page) => `${base}${page}` };
}

export function useScope(): Scope {
  const scope = use(ScopeContext);
  if (scope === null) throw new Error('useScope stands outside of a scope');
  return scope;
}

const Tenants = z.object({ tenants: z.array(TenantState) });

/** The tenants that this person may see; one for a tenant's people. */
export function useTenants(): UseQueryResult<readonly TenantState[]> {
  return useQuery({
    queryKey: ['tenants'],
    queryFn: async ({ signal }) =>
      (await api.get('/api/tenants', Tenants, { signal })).tenants.filter(({ state }) => state === 'active'),
    staleTime: 60_000,
  });
}
