import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { MessageBus, Outbox, outgoingEvent } from '@aicc-bridge/messaging';
import { AUDIENCE, Clock, ISSUER, Keyring, newId } from '@aicc-bridge/platform';
import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK, type KeyObject, SignJWT } from 'jose';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Person } from '../people/people.store.js';

const CURRENT = 'select key_id, private_jwk_sealed, public_jwk from signing_keys order by created_at desc limit 1';
const ALL = 'select key_id, private_jwk_sealed, public_jwk from signing_keys order by created_at';
const INSERT = 'insert into signing_keys (key_id, private_jwk_sealed, public_jwk, created_at) values ($1, $2, $3, $4)';
const ONE_MAKER = 'select pg_advisory_xact_lock(7201004)';
const Row = z.object({
  key_id: z.string(),
  private_jwk_sealed: z.string(),
  public_jwk: z.record(z.string(), z.unknown()),
});

const ACCESS_SECONDS = 600;
/** Long enough that viewing buffered while offline still arrives (design §5). */
const LAUNCH_SECONDS = 24 * 3_600;

export interface LaunchTokenClaims {
  readonly launchId: string;
  readonly tenantId: string;
  readonly learnerId: string;
  readonly courseId: string;
}

/** Signs our tokens (EdDSA). launch owns the key; the public half travels on `identity.keys.v1`. */
@Injectable()
export class Tokens implements OnApplicationBootstrap {
  private signing: { readonly keyId: string; readonly key: CryptoKey | KeyObject | Uint8Array } | null = null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    private readonly bus: MessageBus,
    private readonly keyring: Keyring,
    private readonly clock: Clock,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const row = await this.currentOrNew();
    const jwk = JSON.parse(this.keyring.unseal(row.private_jwk_sealed, `signing-key/${row.key_id}`)) as JWK;
    this.signing = { keyId: row.key_id, key: await importJWK(jwk, 'EdDSA') };
    if (await this.bus.isEmpty('identity.keys.v1', this.dataSource)) await this.publishAll();
  }

  async access(person: Person): Promise<{ token: string; expiresInSeconds: number }> {
    const claims = { role: person.role, tenantId: person.tenantId };
    return {
      token: await this.sign(claims, AUDIENCE.api, ACCESS_SECONDS, person.personId),
      expiresInSeconds: ACCESS_SECONDS,
    };
  }

  /** Good for one launch's events, presence and badge, nothing else. */
  launch(claims: LaunchTokenClaims): Promise<string> {
    return this.sign({ ...claims }, AUDIENCE.launch, LAUNCH_SECONDS, claims.learnerId);
  }

  private async sign(
    claims: Record<string, unknown>,
    audience: string,
    seconds: number,
    subject: string,
  ): Promise<string> {
    if (this.signing === null) throw new Error('The signing key is not loaded yet');
    const now = Math.floor(this.clock.now().getTime() / 1_000);
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'EdDSA', kid: this.signing.keyId })
      .setIssuer(ISSUER)
      .setAudience(audience)
      .setSubject(subject)
      .setJti(newId())
      .setIssuedAt(now)
      .setExpirationTime(now + seconds)
      .sign(this.signing.key);
  }

  /** Copies that start together agree on one key. */
  private async currentOrNew(): Promise<z.infer<typeof Row>> {
    return this.dataSource.transaction(async (tx) => {
      await tx.query(ONE_MAKER);
      const [known] = z.array(Row).parse(await tx.query(CURRENT));
      if (known) return known;
      const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
      const keyId = newId();
      const publicJwk = await exportJWK(publicKey);
      const sealed = this.keyring.seal(JSON.stringify(await exportJWK(privateKey)), `signing-key/${keyId}`);
      await tx.query(INSERT, [keyId, sealed, JSON.stringify(publicJwk), this.clock.now()]);
      return { key_id: keyId, private_jwk_sealed: sealed, public_jwk: { ...publicJwk } };
    });
  }

  private async publishAll(): Promise<void> {
    await this.outbox.transaction(async (tx, add) => {
      const rows = z.array(Row).parse(await tx.query(ALL));
      await add(
        rows.map(({ key_id, public_jwk }) =>
          outgoingEvent({
            topic: 'identity.keys.v1',
            key: key_id,
            type: 'identity.key',
            source: '/aicc-bridge/launch',
            id: newId(),
            time: this.clock.now(),
            data: { kind: 'signing-key', keyId: key_id, aggregateVersion: 1, state: 'active', publicJwk: public_jwk },
          }),
        ),
      );
    });
  }
}
