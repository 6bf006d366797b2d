import { Injectable } from '@nestjs/common';
import { PeopleStore } from '../people/people.store.js';
import type { Person } from '../people/person.js';
import { Tokens } from '../tokens/tokens.provider.js';
import { type Attempt, SignInLimiter } from './sign-in-limits.provider.js';
import { SecondFactor } from './second-factor.provider.js';

export interface Credentials {
  /** null = the publisher's own people; undefined = an organisation that does not exist */
  readonly tenantId: string | null | undefined;
  readonly username: string;
  readonly password: string;
  /** six digits, if a second factor is asked for */
  readonly code: string | null;
}

/** From where: for the limits. */
export interface From {
  readonly address: string;
  /** value of the device cookie, if the browser has one */
  readonly device: string | null;
}

export type SignIn =
  | { readonly kind: 'signed-in'; readonly person: Person }
  /** unknown account, wrong password, disabled, no password: nobody learns which */
  | { readonly kind: 'no-match'; readonly triesLeft: number }
  | { readonly kind: 'wait'; readonly seconds: number }
  | { readonly kind: 'code-needed' }
  | { readonly kind: 'code-wrong'; readonly triesLeft: number }
  /** the role needs a second factor and has none yet */
  | { readonly kind: 'enrol-first'; readonly person: Person };

/** Sign-in by user name and password. Every way through takes the same time until the password is known to be right. */
@Injectable()
export class PasswordSignIn {
  constructor(
    private readonly people: PeopleStore,
    private readonly limiter: SignInLimiter,
    private readonly secondFactor: SecondFactor,
    private readonly tokens: Tokens,
  ) {}

  async signIn(credentials: Credentials, from: From): Promise<SignIn> {
    const { tenantId, username, password, code } = credentials;
    const account = `${tenantId ?? 'publisher'}/${username}`;
    const attempt: Attempt = { account, address: from.address, device: await this.deviceOf(from.device, account) };
    const allowance = await this.limiter.allowance(attempt);
    if (allowance.kind === 'wait') return allowance;

    const person = await this.people.signIn(tenantId ?? null, tenantId === undefined ? '' : username, password);
    if (person === null || tenantId === undefined) return this.failed(attempt, 'no-match');
    const verdict = await this.secondFactor.check(person, code);
    if (verdict === 'wrong') return this.failed(attempt, 'code-wrong');
    if (verdict === 'needed') return { kind: 'code-needed' };
    await this.limiter.succeeded(attempt);
    return verdict === 'not-enrolled' ? { kind: 'enrol-first', person } : { kind: 'signed-in', person };
  }

  /** For the device cookie: this browser has signed in to this account. */
  deviceToken(person: Person): Promise<string> {
    return this.tokens.device(`${person.tenantId ?? 'publisher'}/${person.username}`.toLowerCase());
  }

  private async deviceOf(token: string | null, account: string): Promise<string | null> {
    if (token === null) return null;
    const device = await this.tokens.verifyDevice(token);
    return device !== null && device.account === account.toLowerCase() ? device.id : null;
  }

  private async failed(attempt: Attempt, kind: 'no-match' | 'code-wrong'): Promise<SignIn> {
    const left = await this.limiter.failed(attempt);
    return left.kind === 'wait' ? left : { kind, triesLeft: left.left };
  }
}
