import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  AccessClaims,
  ApiKeyState,
  CourseId,
  IdentityKeyState,
  LaunchId,
  LearnerId,
  TenantId,
} from '@aicc-bridge/contracts';
import { ReadModel } from '@aicc-bridge/messaging';
import { decodeProtectedHeader, errors, importJWK, jwtVerify } from 'jose';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { Clock } from '../clock.js';
import type { Principal } from './principal.js';

export const identityKeys = new ReadModel<IdentityKeyState>('identity.keys.v1', IdentityKeyState, ({ keyId }) => keyId);
export const apiKeys = new ReadModel<ApiKeyState>('settings.api-keys.v1', ApiKeyState, ({ apiKeyId }) => apiKeyId);

/** Issuer of every token of ours, and the two audiences. */
export const ISSUER = 'aicc-bridge';
export const AUDIENCE = { api: 'aicc-bridge/api', launch: 'aicc-bridge/launch' } as const;
/** API keys begin with it, so that a secret scanner can find a leaked one. */
export const API_KEY_PREFIX = 'aicb_';

export type Verified =
  { readonly kind: 'known'; readonly principal: Principal } | { readonly kind: 'unknown'; readonly why: string };

const LaunchClaims = z.object({ launchId: LaunchId, tenantId: TenantId, learnerId: LearnerId, courseId: CourseId });

/** Verifies tokens and API keys with this service's own copies of the public keys; nobody is called to authorise. */
@Injectable()
export class AccessVerifier {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  async verify(authorization: string): Promise<Verified> {
    const [scheme, token] = authorization.split(' ');
    if (scheme?.toLowerCase() !== 'bearer' || !token) return { kind: 'unknown', why: 'No credentials were sent.' };
    return token.startsWith(API_KEY_PREFIX) ? this.verifyApiKey(token) : this.verifyToken(token);
  }

  async verifyToken(token: string): Promise<Verified> {
    try {
      const { kid } = decodeProtectedHeader(token);
      const state = kid === undefined ? null : await identityKeys.get(this.dataSource, kid);
      if (state?.kind !== 'signing-key' || state.state !== 'active')
        return { kind: 'unknown', why: 'The token was signed with a key that is not known here.' };
      const key = await importJWK(state.publicJwk, 'EdDSA');
      const { payload } = await jwtVerify(token, key, {
        issuer: ISSUER,
        audience: Object.values(AUDIENCE),
        algorithms: ['EdDSA'],
        currentDate: this.clock.now(),
      });
      return payload.aud === AUDIENCE.launch ? launchPrincipal(payload) : await this.personPrincipal(payload);
    } catch (error) {
      if (error instanceof errors.JWTExpired) return { kind: 'unknown', why: 'The token has expired.' };
      if (error instanceof errors.JOSEError || error instanceof TypeError)
        return { kind: 'unknown', why: 'The token is not valid.' };
      throw error;
    }
  }

  private async personPrincipal(payload: unknown): Promise<Verified> {
    const claims = AccessClaims.safeParse(payload);
    if (!claims.success) return { kind: 'unknown', why: 'The token is not an access token.' };
    const { sub, role, tenantId, jti } = claims.data;
    const revoked = await identityKeys.get(this.dataSource, `jti:${jti}`);
    if (revoked) return { kind: 'unknown', why: 'The token was revoked.' };
    return { kind: 'known', principal: { kind: 'person', id: sub, role, tenantId, tokenId: jti } };
  }

  private async verifyApiKey(key: string): Promise<Verified> {
    const sha256 = createHash('sha256').update(key).digest('hex');
    const rows: unknown = await this.dataSource.query(
      `select state from read_model where topic = 'settings.api-keys.v1' and state->>'sha256' = $1 and state->>'state' = 'active'`,
      [sha256],
    );
    const [row] = z.array(z.object({ state: ApiKeyState })).parse(rows);
    if (!row) return { kind: 'unknown', why: 'The API key is not known, or it was revoked.' };
    return {
      kind: 'known',
      principal: { kind: 'api-key', id: row.state.apiKeyId, role: row.state.role, tenantId: row.state.tenantId },
    };
  }
}

function launchPrincipal(payload: unknown): Verified {
  const claims = LaunchClaims.safeParse(payload);
  if (!claims.success) return { kind: 'unknown', why: 'The token is not a launch token.' };
  return { kind: 'known', principal: { kind: 'launch', role: 'launch', ...claims.data } };
}
