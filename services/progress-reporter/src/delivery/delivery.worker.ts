import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { assertNever } from '@aicc-bridge/contracts';
import { type LmsState, readLmsState } from '@aicc-bridge/aicc';
import { crashPoint, isOurFault } from '@aicc-bridge/messaging';
import { BatchWriter, Clock, Log } from '@aicc-bridge/platform';
import { type Durations, leaseMs } from '../durations.js';
import type { ClaimedDelivery } from './claimed-delivery.js';
import { DeliveryBell } from './delivery-bell.js';
import { type Claim, DeliveryStore, type Mark } from './delivery.store.js';
import { judgeExchange, type Judged, markBegun, over, type SentStep } from './judge-exchange.js';
import { HostGates, type HostKey } from './host-gates.js';
import { LmsExchange } from './lms-exchange.provider.js';
import { nextStep } from './next-step.js';
import { type OpenedSession, OpenSessionStore } from './open-session.store.js';
import { openedSession } from './opened-session.js';
import type { FinishedDelivery } from './finished-delivery.js';
import { RecordStore } from './record.store.js';
import { planAhead } from './plan-ahead.js';
import { SleepUntilRung } from './sleep-until-rung.js';

/** Limits and durations of the delivery; a class, so that Nest can inject it. */
export class DeliverySettings {
  constructor(
    readonly durations: Durations,
    /** requests at once to all LMSs together */
    readonly maxInFlight: number,
    /** rows of one claim */
    readonly claimSize: number,
    readonly idlePollMs: number,
  ) {}
}

/**
 * Transactions of each kind at once. More would only wait for each other's locks and commits, and with as many as there are launches in
 * flight the pool's connections would not do.
 */
const RECORDING = { parallel: 2, size: 256, gatherMs: 10 } as const;
const MARKING = { parallel: 2, size: 256 } as const;
const OPENING = { parallel: 6, size: 1 } as const;

interface Opening {
  readonly delivery: ClaimedDelivery;
  readonly lms: LmsState;
}

/**
 * Between small claims a moment for more to become due, one claim of many rows costs little more than one of a few; and half as
 * long as the claim took: one that passes over thousands of rows of hosts without room takes two thirds of a process of PostgreSQL at most.
 */
const GATHER_MS = 4;

/**
 * Claims due launches, asks `nextStep` what to do, does it, and writes what came of it. Decides nothing itself.
 * No transaction is open while an LMS is talked to; leases and fences keep one writer (design §7).
 */
