import { z } from 'zod';
import { TenantId } from './ids.js';

export const ROLES = ['publisher-admin', 'publisher-support', 'tenant-admin', 'tenant-viewer', 'learner'] as const;
export const Role = z.enum(ROLES);
export type Role = z.infer<typeof Role>;

export const API_KEY_ROLES = ['events-writer', 'catalogue-writer', 'reader'] as const;
export const ApiKeyRole = z.enum(API_KEY_ROLES);
export type ApiKeyRole = z.infer<typeof ApiKeyRole>;

/** Claims of an access token: EdDSA, 10 minutes (design §2). */
export const AccessClaims = z.object({
  sub: z.uuid(),
  role: Role,
  tenantId: TenantId.nullable(),
  jti: z.string().min(1),
});
export type AccessClaims = z.infer<typeof AccessClaims>;

/** Value of `identity.keys.v1`: a public signing key (key = its kid), or a revoked token (key = `jti:…`). */
export const IdentityKeyState = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('signing-key'),
    keyId: z.string().min(1),
    aggregateVersion: z.int().min(1),
    state: z.enum(['active', 'deleted']),
    publicJwk: z.record(z.string(), z.unknown()),
  }),
  z.object({
    kind: z.literal('revocation'),
    keyId: z.string().min(1),
    aggregateVersion: z.int().min(1),
    state: z.enum(['active', 'deleted']),
    jti: z.string(),
    expiresAt: z.iso.datetime(),
  }),
]);
export type IdentityKeyState = z.infer<typeof IdentityKeyState>;

/** Value of `settings.api-keys.v1`; the key itself is shown once and kept nowhere. */
export const ApiKeyState = z.object({
  apiKeyId: z.uuid(),
  aggregateVersion: z.int().min(1),
  state: z.enum(['active', 'deleted']),
  name: z.string().min(1).max(100),
  /** SHA-256 of the key, hex */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  role: ApiKeyRole,
  /** null = all tenants of the publisher */
  tenantId: TenantId.nullable(),
});
export type ApiKeyState = z.infer<typeof ApiKeyState>;
