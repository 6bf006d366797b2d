import {
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import { ApiKeyRole } from '@aicc-bridge/contracts';
import { z } from 'zod';
import { api } from '../api/api.js';

const ApiKey = z.object({
  apiKeyId: z.string(),
  name: z.string(),
  role: ApiKeyRole,
  /** null = of every organisation */
  tenantId: z.string().nullable(),
  createdAt: z.coerce.date(),
});
export type ApiKey = z.infer<typeof ApiKey>;
const ApiKeys = z.object({ apiKeys: z.array(ApiKey) });
const MadeKey = z.object({ apiKeyId: z.string(), key: z.string() });

export interface NewApiKey {
  readonly name: string;
  readonly role: ApiKeyRole;
  readonly tenantId: string | null;
}

/** A key with its text, which no later answer has again. */
export interface ShownKey {
  readonly name: string;
  readonly key: string;
}

export function useApiKeys(): UseQueryResult<readonly ApiKey[]> {
  return useQuery({
    queryKey: ['api-keys'],
    queryFn: async ({ signal }) => (await api.get('/api/api-keys', ApiKeys, { signal })).apiKeys,
  });
}

export function useMakeApiKey(): UseMutationResult<ShownKey, Error, NewApiKey> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (body) => {
      const { key } = await api.send('POST', '/api/api-keys', MadeKey, { body });
      return { name: body.name, key };
    },
    // The text of a key stays in the dialog that shows it, and in no cache.
    gcTime: 0,
    onSuccess: () => void queries.invalidateQueries({ queryKey: ['api-keys'] }),
  });
}

export function useRevokeApiKey(): UseMutationResult<void, Error, string> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (apiKeyId) => api.send('DELETE', `/api/api-keys/${apiKeyId}`, null),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['api-keys'] }),
  });
}
