import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { PeopleStore } from '../people/people.store.js';
import type { Person } from '../people/person.js';
import type { SamlPerson } from './service-provider.provider.js';

/**
 * The account of a person whom a tenant's provider has named: the one with that subject, else a new learner (just in time). Never a
 * local account of the same user name: whoever may choose names at the provider would take it over.
 */
@Injectable()
export class SamlPeople {
  constructor(private readonly people: PeopleStore) {}

  /** Null if the account is disabled here. */
  async personOf(tenantId: string, { subject, username, name }: SamlPerson): Promise<Person | null> {
    const known = await this.people.bySamlNameId(tenantId, subject);
    if (known === 'disabled') return null;
    if (known !== null) {
      if (known.name !== name) await this.people.rename(known.personId, name);
      return { ...known, name };
    }
    const account = { tenantId, name, role: 'learner', password: null, samlNameId: subject } as const;
    const made =
      (await this.people.create({ ...account, username })) ??
      (await this.people.create({ ...account, username: `${username}~${randomBytes(3).toString('hex')}` }));
    // Two sign-ins at once: the other one has made the account.
    const again = made ?? (await this.people.bySamlNameId(tenantId, subject));
    return again === 'disabled' ? null : again;
  }
}
