import { Injectable } from '@nestjs/common';
import { Outbox, outgoingEvent, type Queryable } from '@aicc-bridge/messaging';
import { Clock, newId } from '@aicc-bridge/platform';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { Person } from '../people/person.js';
import { revokeAllOf } from '../tokens/sessions.store.js';

const COLUMNS = `person_id as "personId", tenant_id as "tenantId", username, name, role`;
const PERSON = `select ${COLUMNS} from people where tenant_id = $1 and person_id = $2`;
const COUNT = `
  select (select count(*)::int from launches where learner_id = $1) as launches,
    (select count(*)::int from positions where learner_id = $1) as positions,
    (select count(*)::int from sessions where person_id = $1 and revoked_at is null and expires_at > $2) as sessions`;
const Held = z.object({
  launches: z.number(),
  /** places in courses, to go on from */
  positions: z.number(),
  /** sign-ins that are still good */
  sessions: z.number(),
});
export type HeldOfPerson = z.infer<typeof Held>;

/** In this order: what hangs on the launches, the launches, the person. */
const FORGET = [
  `delete from pending_launches p using launches l where l.learner_id = $1 and (l.tenant_id, l.host, l.port, l.sid_digest) = (p.tenant_id, p.host, p.port, p.sid_digest)`,
  'delete from outcomes o using launches l where l.learner_id = $1 and l.launch_id = o.launch_id',
  'delete from launches where learner_id = $1',
  'delete from positions where learner_id = $1',
  `delete from one_use where facts->>'personId' = $1::uuid::text`,
  'delete from people where person_id = $1',
];

/** Neither passwords nor second factors nor keys of LMS sessions are among them: they are keys, not data about a person. */
const PARTS = {
  account: `
    select person_id as "personId", tenant_id as "tenantId", username, name, role, saml_name_id as "samlNameId", created_at as "createdAt", disabled_at as "disabledAt",
      totp_confirmed_at as "secondFactorSince" from people where person_id = $1`,
  signIns: `
    select kind, created_at as "from", coalesce(revoked_at, expires_at) as "to" from sessions where person_id = $1 order by created_at`,
  launches: `
    select l.launch_id as "launchId", l.course_id as "courseId", l.host, l.port, l.device, l.rule_id as "notReportedBy", l.started_at as "startedAt", l.left_at as "leftAt", o.state as outcome
    from launches l left join outcomes o using (launch_id) where l.learner_id = $1 order by l.started_at`,
  positions: `
    select course_id as "courseId", unit_id as "unitId", seconds, at from positions where learner_id = $1 order by course_id`,
} as const;

export type Erased =
  | { readonly kind: 'erased'; readonly held: HeldOfPerson }
  | { readonly kind: 'unknown' }
  /** what was typed is neither the name nor the user name */
  | { readonly kind: 'not-confirmed'; readonly person: Person };

/** What launch holds of one person of a tenant. */
@Injectable()
export class PersonalData {
  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  async preview(tenantId: string, personId: string): Promise<{ person: Person; held: HeldOfPerson } | null> {
    const person = await this.person(this.dataSource, tenantId, personId);
    return person === null ? null : { person, held: await this.held(this.dataSource, personId) };
  }

  /** Deletes it all and tells the other services, in one transaction. It cannot be undone. */
  async erase(tenantId: string, personId: string, typed: string, by: string): Promise<Erased> {
    return this.outbox.transaction(async (tx, add): Promise<Erased> => {
      const person = await this.person(tx, tenantId, personId, 'for update');
      if (person === null) return { kind: 'unknown' };
      if (![person.name, person.username].some((text) => sameText(text, typed)))
        return { kind: 'not-confirmed', person };
      const now = this.clock.now();
      const held = await this.held(tx, personId);
      await add(await revokeAllOf(tx, personId, now));
      for (const statement of FORGET) await tx.query(statement, [personId]);
      await add([erasedEvent(tenantId, personId, by, now)]);
      return { kind: 'erased', held };
    });
  }

  /** Null if this tenant has no such person. */
  async all(tenantId: string, personId: string): Promise<Record<keyof typeof PARTS, unknown> | null> {
    if ((await this.person(this.dataSource, tenantId, personId)) === null) return null;
    const of = async (sql: string): Promise<unknown[]> => this.dataSource.query<unknown[]>(sql, [personId]);
    const [accounts, signIns, launches, positions] = await Promise.all([
      of(PARTS.account),
      of(PARTS.signIns),
      of(PARTS.launches),
      of(PARTS.positions),
    ]);
    return { account: accounts[0] ?? null, signIns, launches, positions };
  }

  private async person(
    tx: Queryable,
    tenantId: string,
    personId: string,
    lock: 'for update' | '' = '',
  ): Promise<Person | null> {
    const rows = z.array(Person).parse(await tx.query(`${PERSON} ${lock}`, [tenantId, personId]));
    return rows[0] ?? null;
  }

  private async held(tx: Queryable, personId: string): Promise<HeldOfPerson> {
    const [row] = z.array(Held).parse(await tx.query(COUNT, [personId, this.clock.now()]));
    if (row === undefined) throw new Error('a count has no row');
    return row;
  }
}

function erasedEvent(tenantId: string, learnerId: string, by: string, now: Date) {
  return outgoingEvent({
    topic: 'learner.erased.v1',
    key: learnerId,
    type: 'learner.erased',
    source: '/aicc-bridge/launch',
    id: newId(),
    time: now,
    data: { tenantId, learnerId, by, at: now.toISOString() },
  });
}

function sameText(one: string, other: string): boolean {
  const plain = (text: string): string => text.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();
  return plain(one) === plain(other);
}
