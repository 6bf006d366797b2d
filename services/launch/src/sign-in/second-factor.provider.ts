import { Injectable } from '@nestjs/common';
import { Clock, Keyring } from '@aicc-bridge/platform';
import * as OTPAuth from 'otpauth';
import { PeopleStore } from '../people/people.store.js';
import type { Person } from '../people/person.js';

/** Whether publisher roles must have a second factor; a class, so that Nest can inject it. */
export class SecondFactorPolicy {
  constructor(
    /** `required`: the publisher's people get no token before they have one. `offered`: who has one must use it */
    readonly publisher: 'required' | 'offered',
  ) {}
}

export type SecondFactorVerdict = 'fine' | 'needed' | 'wrong' | 'not-enrolled';

/** Codes of one step before and after are taken too: clocks differ. */
const WINDOW = 1;
const ISSUER = 'aicc-bridge';

/** Time-based one-time passwords (RFC 6238: SHA-1, 6 digits, 30 s, as every authenticator app does). A code works once. */
@Injectable()
export class SecondFactor {
  constructor(
    private readonly people: PeopleStore,
    private readonly keyring: Keyring,
    private readonly clock: Clock,
    private readonly policy: SecondFactorPolicy,
  ) {}

  async check(person: Person, code: string | null): Promise<SecondFactorVerdict> {
    const secret = await this.people.totpOf(person.personId);
    if (secret === null || !secret.confirmed)
      return this.policy.publisher === 'required' && person.role.startsWith('publisher-') ? 'not-enrolled' : 'fine';
    if (code === null) return 'needed';
    return (await this.takes(person, secret.sealed, code)) ? 'fine' : 'wrong';
  }

  /** A new secret; nothing is asked for until a code of it was given once. */
  async enrol(person: Person): Promise<{ readonly secret: string; readonly uri: string }> {
    const totp = totpOf(new OTPAuth.Secret({ size: 20 }), person.username);
    const secret = totp.secret.base32;
    await this.people.setTotp(person.personId, this.keyring.seal(secret, purposeOf(person)));
    return { secret, uri: totp.toString() };
  }

  /** The first code proves that the app has the secret. */
  async confirm(person: Person, code: string): Promise<boolean> {
    const secret = await this.people.totpOf(person.personId);
    if (secret === null || secret.confirmed || !(await this.takes(person, secret.sealed, code))) return false;
    await this.people.confirmTotp(person.personId);
    return true;
  }

  private async takes(person: Person, sealed: string, code: string): Promise<boolean> {
    const secret = OTPAuth.Secret.fromBase32(this.keyring.unseal(sealed, purposeOf(person)));
    const now = this.clock.now().getTime();
    const totp = totpOf(secret, person.username);
    const delta = /^\d{6}$/.test(code) ? totp.validate({ token: code, timestamp: now, window: WINDOW }) : null;
    if (delta === null) return false;
    return this.people.takeTotpStep(person.personId, Math.floor(now / 1_000 / totp.period) + delta);
  }
}

function totpOf(secret: OTPAuth.Secret, label: string): OTPAuth.TOTP {
  return new OTPAuth.TOTP({ issuer: ISSUER, label, algorithm: 'SHA1', digits: 6, period: 30, secret });
}

function purposeOf({ personId }: Person): string {
  return `${personId}/totp`;
}
