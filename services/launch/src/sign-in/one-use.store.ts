import { Injectable } from '@nestjs/common';
import { returnedRows } from '@aicc-bridge/database';
import { Clock } from '@aicc-bridge/platform';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { digestOf, newSecret } from '../browser/visitor.js';

const KEEP = 'insert into one_use (digest, kind, facts, expires_at) values ($1, $2, $3, $4)';
/** Taken and gone in one statement: of two at once one gets it. */
const TAKE = 'delete from one_use where digest = $1 and kind = $2 and expires_at > $3 returning facts';
const LOOK = 'select facts from one_use where digest = $1 and kind = $2 and expires_at > $3';
const SWEEP = 'delete from one_use where expires_at <= $1';
const Rows = z.array(z.object({ facts: z.unknown() }));

/** What a one-time secret stands for. */
export type OneUseKind = 'window' | 'sign-in' | 'saml-request' | 'invite' | 'reset';

/** Secrets that work once; only their digests are kept. */
@Injectable()
export class OneUseStore {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  async make(kind: OneUseKind, facts: unknown, seconds: number): Promise<string> {
    const secret = newSecret();
    const expires = new Date(this.clock.now().getTime() + seconds * 1_000);
    await this.dataSource.query(KEEP, [digestOf(secret), kind, JSON.stringify(facts), expires]);
    return secret;
  }

  /** What the secret stood for, or null if it is unknown, used or too old; afterwards it is used. */
  async take<T>(kind: OneUseKind, secret: string, schema: z.ZodType<T>): Promise<T | null> {
    return this.read(TAKE, kind, secret, schema);
  }

  async look<T>(kind: OneUseKind, secret: string, schema: z.ZodType<T>): Promise<T | null> {
    return this.read(LOOK, kind, secret, schema);
  }

  async sweep(): Promise<void> {
    await this.dataSource.query(SWEEP, [this.clock.now()]);
  }

  private async read<T>(sql: string, kind: OneUseKind, secret: string, schema: z.ZodType<T>): Promise<T | null> {
    const result: unknown = await this.dataSource.query(sql, [digestOf(secret), kind, this.clock.now()]);
    const [row] = Rows.parse(returnedRows(result));
    return row === undefined ? null : schema.parse(row.facts);
  }
}
