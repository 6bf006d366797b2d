import { Injectable } from '@nestjs/common';
import type { Role } from '@aicc-bridge/contracts';
import { returnedRows } from '@aicc-bridge/database';
import { Clock, newId } from '@aicc-bridge/platform';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { storableText } from '../browser/storable-text.js';
import { Passwords } from './password.provider.js';
import { ListedPerson, Person } from './person.js';

export interface NewPerson {
  readonly tenantId: string | null;
  readonly username: string;
  readonly name: string;
  readonly role: Role;
  /** null = signs in by SAML, or sets one by an invitation */
  readonly password: string | null;
  /** NameID by which the organisation's identity provider knows the person */
  readonly samlNameId?: string | null;
}

const COLUMNS = `person_id as "personId", tenant_id as "tenantId", username, name, role`;
const INSERT = `insert into people (person_id, tenant_id, username, name, role, password_hash, saml_name_id, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing returning ${COLUMNS}`;
const LIST = `select ${COLUMNS}, disabled_at is not null as disabled, case when password_hash is not null then 'password' when saml_name_id is not null then 'sso' else 'invited' end as "signsInBy" from people where tenant_id is not distinct from $1 and ($2::text is null or lower(username) > lower($2)) order by lower(username) limit $3`;
const BY_NAME = `select ${COLUMNS}, password_hash as "passwordHash" from people where disabled_at is null and lower(username) = lower($1) and coalesce(tenant_id, '00000000-0000-0000-0000-000000000000') = coalesce($2::uuid, '00000000-0000-0000-0000-000000000000')`;
const ONE = `select ${COLUMNS} from people where person_id = $1 and disabled_at is null`;
const BY_SAML = `select ${COLUMNS} from people where tenant_id = $1 and saml_name_id = $2`;
const IS_DISABLED = 'select 1 from people where person_id = $1 and disabled_at is not null';
const SET_PASSWORD =
  'update people set password_hash = $2 where person_id = $1 and disabled_at is null returning person_id';
const DISABLE =
  'update people set disabled_at = case when $3 then coalesce(disabled_at, $4) end where person_id = $1 and tenant_id is not distinct from $2 returning person_id';
const RENAME = 'update people set name = $2 where person_id = $1';
const TOTP = `select totp_sealed as sealed, totp_confirmed_at is not null as confirmed from people where person_id = $1 and totp_sealed is not null`;
const SET_TOTP =
  'update people set totp_sealed = $2, totp_confirmed_at = null, totp_last_step = null where person_id = $1';
const CONFIRM_TOTP = 'update people set totp_confirmed_at = $2 where person_id = $1';
/** A code works once: the step only rises. */
const TAKE_STEP =
  'update people set totp_last_step = $2 where person_id = $1 and coalesce(totp_last_step, 0) < $2 returning person_id';
const WithHash = Person.extend({ passwordHash: z.string().nullable() });

/** Local accounts; a user name belongs to one tenant, or to the publisher. */
@Injectable()
export class PeopleStore {
  constructor(
    private readonly dataSource: DataSource,
    private readonly passwords: Passwords,
    private readonly clock: Clock,
  ) {}

  /** Null if the user name is taken within the tenant. */
  async create({ tenantId, username, name, role, password, samlNameId = null }: NewPerson): Promise<Person | null> {
    const rows = await this.dataSource.query<unknown[]>(INSERT, [
      newId(),
      tenantId,
      username,
      name,
      role,
      password === null ? null : await this.passwords.hash(password),
      samlNameId,
      this.clock.now(),
    ]);
    return z.array(Person).parse(rows)[0] ?? null;
  }

  async list(tenantId: string | null, after: string | null, limit: number): Promise<readonly ListedPerson[]> {
    return z.array(ListedPerson).parse(await this.dataSource.query(LIST, [tenantId, after, limit]));
  }

  /** The person whose user name and password these are, within one tenant (null = the publisher). */
  async signIn(tenantId: string | null, username: string, password: string): Promise<Person | null> {
    const [found] = z.array(WithHash).parse(await this.dataSource.query(BY_NAME, [storableText(username), tenantId]));
    const fits = await this.passwords.verify(found?.passwordHash ?? null, password);
    if (!found || !fits) return null;
    return {
      personId: found.personId,
      tenantId: found.tenantId,
      username: found.username,
      name: found.name,
      role: found.role,
    };
  }

  /** Null if there is nobody, or the account is disabled. */
  async one(personId: string): Promise<Person | null> {
    return z.array(Person).parse(await this.dataSource.query(ONE, [personId]))[0] ?? null;
  }

  async bySamlNameId(tenantId: string, nameId: string): Promise<Person | 'disabled' | null> {
    const [person] = z.array(Person).parse(await this.dataSource.query(BY_SAML, [tenantId, nameId]));
    if (person === undefined) return null;
    const off: unknown = await this.dataSource.query(IS_DISABLED, [person.personId]);
    return z.array(z.unknown()).parse(off).length > 0 ? 'disabled' : person;
  }

  async rename(personId: string, name: string): Promise<void> {
    await this.dataSource.query(RENAME, [personId, name]);
  }

  async setPassword(personId: string, password: string): Promise<boolean> {
    const hash = await this.passwords.hash(password);
    return changedOne(await this.dataSource.query(SET_PASSWORD, [personId, hash]));
  }

  /** False if this tenant (null = the publisher) has no such person. */
  async disable(tenantId: string | null, personId: string, disabled: boolean): Promise<boolean> {
    return changedOne(await this.dataSource.query(DISABLE, [personId, tenantId, disabled, this.clock.now()]));
  }

  async totpOf(personId: string): Promise<{ sealed: string; confirmed: boolean } | null> {
    const rows: unknown = await this.dataSource.query(TOTP, [personId]);
    return z.array(z.object({ sealed: z.string(), confirmed: z.boolean() })).parse(rows)[0] ?? null;
  }

  async setTotp(personId: string, sealed: string): Promise<void> {
    await this.dataSource.query(SET_TOTP, [personId, sealed]);
  }

  async confirmTotp(personId: string): Promise<void> {
    await this.dataSource.query(CONFIRM_TOTP, [personId, this.clock.now()]);
  }

  /** False if a code of this step, or of a later one, was taken before. */
  async takeTotpStep(personId: string, step: number): Promise<boolean> {
    return changedOne(await this.dataSource.query(TAKE_STEP, [personId, step]));
  }

  async hasPublisherAdmin(): Promise<boolean> {
    return (
      (await this.dataSource.query<unknown[]>(`select 1 from people where role = 'publisher-admin' limit 1`)).length > 0
    );
  }
}

function changedOne(result: unknown): boolean {
  return z.array(z.unknown()).parse(returnedRows(result)).length === 1;
}
