import type { ApiKeyRole, Role } from '@aicc-bridge/contracts';

/** Who asks. `tenantId: null` = the publisher, all tenants. */
export type Principal =
  | {
      readonly kind: 'person';
      readonly id: string;
      readonly role: Role;
      readonly tenantId: string | null;
      readonly tokenId: string;
    }
  | { readonly kind: 'api-key'; readonly id: string; readonly role: ApiKeyRole; readonly tenantId: string | null }
  | {
      readonly kind: 'launch';
      readonly role: 'launch';
      readonly launchId: string;
      readonly tenantId: string;
      readonly learnerId: string;
      readonly courseId: string;
    };

export type AllowedRole = Principal['role'];

export type AccessVerdict =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'role'; readonly needed: readonly AllowedRole[] }
  | { readonly kind: 'other-tenant' };

/** Deny by default: the role must be named at the endpoint, and a tenant's people reach their own tenant only. */
export function judgeAccess(
  principal: Principal,
  allowed: readonly AllowedRole[],
  pathTenantId: string | null,
): AccessVerdict {
  if (!allowed.includes(principal.role)) return { kind: 'role', needed: allowed };
  if (pathTenantId !== null && principal.tenantId !== null && principal.tenantId !== pathTenantId)
    return { kind: 'other-tenant' };
  return { kind: 'allowed' };
}
