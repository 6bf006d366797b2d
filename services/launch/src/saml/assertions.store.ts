import { Injectable } from '@nestjs/common';
import { returnedRows } from '@aicc-bridge/database';
import { Clock } from '@aicc-bridge/platform';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { digestOf } from '../browser/visitor.js';

const TAKE =
  'insert into saml_taken (assertion_digest, expires_at) values ($1, $2) on conflict do nothing returning assertion_digest';
const SWEEP = 'delete from saml_taken where expires_at <= $1';

/** Assertions that were taken: each works once, on whichever copy of launch it arrives. */
@Injectable()
export class AssertionsStore {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** False if it was taken before. @param until after that its own time window refuses it */
  async take(issuer: string, assertionId: string, until: Date): Promise<boolean> {
    const result: unknown = await this.dataSource.query(TAKE, [digestOf(`${issuer}\n${assertionId}`), until]);
    return z.array(z.unknown()).parse(returnedRows(result)).length === 1;
  }

  async sweep(): Promise<void> {
    await this.dataSource.query(SWEEP, [this.clock.now()]);
  }
}
