import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { isOurFault } from '@aicc-bridge/messaging';
import { Clock, Log } from '@aicc-bridge/platform';
import { leaseMs } from '../durations.js';
import type { ClaimedDelivery } from './claimed-delivery.js';
import { DeliveryBell } from './delivery-bell.js';
import { DeliverySettings } from './delivery-settings.js';
import { DeliverySteps, RECORDING } from './delivery-steps.provider.js';
import { type Claim, DeliveryStore } from './delivery.store.js';
import { HostGates, hostKey, type HostKey } from './host-gates.js';
import { type Flight, InFlight } from './in-flight.js';
import { SleepUntilRung } from './sleep-until-rung.js';

/** One batch that is written, and half of the next: a batch that waits for a lock leaves room for the other writer. */
const MOST_OURS = RECORDING.size * 1.5;

/**
 * Between small claims a moment for more to become due, one claim of many rows costs little more than one of a few; and half as
 * long as the claim took: one that passes over thousands of rows of hosts without room takes two thirds of a process of PostgreSQL at most.
 */
const GATHER_MS = 4;

/** Claims due launches and hands them to `DeliverySteps`; sleeps until something may be due. */
@Injectable()
export class DeliveryWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private stopping = false;
  private loop: Promise<void> | null = null;
  private readonly inFlight: InFlight;
  private readonly sleep = new SleepUntilRung();
  /** by the clock, at the last claim: what is due since then it did not see; epoch ms */
  private claimedAt = 0;
  /** since the last claim asked how much room there is */
  private slotFreed = false;
  private waitsForSlot = false;

  constructor(
    private readonly store: DeliveryStore,
    private readonly steps: DeliverySteps,
    private readonly gates: HostGates,
    private readonly settings: DeliverySettings,
    private readonly clock: Clock,
    private readonly log: Log,
    bell: DeliveryBell,
  ) {
    this.inFlight = new InFlight({ most: settings.maxInFlight, mostOurs: MOST_OURS });
    bell.onRing(() => this.sleep.ring());
  }

  onApplicationBootstrap(): void {
    this.loop = this.run();
  }

  /** Claims nothing more, finishes what is in flight, writes it. */
  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    this.sleep.ring();
    await this.loop;
    await this.inFlight.allLanded();
    await this.steps.written();
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      const claimed = await this.claimAndStart().catch((error: unknown) => {
        this.log.warn('delivery.claim-failed', { error });
        return null;
      });
      if (this.stopping) return;
      if (claimed === null) {
        await this.sleep.forMs(1_000);
        continue;
      }
      if (claimed.took < this.settings.claimSize / 4) await this.gather(claimed);
      if (!claimed.more) await this.rest();
    }
  }

  private async gather({ endedAt, tookMs }: { readonly endedAt: number; readonly tookMs: number }): Promise<void> {
    const ms = endedAt + Math.max(GATHER_MS, tookMs / 2) - performance.now();
    if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
  }

  /** How many rows were claimed, and whether there may be more. With all slots in use it waits for one to become free. */
  private async claimAndStart(): Promise<{ took: number; more: boolean; endedAt: number; tookMs: number }> {
    const { claimSize, durations } = this.settings;
    await this.inFlight.hasRoom();
    const now = this.clock.now();
    this.claimedAt = now.getTime();
    this.slotFreed = false;
    const limit = Math.min(claimSize, this.inFlight.room);
    const begun = performance.now();
    const claims = await this.store.claim(now, limit, leaseMs(durations), this.gates.room(now.getTime()));
    const endedAt = performance.now();
    if (claims.length > 0) this.start(claims);
    const more = claims.length === limit || claims[0]?.more === true;
    return { took: claims.length, more, endedAt, tookMs: endedAt - begun };
  }

  /** Until something may be due. Another copy's events ring no bell here: a poll finds what they made due. */
  private async rest(): Promise<void> {
    if (this.sleep.takeRing()) return;
    const { idlePollMs } = this.settings;
    const dueAt = await this.nextDueAt();
    let untilDue = dueAt - this.clock.now().getTime();
    // Something is due that the claim did not take. It came too early for it, or its host had no room: has it by now?
    if (untilDue <= 0 && (dueAt >= this.claimedAt || this.slotFreed)) return;
    while (!this.stopping) {
      // Rows of a host whose breaker is open are due and must not keep us awake: what matters then is the next probe.
      const untilWork = untilDue > 0 ? untilDue : this.untilProbeMs();
      this.waitsForSlot = untilDue <= 0;
      const rung = await this.sleep.forMs(Math.max(5, Math.min(idlePollMs, untilWork)));
      this.waitsForSlot = false;
      if (rung || untilDue <= idlePollMs) return;
      untilDue = (await this.nextDueAt()) - this.clock.now().getTime();
      if (untilDue <= 0) return;
    }
  }

  /** Epoch ms; Infinity = nothing will be due. */
  private async nextDueAt(): Promise<number> {
    const next = await this.store.nextDueAt().catch(() => null);
    return next?.getTime() ?? Infinity;
  }

  private untilProbeMs(): number {
    const now = this.clock.now().getTime();
    return (this.gates.nextProbeAt(now) ?? Infinity) - now;
  }

  /** Reading what was claimed goes on beside the next claim. */
  private start(claims: readonly Claim[]): void {
    const loaded = this.load(claims);
    for (const claim of claims) {
      const flight = this.beginAt(hostKey(claim));
      void loaded
        .then((found) => found.get(claim.launch_id))
        .then((delivery) => (delivery === undefined ? undefined : this.steps.take(delivery, flight)))
        .catch((error: unknown) => this.sayBroken(claim.launch_id, error))
        .finally(() => flight.land());
    }
  }

  /** A host's slot is taken for the exchange alone, not for what we write about it. */
  private beginAt(host: HostKey): Flight {
    this.gates.begin(host);
    return this.inFlight.begin(() => {
      this.gates.end(host);
      this.slotFreed = true;
      if (this.waitsForSlot) this.sleep.ring();
    });
  }

  /** Our database's trouble heals itself: the lease runs out and the row is claimed again. All else is for a person to see. */
  private sayBroken(launchId: string, error: unknown): void {
    if (isOurFault(error)) this.log.warn('delivery.put-off', { launchId, error });
    else this.log.error('delivery.broke', { launchId, error, stack: error instanceof Error ? error.stack : undefined });
  }

  /** If it fails, the leases run out and the rows are claimed again. */
  private async load(claims: readonly Claim[]): Promise<ReadonlyMap<string, ClaimedDelivery>> {
    try {
      const found = await this.store.load(claims);
      return new Map(found.map((delivery) => [delivery.row.launch_id, delivery]));
    } catch (error) {
      this.log.warn('delivery.load-failed', { rows: claims.length, error });
      return new Map();
    }
  }
}
