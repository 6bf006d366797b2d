import { Injectable } from '@nestjs/common';
import { MessageBus, Outbox, outgoingEvent, type OutgoingMessage } from '@aicc-bridge/messaging';
import { Clock, Keyring, newId } from '@aicc-bridge/platform';
import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK, type KeyObject } from 'jose';
import { DataSource, type EntityManager } from 'typeorm';
import { z } from 'zod';

type Key = CryptoKey | KeyObject | Uint8Array;

/** Every service has read a new key from the bus by then; only afterwards tokens are signed with it. */
const SPREAD_MS = 60_000;
/** The longest life of a token of ours; a key is known as long as its tokens live. */
const LONGEST_TOKEN_MS = 24 * 3_600_000;

const ONE_MAKER = 'select pg_advisory_xact_lock(7201004)';
const COLUMNS = 'key_id, private_jwk_sealed, public_jwk, signs_from, retired_at';
const CURRENT = `select ${COLUMNS} from signing_keys where signs_from <= $1 order by signs_from desc limit 1`;
const KNOWN = `select ${COLUMNS} from signing_keys where retired_at is null or retired_at > $1 order by signs_from`;
const INSERT =
  'insert into signing_keys (key_id, private_jwk_sealed, public_jwk, created_at, signs_from) values ($1, $2, $3, $4, $5)';
/** Older ones sign no more once the new one does, and are forgotten when the last token of theirs is over. */
const RETIRE = 'update signing_keys set retired_at = $2 where key_id <> $1 and retired_at is null';
const OVER = `select ${COLUMNS} from signing_keys where retired_at <= $1`;
const FORGET = 'delete from signing_keys where key_id = $1';

const Row = z.object({
  key_id: z.string(),
  private_jwk_sealed: z.string(),
  public_jwk: z.record(z.string(), z.unknown()),
  signs_from: z.date(),
  retired_at: z.date().nullable(),
});
type Row = z.infer<typeof Row>;

export interface SigningKey {
  readonly keyId: string;
  readonly key: Key;
}

/** Our signing keys (Ed25519). The private half is sealed at rest; the public half travels on `identity.keys.v1` and is served as a JWKS. */
@Injectable()
export class SigningKeys {
  private readonly imported = new Map<string, Key>();
  private current: { readonly row: Row; readonly readAt: number } | null = null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    private readonly bus: MessageBus,
    private readonly keyring: Keyring,
    private readonly clock: Clock,
  ) {}

  /** Makes the first key; copies that start together agree on one. */
  async prepare(): Promise<void> {
    await this.dataSource.transaction(async (tx) => {
      await tx.query(ONE_MAKER);
      const [known] = z.array(Row).parse(await tx.query(CURRENT, [this.clock.now()]));
      if (known === undefined) await this.insert(tx, this.clock.now());
    });
    if (!(await this.bus.isEmpty('identity.keys.v1', this.dataSource))) return;
    await this.outbox.transaction(async (tx, add) => {
      const rows = z.array(Row).parse(await tx.query(KNOWN, [this.clock.now()]));
      await add(rows.map((row) => this.event(row, 'active', 1)));
    });
  }

  /** The key that signs now. Read again every half minute: another copy may have made a new one. */
  async signing(): Promise<SigningKey> {
    const now = this.clock.now();
    if (this.current === null || Math.abs(now.getTime() - this.current.readAt) > SPREAD_MS / 2) {
      const [row] = z.array(Row).parse(await this.dataSource.query(CURRENT, [now]));
      if (row === undefined) throw new Error('There is no signing key yet');
      this.current = { row, readAt: now.getTime() };
    }
    const { row } = this.current;
    const key = this.imported.get(row.key_id) ?? (await this.import(row));
    return { keyId: row.key_id, key };
  }

  /** Public halves of all keys whose tokens may still be good (RFC 7517). */
  async publicKeys(): Promise<readonly (JWK & { kid: string })[]> {
    const rows = z.array(Row).parse(await this.dataSource.query(KNOWN, [this.clock.now()]));
    return rows.map(({ key_id, public_jwk }) => ({ ...public_jwk, kid: key_id, alg: 'EdDSA', use: 'sig' }));
  }

  /** A new key, known everywhere before it signs; the old one stays known until its last token is over. */
  async rotate(): Promise<string> {
    return this.outbox.transaction(async (tx, add) => {
      await tx.query(ONE_MAKER);
      const signsFrom = new Date(this.clock.now().getTime() + SPREAD_MS);
      const row = await this.insert(tx, signsFrom);
      await tx.query(RETIRE, [row.key_id, new Date(signsFrom.getTime() + LONGEST_TOKEN_MS)]);
      await add([this.event(row, 'active', 1)]);
      return row.key_id;
    });
  }

  /** Tells everybody to forget keys whose last token is over. */
  async forgetOld(): Promise<void> {
    await this.outbox.transaction(async (tx, add) => {
      const rows = z.array(Row).parse(await tx.query(OVER, [this.clock.now()]));
      for (const { key_id } of rows) await tx.query(FORGET, [key_id]);
      await add(rows.map((row) => this.event(row, 'deleted', 2)));
    });
  }

  private async insert(tx: EntityManager, signsFrom: Date): Promise<Row> {
    const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
    const keyId = newId();
    const publicJwk = await exportJWK(publicKey);
    const sealed = this.keyring.seal(JSON.stringify(await exportJWK(privateKey)), `signing-key/${keyId}`);
    await tx.query(INSERT, [keyId, sealed, JSON.stringify(publicJwk), this.clock.now(), signsFrom]);
    return {
      key_id: keyId,
      private_jwk_sealed: sealed,
      public_jwk: { ...publicJwk },
      signs_from: signsFrom,
      retired_at: null,
    };
  }

  private async import(row: Row): Promise<Key> {
    const jwk = JSON.parse(this.keyring.unseal(row.private_jwk_sealed, `signing-key/${row.key_id}`)) as JWK;
    const key = await importJWK(jwk, 'EdDSA');
    this.imported.set(row.key_id, key);
    return key;
  }

  private event({ key_id, public_jwk }: Row, state: 'active' | 'deleted', aggregateVersion: number): OutgoingMessage {
    return outgoingEvent({
      topic: 'identity.keys.v1',
      key: key_id,
      type: 'identity.key',
      source: '/aicc-bridge/launch',
      id: newId(),
      time: this.clock.now(),
      data: { kind: 'signing-key', keyId: key_id, aggregateVersion, state, publicJwk: public_jwk },
    });
  }
}
