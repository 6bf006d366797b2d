import { Injectable } from '@nestjs/common';
import { Role } from '@aicc-bridge/contracts';
import { Clock, newId } from '@aicc-bridge/platform';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { Passwords } from './password.provider.js';

export const Person = z.object({
  personId: z.string(),
  tenantId: z.string().nullable(),
  username: z.string(),
  name: z.string(),
  role: Role,
});
export type Person = z.infer<typeof Person>;

export interface NewPerson {
  readonly tenantId: string | null;
  readonly username: string;
  readonly name: string;
  readonly role: Role;
  readonly password: string;
}

const COLUMNS = `person_id as "personId", tenant_id as "tenantId", username, name, role`;
const INSERT = `insert into people (person_id, tenant_id, username, name, role, password_hash, created_at) values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing returning ${COLUMNS}`;
const LIST = `select ${COLUMNS} from people where tenant_id is not distinct from $1 and ($2::text is null or lower(username) > lower($2)) order by lower(username) limit $3`;
const BY_NAME = `select ${COLUMNS}, password_hash as "passwordHash" from people where lower(username) = lower($1) and coalesce(tenant_id, '00000000-0000-0000-0000-000000000000') = coalesce($2::uuid, '00000000-0000-0000-0000-000000000000')`;
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
  async create({ tenantId, username, name, role, password }: NewPerson): Promise<Person | null> {
    const rows = await this.dataSource.query<unknown[]>(INSERT, [
      newId(),
      tenantId,
      username,
      name,
      role,
      await this.passwords.hash(password),
      this.clock.now(),
    ]);
    return z.array(Person).parse(rows)[0] ?? null;
  }

  async list(tenantId: string | null, after: string | null, limit: number): Promise<readonly Person[]> {
    return z.array(Person).parse(await this.dataSource.query(LIST, [tenantId, after, limit]));
  }

  /** The person whose user name and password these are, within one tenant (null = the publisher). */
  async signIn(tenantId: string | null, username: string, password: string): Promise<Person | null> {
    const [found] = z.array(WithHash).parse(await this.dataSource.query(BY_NAME, [username, tenantId]));
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

  async hasPublisherAdmin(): Promise<boolean> {
    return (
      (await this.dataSource.query<unknown[]>(`select 1 from people where role = 'publisher-admin' limit 1`)).length > 0
    );
  }
}