@Injectable()
export class DeliveryWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private stopping = false;
  private loop: Promise<void> | null = null;
  private readonly inFlight = new Set<Promise<void>>();
  private readonly results = new BatchWriter<FinishedDelivery>(async (batch) => {
    await this.recordWithPatience(batch);
    return batch.map(() => undefined);
  }, RECORDING);
  private readonly marks = new BatchWriter<Mark, boolean>((batch) => this.store.mark(batch), MARKING);
  private readonly openings = new BatchWriter<Opening, OpenedSession>(
    (batch) => Promise.all(batch.map(({ delivery, lms }) => this.sessions.open(delivery, lms))),
    OPENING,
  );
  private readonly sleep = new SleepUntilRung();
  /** since the last claim asked how much room there is */
  private slotFreed = false;
  private waitsForSlot = false;

  constructor(
    private readonly store: DeliveryStore,
    private readonly records: RecordStore,
    private readonly sessions: OpenSessionStore,
    private readonly lms: LmsExchange,
    private readonly gates: HostGates,
    private readonly settings: DeliverySettings,
    private readonly clock: Clock,
    private readonly log: Log,
    bell: DeliveryBell,
  ) {
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
    await Promise.all(this.inFlight);
    await this.results.drained();
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
    const { maxInFlight, claimSize, durations } = this.settings;
    if (this.inFlight.size >= maxInFlight) await Promise.race(this.inFlight);
    const now = this.clock.now();
    this.slotFreed = false;
    const limit = Math.min(claimSize, maxInFlight - this.inFlight.size);
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
    let untilDue = await this.untilDueMs();
    // Something is due that the claim could not take: its host had no room. Has it by now?
    if (untilDue <= 0 && this.slotFreed) return;
    while (!this.stopping) {
      // Rows of a host whose breaker is open are due and must not keep us awake: what matters then is the next probe.
      const untilWork = untilDue > 0 ? untilDue : this.untilProbeMs();
      this.waitsForSlot = untilDue <= 0;
      const rung = await this.sleep.forMs(Math.max(5, Math.min(idlePollMs, untilWork)));
      this.waitsForSlot = false;
      if (rung || untilDue <= idlePollMs) return;
      untilDue = await this.untilDueMs();
      if (untilDue <= 0) return;
    }
  }

  /** Infinity = nothing will be due; not above 0 = something is, though the last claim could not take it. */
  private async untilDueMs(): Promise<number> {
    const next = await this.store.nextDueAt().catch(() => null);
    return next === null ? Infinity : next.getTime() - this.clock.now().getTime();
  }

  private untilProbeMs(): number {
    const now = this.clock.now().getTime();
    return (this.gates.nextProbeAt(now) ?? Infinity) - now;
  }

  /** Reading what was claimed goes on beside the next claim. */
  private start(claims: readonly Claim[]): void {
    const loaded = this.load(claims);
    for (const claim of claims) {
      const host = hostKey(claim);
      this.gates.begin(host);
      // A host's slot is taken for the exchange alone, not for what we write about it.
      const releaseSlot = once(() => {
        this.gates.end(host);
        this.slotFreed = true;
        if (this.waitsForSlot) this.sleep.ring();
      });
      const work = loaded
        .then((found) => found.get(claim.launch_id))
        .then((delivery) => (delivery === undefined ? undefined : this.deliver(delivery, releaseSlot)))
        .catch((error: unknown) => this.sayBroken(claim.launch_id, error))
        .finally(() => {
          releaseSlot();
          this.inFlight.delete(work);
        });
      this.inFlight.add(work);
    }
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

  private async deliver(delivery: ClaimedDelivery, releaseSlot: () => void): Promise<void> {
    const { facts } = delivery;
    const step = nextStep(facts, this.clock.now().getTime(), this.settings.durations);
    switch (step.do) {
      case 'wait':
        releaseSlot();
        return this.finish({
          delivery,
          judged: { phase: facts.phase, session: facts.session, dueAt: step.until },
          hold: step.hold,
          trace: null,
        });
      case 'end':
        releaseSlot();
        return this.finish({ delivery, judged: over(facts.session, step.why), hold: null, trace: null });
      case 'send-get-param':
      case 'send-put-param':
      case 'send-final-put-param':
      case 'send-exit-au':
        return this.send(delivery, step, releaseSlot);
      default:
        return assertNever(step);
    }
  }

  private async send(delivery: ClaimedDelivery, step: SentStep, releaseSlot: () => void): Promise<void> {
    const { durations } = this.settings;
    const begun = markBegun(delivery.facts, step);
    if (begun !== null && !(await this.marks.add({ delivery, begun }))) return;
    crashPoint('after-claim');
    const beganAt = this.clock.now().getTime();
    const deadlineMs = step.do === 'send-get-param' ? durations.firstGetParamMs : durations.exchangeMs;
    const exchanged = await this.lms.send(delivery, step, deadlineMs).finally(releaseSlot);
    crashPoint('after-post');
    const now = this.clock.now().getTime();
    const { trace } = exchanged;
    const result = this.gates.learn(hostKey(delivery.row), exchanged.result, beganAt, now);
    let judged = judgeExchange(delivery.facts, step, result, now, Math.random(), durations);
    let current = delivery;
    if (step.do === 'send-get-param' && result.kind === 'confirmed') {
      const opened = await this.open(delivery, judged, result.aiccData);
      if (opened === null) return;
      ({ judged, current } = opened);
    }
    this.log.info('delivery.attempted', {
      launchId: delivery.row.launch_id,
      tenantId: delivery.row.tenant_id,
      command: trace.command,
      result: trace.classification,
      waitMs: trace.tookMs,
      phase: judged.phase,
    });
    await this.finish({ delivery: current, ...planAhead(current.facts, judged, durations), trace });
  }

  private async open(
    delivery: ClaimedDelivery,
    judged: Judged,
    aiccData: string,
  ): Promise<{ judged: Judged; current: ClaimedDelivery } | null> {
    const lms = readLmsState(aiccData);
    const opened = await this.openings.add({ delivery, lms });
    switch (opened.kind) {
      case 'lease-lost':
        return null;
      case 'identity-conflict':
        return { judged: over(judged.session, 'identity'), current: delivery };
      case 'opened':
        return {
          judged: openedSession(judged, lms),
          current: { ...delivery, facts: { ...delivery.facts, progress: opened.progress } },
        };
      default:
        return assertNever(opened);
    }
  }

  /** Written together with what ends at the same time; then the launch may be claimed again. */
  private finish(one: FinishedDelivery): Promise<void> {
    return this.results.add(one);
  }

  /** Our own database being away is not charged to anybody: what is not written in time is sent again as the same state. */
  private async recordWithPatience(batch: readonly FinishedDelivery[]): Promise<void> {
    const until = performance.now() + this.settings.durations.leaseMarginMs;
    for (;;) {
      try {
        const moreAt = await this.records.record(batch);
        if (moreAt < this.clock.now().getTime() + this.settings.idlePollMs) this.sleep.ring();
        return;
      } catch (error) {
        this.log.warn('delivery.record-failed', { rows: batch.length, error });
        if (performance.now() > until) return;
        await this.sleep.forMs(200);
      }
    }
  }
}

function hostKey({ host, port }: Pick<Claim, 'host' | 'port'>): HostKey {
  return `${host}:${port}`;
}

function once(work: () => void): () => void {
  let done = false;
  return () => {
    if (!done) work();
    done = true;
  };
}
