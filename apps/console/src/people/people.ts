import {
  useInfiniteQuery,
  useQuery,
  type InfiniteData,
  type UseInfiniteQueryResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import { Role } from '@aicc-bridge/contracts';
import { z } from 'zod';
import { api } from '../api/api.js';

const Person = z.object({
  personId: z.string(),
  tenantId: z.string().nullable(),
  username: z.string(),
  name: z.string(),
  role: Role,
  disabled: z.boolean(),
  signsInBy: z.enum(['password', 'sso', 'invited']),
});
export type Person = z.infer<typeof Person>;
const People = z.object({ people: z.array(Person) });
const PAGE = 100;

/** Where the people of a scope are; null = the publisher's own. */
export function peoplePath(tenantId: string | null): string {
  return tenantId === null ? '/api/people' : `/api/people/tenants/${tenantId}`;
}

export function usePeople(tenantId: string | null): UseInfiniteQueryResult<InfiniteData<readonly Person[]>> {
  return useInfiniteQuery({
    queryKey: ['people', tenantId],
    queryFn: async ({ pageParam, signal }) =>
      (await api.get(peoplePath(tenantId), People, { query: { after: pageParam, limit: PAGE }, signal })).people,
    initialPageParam: null as string | null,
    getNextPageParam: (page: readonly Person[]) => (page.length === PAGE ? page.at(-1)?.username : undefined),
  });
}

/** A one-time link by which a person sets a password. */
export const Invitation = z.object({ path: z.string(), expiresInSeconds: z.number() });
export type Invitation = z.infer<typeof Invitation>;
export const Created = z.object({ name: z.string(), invitation: Invitation.nullable() });
export type Created = z.infer<typeof Created>;

export const Imported = z.object({
  made: z.number(),
  existed: z.number(),
  invitations: z.array(Invitation.extend({ username: z.string() })),
});
export type Imported = z.infer<typeof Imported>;

const HeldByLaunch = z.object({
  held: z.object({ launches: z.number(), positions: z.number(), sessions: z.number() }),
});
const HeldByReports = z.object({
  launches: z.number(),
  notYetConfirmed: z.number(),
  lmsIdentities: z.number(),
  watchedSeconds: z.number(),
  exchanges: z.number(),
});
export interface HeldOfPerson {
  readonly account: z.infer<typeof HeldByLaunch>['held'];
  readonly reports: z.infer<typeof HeldByReports>;
}

/** What an erasure would take away, service by service. */
export function useErasurePreview(tenantId: string, personId: string): UseQueryResult<HeldOfPerson> {
  return useQuery({
    queryKey: ['erasure', personId],
    queryFn: async ({ signal }) => {
      const [account, reports] = await Promise.all([
        api.get(`${peoplePath(tenantId)}/${personId}/erasure`, HeldByLaunch, { signal }),
        api.get(`/api/launches/-/tenants/${tenantId}/learners/${personId}/erasure`, HeldByReports, { signal }),
      ]);
      return { account: account.held, reports };
    },
    staleTime: 0,
  });
}

const Part = z.record(z.string(), z.unknown());

/** Everything that the services hold of a person, each its own part, in one file. */
export async function exportOf(tenantId: string, personId: string): Promise<Blob> {
  const parts = await Promise.all(
    [
      `${peoplePath(tenantId)}/${personId}/export`,
      `/api/launches/-/tenants/${tenantId}/learners/${personId}/export`,
      `/api/tenants/${tenantId}/people/${personId}/export`,
    ].map((path) => api.get(path, Part)),
  );
  return new Blob([JSON.stringify({ personId, parts }, null, 2)], { type: 'application/json' });
}
