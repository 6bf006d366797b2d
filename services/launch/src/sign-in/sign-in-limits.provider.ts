import { Injectable } from '@nestjs/common';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { DataSource } from 'typeorm';
import { digestOf } from '../browser/visitor.js';

/** How many wrong tries are free; a class, so that Nest can inject it. */
export class SignInLimits {
  constructor(
    /** wrong tries for one account, from one place */
    readonly triesPerAccount = 5,
    /** wrong tries from one address, whatever the account; a school shares one */
    readonly triesPerAddress = 100,
    readonly seconds = 900,
  ) {}
}

/** Who tries to sign in to what. */
export interface Attempt {
  /** tenant and user name as typed, whether there is such an account or not: a limit must not tell */
  readonly account: string;
  readonly address: string;
  /** of a browser that has signed in to this account before; null = unknown */
  readonly device: string | null;
}

export type Allowance =
  { readonly kind: 'free'; readonly left: number } | { readonly kind: 'wait'; readonly seconds: number };

/**
 * Slows down guessing without a lock that somebody else could close: wrong tries count per account *and* place. The place is the
 * browser if it has signed in to this account before, else the network address. So tries from elsewhere never keep anybody out.
 */
@Injectable()
export class SignInLimiter {
  private readonly perAccount: RateLimiterPostgres;
  private readonly perAddress: RateLimiterPostgres;

  constructor(dataSource: DataSource, limits: SignInLimits) {
    const shared = {
      storeClient: dataSource,
      storeType: 'typeorm',
      tableName: 'rate_limits',
      tableCreated: true,
      duration: limits.seconds,
      blockDuration: limits.seconds,
      clearExpiredByTimeout: false,
    };
    this.perAccount = new RateLimiterPostgres({ ...shared, keyPrefix: 'account', points: limits.triesPerAccount });
    this.perAddress = new RateLimiterPostgres({ ...shared, keyPrefix: 'address', points: limits.triesPerAddress });
  }

  async allowance(attempt: Attempt): Promise<Allowance> {
    const [account, address] = await Promise.all([
      this.perAccount.get(accountKey(attempt)),
      attempt.device === null ? this.perAddress.get(attempt.address) : null,
    ]);
    return worse(of(account, this.perAccount.points), of(address, this.perAddress.points));
  }

  /** A wrong try; answers what is left. */
  async failed(attempt: Attempt): Promise<Allowance> {
    const [account, address] = await Promise.all([
      consumed(this.perAccount, accountKey(attempt)),
      attempt.device === null ? consumed(this.perAddress, attempt.address) : null,
    ]);
    return worse(of(account, this.perAccount.points), of(address, this.perAddress.points));
  }

  async succeeded(attempt: Attempt): Promise<void> {
    await this.perAccount.delete(accountKey(attempt));
  }
}

function accountKey({ account, address, device }: Attempt): string {
  return digestOf(`${account.toLowerCase()}\n${device === null ? `from ${address}` : `on ${device}`}`);
}

async function consumed(limiter: RateLimiterPostgres, key: string): Promise<RateLimiterRes> {
  try {
    return await limiter.consume(key);
  } catch (refused) {
    if (refused instanceof RateLimiterRes) return refused;
    throw refused;
  }
}

function of(state: RateLimiterRes | null, points: number): Allowance {
  if (state === null || state.msBeforeNext <= 0) return { kind: 'free', left: points };
  const left = points - state.consumedPoints;
  return left > 0 ? { kind: 'free', left } : { kind: 'wait', seconds: Math.ceil(state.msBeforeNext / 1_000) };
}

function worse(first: Allowance, second: Allowance): Allowance {
  if (first.kind === 'wait') return first;
  if (second.kind === 'wait') return second;
  return first.left < second.left ? first : second;
}
