import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { OneUseStore } from '../sign-in/one-use.store.js';
import { SessionsStore } from '../tokens/sessions.store.js';
import { PeopleStore } from './people.store.js';

/** A week to accept an invitation, an hour to reset a password. */
const SECONDS = { invite: 7 * 86_400, reset: 3_600 } as const;
const Facts = z.object({ personId: z.string() });

export type LinkKind = keyof typeof SECONDS;

/** One-time links by which a person sets a password. They go to the admin who asks for them: the bridge sends no mail. */
@Injectable()
export class Invitations {
  constructor(
    private readonly oneUse: OneUseStore,
    private readonly people: PeopleStore,
    private readonly sessions: SessionsStore,
  ) {}

  async link(kind: LinkKind, personId: string): Promise<{ path: string; expiresInSeconds: number }> {
    const secret = await this.oneUse.make(kind, { personId }, SECONDS[kind]);
    return { path: `/auth/password/${kind}/${secret}`, expiresInSeconds: SECONDS[kind] };
  }

  /** Whether the link is still good; looking uses nothing up, since mail scanners look too. */
  async isGood(kind: LinkKind, secret: string): Promise<boolean> {
    return (await this.oneUse.look(kind, secret, Facts)) !== null;
  }

  /** Sets the password and ends every session of the person. False: the link is used or too old. */
  async accept(kind: LinkKind, secret: string, password: string): Promise<boolean> {
    const facts = await this.oneUse.take(kind, secret, Facts);
    if (facts === null || !(await this.people.setPassword(facts.personId, password))) return false;
    await this.sessions.revokeAll(facts.personId);
    return true;
  }
}
