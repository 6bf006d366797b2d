import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Log } from '@aicc-bridge/platform';
import { PendingLaunches } from './aicc-launch/pending.store.js';
import { RefusalsStore } from './aicc-launch/refusals.store.js';
import { AssertionsStore } from './saml/assertions.store.js';
import { OneUseStore } from './sign-in/one-use.store.js';
import { SessionsStore } from './tokens/sessions.store.js';
import { SigningKeys } from './tokens/signing-keys.store.js';

const EVERY_MS = 30_000;

/** Forgets what is over: launches nobody signed in for, used codes, old sessions, keys and refusals. */
@Injectable()
export class Housekeeping implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | null = null;
  private running: Promise<void> | null = null;

  constructor(
    private readonly pending: PendingLaunches,
    private readonly oneUse: OneUseStore,
    private readonly sessions: SessionsStore,
    private readonly keys: SigningKeys,
    private readonly refusals: RefusalsStore,
    private readonly assertions: AssertionsStore,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.running ??= this.round().finally(() => {
        this.running = null;
      });
    }, EVERY_MS).unref();
  }

  async onModuleDestroy(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer);
    await this.running;
  }

  /** One round; what fails is tried again in the next. */
  async round(): Promise<void> {
    const steps = [
      () => this.pending.sweep(),
      () => this.oneUse.sweep(),
      () => this.sessions.sweep(),
      () => this.keys.forgetOld(),
      () => this.refusals.sweep(),
      () => this.assertions.sweep(),
    ];
    for (const step of steps) await step().catch((error: unknown) => this.log.warn('housekeeping.failed', { error }));
  }
}
