import { Injectable } from '@nestjs/common';
import { prepared, returnedRows } from '@aicc-bridge/database';
import { Outbox, outgoingEvent, type OutgoingMessage, type Queryable } from '@aicc-bridge/messaging';
import { Clock, newId } from '@aicc-bridge/platform';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { Person } from '../people/person.js';

/** A learner's sign-in lasts a working day, the console's too; access tokens of it last 10 minutes each. */
export const SESSION_SECONDS = 8 * 3_600;

export const SessionKind = z.enum(['learner', 'console']);
export type SessionKind = z.infer<typeof SessionKind>;

const INSERT = 'insert into sessions (session_id, person_id, kind, created_at, expires_at) values ($1, $2, $3, $4, $5)';
const LIVE = prepared(`
  select person_id as "personId", p.tenant_id as "tenantId", p.username, p.name, p.role
  from sessions s join people p using (person_id)
  where s.session_id = $1 and s.kind = $2 and s.revoked_at is null and s.expires_at > $3 and p.disabled_at is null`);
const REVOKE =
  'update sessions set revoked_at = $2 where session_id = $1 and revoked_at is null returning session_id, expires_at';
const REVOKE_ALL =
  'update sessions set revoked_at = $2 where person_id = $1 and revoked_at is null returning session_id, expires_at';
const SWEEP = 'delete from sessions where expires_at <= $1';
const Revoked = z.array(z.object({ session_id: z.string(), expires_at: z.date() }));

/** Sign-ins that are still good. A session's id is the `jti` of all its tokens, so revoking it ends them everywhere. */
@Injectable()
export class SessionsStore {
  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** Always a new id: nobody can plant one before a sign-in (session fixation). */
  async begin(personId: string, kind: SessionKind): Promise<string> {
    const sessionId = newId();
    const now = this.clock.now();
    await this.dataSource.query(INSERT, [
      sessionId,
      personId,
      kind,
      now,
      new Date(now.getTime() + SESSION_SECONDS * 1_000),
    ]);
    return sessionId;
  }

  /** Whose session it is; null if it is over. Asked of the database each time, so that one that was revoked is over at once. */
  async personOf(sessionId: string, kind: SessionKind): Promise<Person | null> {
    const rows: unknown = await this.dataSource.query(LIVE, [sessionId, kind, this.clock.now()]);
    return z.array(Person).parse(rows)[0] ?? null;
  }

  revoke(sessionId: string): Promise<void> {
    return this.end(REVOKE, sessionId);
  }

  /** After a new password, a disabled account: signed out everywhere. */
  revokeAll(personId: string): Promise<void> {
    return this.end(REVOKE_ALL, personId);
  }

  async sweep(): Promise<void> {
    await this.dataSource.query(SWEEP, [this.clock.now()]);
  }

  private async end(sql: string, id: string): Promise<void> {
    await this.outbox.transaction(async (tx, add) => {
      await add(await revoked(tx, sql, id, this.clock.now()));
    });
  }
}

/** Ends a person's sign-ins within the caller's transaction; the answer tells the other services. */
export function revokeAllOf(tx: Queryable, personId: string, now: Date): Promise<readonly OutgoingMessage[]> {
  return revoked(tx, REVOKE_ALL, personId, now);
}

async function revoked(tx: Queryable, sql: string, id: string, now: Date): Promise<readonly OutgoingMessage[]> {
  const rows = Revoked.parse(returnedRows(await tx.query(sql, [id, now])));
  return rows.map((row) => revocation(row.session_id, row.expires_at, now));
}

function revocation(sessionId: string, expiresAt: Date, now: Date): OutgoingMessage {
  const keyId = `jti:${sessionId}`;
  return outgoingEvent({
    topic: 'identity.keys.v1',
    key: keyId,
    type: 'identity.key',
    source: '/aicc-bridge/launch',
    id: newId(),
    time: now,
    data: {
      kind: 'revocation',
      keyId,
      aggregateVersion: 1,
      state: 'active',
      jti: sessionId,
      expiresAt: expiresAt.toISOString(),
    },
  });
}
