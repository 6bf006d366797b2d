import { randomBytes } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { PeopleStore } from './people.store.js';

/** How the first publisher-admin comes about; a class, so that Nest can inject it. */
export class BootstrapSettings {
  constructor(
    /** given by the operator; null = a random one is made */
    readonly password: string | null,
    /** shows a password that was made here, once: it stands nowhere else */
    readonly show: (account: { readonly username: string; readonly password: string }) => void,
  ) {}
}

/** Without a publisher-admin nobody could ever sign in: the first start makes one. */
@Injectable()
export class BootstrapAdmin implements OnModuleInit {
  constructor(
    private readonly people: PeopleStore,
    private readonly settings: BootstrapSettings,
  ) {}

  async onModuleInit(): Promise<void> {
    if (await this.people.hasPublisherAdmin()) return;
    const password = this.settings.password ?? randomBytes(15).toString('base64url');
    const made = await this.people.create({
      tenantId: null,
      username: 'admin',
      name: 'First administrator',
      role: 'publisher-admin',
      password,
    });
    if (made !== null && this.settings.password === null) this.settings.show({ username: made.username, password });
  }
}
