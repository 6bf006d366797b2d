import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { AUDIENCE, Clock, ISSUER, newId } from '@aicc-bridge/platform';
import { createLocalJWKSet, decodeProtectedHeader, errors, jwtVerify, type JWTPayload, SignJWT } from 'jose';
import { z } from 'zod';
import type { Person } from '../people/person.js';
import { SESSION_SECONDS, type SessionKind, SessionsStore } from './sessions.store.js';
import { SigningKeys } from './signing-keys.store.js';

const ACCESS_SECONDS = 600;
/** Tokens whose signature is not checked again within the minute; whether the session is over is asked each time. */
const CHECKED_KEPT = 10_000;
/** Long enough that viewing buffered while offline still arrives (design §5). */
const LAUNCH_SECONDS = 24 * 3_600;
/** Audiences that only launch itself takes: no service lets such a token in as a bearer. */
const OWN = { learner: 'aicc-bridge/learner', console: 'aicc-bridge/console', device: 'aicc-bridge/device' } as const;
const Device = z.object({ sub: z.string(), jti: z.string() });

export interface LaunchTokenClaims {
  readonly launchId: string;
  readonly tenantId: string;
  readonly learnerId: string;
  readonly courseId: string;
}

/** What the signature of a session's cookie proves; whether the session is over is another question. */
export interface SessionClaims {
  readonly sessionId: string;
  readonly personId: string;
}

/** Signs our tokens (EdDSA), and reads those that only launch itself takes. */
@Injectable()
export class Tokens implements OnApplicationBootstrap {
  private known: {
    readonly set: ReturnType<typeof createLocalJWKSet>;
    readonly ids: ReadonlySet<string>;
    readonly readAt: number;
    /** signatures that were checked with these keys, by audience and token */
    readonly checked: Map<string, JWTPayload>;
  } | null = null;

  constructor(
    private readonly keys: SigningKeys,
    private readonly sessions: SessionsStore,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): Promise<void> {
    return this.keys.prepare();
  }

  /** An access token of a session; its `jti` is the session's id. */
  async access(person: Person, sessionId: string): Promise<{ token: string; expiresInSeconds: number }> {
    const claims = { role: person.role, tenantId: person.tenantId };
    const token = await this.sign(claims, AUDIENCE.api, ACCESS_SECONDS, person.personId, sessionId);
    return { token, expiresInSeconds: ACCESS_SECONDS };
  }

  /** Good for one launch's events, presence and badge, nothing else. */
  launch(claims: LaunchTokenClaims): Promise<string> {
    return this.sign({ ...claims }, AUDIENCE.launch, LAUNCH_SECONDS, claims.learnerId, newId());
  }

  /** The value of a session's cookie. */
  session(personId: string, kind: SessionKind, sessionId: string): Promise<string> {
    return this.sign({}, OWN[kind], SESSION_SECONDS, personId, sessionId);
  }

  /** The session and person behind a cookie; null if it is not ours, over, or revoked. */
  async verifySession(token: string, kind: SessionKind): Promise<{ sessionId: string; person: Person } | null> {
    const claims = await this.sessionClaims(token, kind);
    if (claims === null) return null;
    const { sessionId, personId } = claims;
    const person = await this.sessions.personOf(sessionId, kind);
    return person?.personId === personId ? { sessionId, person } : null;
  }

  /** By the signature alone. */
  async sessionClaims(token: string, kind: SessionKind): Promise<SessionClaims | null> {
    const { jti, sub } = (await this.read(token, OWN[kind])) ?? {};
    return jti === undefined || sub === undefined ? null : { sessionId: jti, personId: sub };
  }

  /** Says that a browser has signed in to this account before; opens nothing. */
  device(account: string): Promise<string> {
    return this.sign({}, OWN.device, 180 * 86_400, account, newId());
  }

  async verifyDevice(token: string): Promise<{ account: string; id: string } | null> {
    const claims = Device.safeParse(await this.read(token, OWN.device));
    return claims.success ? { account: claims.data.sub, id: claims.data.jti } : null;
  }

  /** Read again when a token names a key that is not in it, and every minute. */
  private async keySet(token: string, now: Date): Promise<NonNullable<typeof this.known>> {
    const { kid } = decodeProtectedHeader(token);
    const known = this.recent(now);
    if (known !== null && kid !== undefined && known.ids.has(kid)) return known;
    const keys = await this.keys.publicKeys();
    const set = createLocalJWKSet({ keys: [...keys] });
    this.known = { set, ids: new Set(keys.map((key) => key.kid)), readAt: now.getTime(), checked: new Map() };
    return this.known;
  }

  /** The keys as they were read within this minute. */
  private recent(now: Date): typeof this.known {
    return this.known !== null && Math.abs(now.getTime() - this.known.readAt) < 60_000 ? this.known : null;
  }

  private async read(token: string, audience: string): Promise<JWTPayload | null> {
    try {
      const now = this.clock.now();
      const known = this.recent(now)?.checked.get(`${audience} ${token}`);
      if (known?.exp !== undefined && now.getTime() < known.exp * 1_000) return known;
      const { set, checked } = await this.keySet(token, now);
      const options = { issuer: ISSUER, audience, algorithms: ['EdDSA'], currentDate: now };
      const { payload } = await jwtVerify(token, set, options);
      if (checked.size >= CHECKED_KEPT) checked.clear();
      checked.set(`${audience} ${token}`, payload);
      return payload;
    } catch (error) {
      if (error instanceof errors.JOSEError || error instanceof TypeError) return null;
      throw error;
    }
  }

  private async sign(
    claims: Record<string, unknown>,
    audience: string,
    seconds: number,
    subject: string,
    tokenId: string,
  ): Promise<string> {
    const { keyId, key } = await this.keys.signing();
    const now = Math.floor(this.clock.now().getTime() / 1_000);
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'EdDSA', kid: keyId })
      .setIssuer(ISSUER)
      .setAudience(audience)
      .setSubject(subject)
      .setJti(tokenId)
      .setIssuedAt(now)
      .setExpirationTime(now + seconds)
      .sign(key);
  }
}
