import { Injectable } from '@nestjs/common';
import { type LmsState, readLmsState } from '@aicc-bridge/aicc';
import { assertNever } from '@aicc-bridge/contracts';
import { crashPoint } from '@aicc-bridge/messaging';
import { BatchWriter, Clock, Log } from '@aicc-bridge/platform';
import type { ClaimedDelivery } from './claimed-delivery.js';
import { DeliveryBell } from './delivery-bell.js';
import { DeliverySettings } from './delivery-settings.js';
import { DeliveryStore, type Mark } from './delivery.store.js';
import type { FinishedDelivery } from './finished-delivery.js';
import { HostGates, hostKey } from './host-gates.js';
import type { Flight } from './in-flight.js';
import { judgeExchange, type Judged, markBegun, over, type SentStep } from './judge-exchange.js';
import { LmsExchange } from './lms-exchange.provider.js';
import { nextStep } from './next-step.js';
import { type OpenedSession, OpenSessionStore } from './open-session.store.js';
import { openedSession } from './opened-session.js';
import { planAhead } from './plan-ahead.js';
import { RecordStore } from './record.store.js';

/**
 * Transactions of each kind at once. More would only wait for each other's locks and commits, and with as many as there are launches in
 * flight the pool's connections would not do.
 */
export const RECORDING = { parallel: 2, size: 256, gatherMs: 10 } as const;
const MARKING = { parallel: 2, size: 256 } as const;
const OPENING = { parallel: 6, size: 1 } as const;
/** between two tries to write while our own database is away */
const TRY_AGAIN_MS = 200;

interface Opening {
  readonly delivery: ClaimedDelivery;
  readonly lms: LmsState;
}

/**
 * Asks `nextStep` what to do with a claimed delivery, does it, and writes what came of it. Decides nothing itself.
 * No transaction is open while an LMS is talked to; leases and fences keep one writer (design §7).
 */
@Injectable()
export class DeliverySteps {
  private readonly results = new BatchWriter<FinishedDelivery>(async (batch) => {
    await this.recordWithPatience(batch);
    return batch.map(() => undefined);
  }, RECORDING);
  private readonly marks = new BatchWriter<Mark, boolean>((batch) => this.store.mark(batch), MARKING);
  private readonly openings = new BatchWriter<Opening, OpenedSession>(
    (batch) => Promise.all(batch.map(({ delivery, lms }) => this.sessions.open(delivery, lms))),
    OPENING,
  );

  constructor(
    private readonly store: DeliveryStore,
    private readonly records: RecordStore,
    private readonly sessions: OpenSessionStore,
    private readonly lms: LmsExchange,
    private readonly gates: HostGates,
    private readonly settings: DeliverySettings,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly bell: DeliveryBell,
  ) {}

  /** Resolves when what came of it is written. */
  async take(delivery: ClaimedDelivery, flight: Flight): Promise<void> {
    const { facts } = delivery;
    const step = nextStep(facts, this.clock.now().getTime(), this.settings.durations);
    switch (step.do) {
      case 'wait':
        flight.back();
        return this.finish({
          delivery,
          judged: { phase: facts.phase, session: facts.session, dueAt: step.until },
          hold: step.hold,
          trace: null,
        });
      case 'end':
        flight.back();
        return this.finish({ delivery, judged: over(facts.session, step.why), hold: null, trace: null });
      case 'send-get-param':
      case 'send-put-param':
      case 'send-final-put-param':
      case 'send-exit-au':
        return this.send(delivery, step, flight);
      default:
        return assertNever(step);
    }
  }

  private async send(delivery: ClaimedDelivery, step: SentStep, flight: Flight): Promise<void> {
    const { durations } = this.settings;
    const begun = markBegun(delivery.facts, step);
    if (begun !== null && !(await this.marks.add({ delivery, begun }))) return;
    crashPoint('after-claim');
    const beganAt = this.clock.now().getTime();
    const deadlineMs = step.do === 'send-get-param' ? durations.firstGetParamMs : durations.exchangeMs;
    flight.leave();
    const exchanged = await this.lms.send(delivery, step, deadlineMs).finally(() => flight.back());
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

  /** Resolves when nothing waits to be written. */
  async written(): Promise<void> {
    await this.results.drained();
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
        if (moreAt < this.clock.now().getTime() + this.settings.idlePollMs) this.bell.ring();
        return;
      } catch (error) {
        this.log.warn('delivery.record-failed', { rows: batch.length, error });
        if (performance.now() > until) return;
        await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS));
      }
    }
  }
}
