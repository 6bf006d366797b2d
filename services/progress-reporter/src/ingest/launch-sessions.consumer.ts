import { EventPattern, Payload } from '@nestjs/microservices';
import {
  describeIssues,
  LAUNCH_EVENTS,
  LaunchDeclined,
  LaunchFrameRefused,
  LaunchLeft,
  LaunchPresence,
  LaunchStarted,
  readCloudEvent,
} from '@aicc-bridge/contracts';
import {
  type BusBatch,
  BusConsumer,
  type BusMessage,
  Outbox,
  type OutgoingMessage,
  parked,
  type Queryable,
} from '@aicc-bridge/messaging';
import { Clock, Keyring } from '@aicc-bridge/platform';
import { DeliveryBell } from '../delivery/delivery-bell.js';
import { BusLag } from '../health/bus-lag.provider.js';
import { endTakenLanes, wakeDeliveries } from '../delivery/wake.store.js';
import { holdOffErasure, withoutErased } from '../erasure/erased-learners.store.js';
import { keepFrameRefusals } from '../host-suggestions/frame-refusals.store.js';
import { IngestStore, type StartedLaunch } from './ingest.store.js';
import { UnclaimedViewing } from './unclaimed-viewing.worker.js';
import { ViewingIngest } from './viewing-ingest.store.js';

interface Sessions {
  readonly started: StartedLaunch[];
  readonly present: LaunchPresence[];
  readonly left: LaunchLeft[];
  readonly declined: (LaunchDeclined & { kind: string })[];
  readonly frames: LaunchFrameRefused[];
  readonly rejected: OutgoingMessage[];
  /** when the last of them was told */
  toldAt: Date | null;
}

/** What launch tells of launches: started, present, left, refused, not reported, and that a frame was refused. */
@BusConsumer()
export class LaunchSessionsConsumer {
  constructor(
    private readonly outbox: Outbox,
    private readonly store: IngestStore,
    private readonly unclaimed: UnclaimedViewing,
    private readonly ingest: ViewingIngest,
    private readonly keyring: Keyring,
    private readonly clock: Clock,
    private readonly bell: DeliveryBell,
    private readonly busLag: BusLag,
  ) {}

  @EventPattern('launch.sessions.v1')
  async onBatch(@Payload() { messages }: BusBatch): Promise<void> {
    const sessions: Sessions = {
      started: [],
      present: [],
      left: [],
      declined: [],
      frames: [],
      rejected: [],
      toldAt: null,
    };
    for (const message of messages) this.sort(message, sessions);
    await this.outbox.transaction(async (tx, add) => {
      const now = this.clock.now();
      await holdOffErasure(tx);
      const known = await withoutErased(tx, sessions.started, (launch) => launch);
      const { started, superseded } = await this.store.start(tx, known, now);
      const reclaimed = await this.unclaimed.reclaim(tx, started);
      await this.store.lockActivity(tx, [
        ...started,
        ...[...sessions.present, ...sessions.left].map(({ launchId }) => launchId),
      ]);
      const { rejected, wake } = await this.ingest.take(tx, reclaimed, now);
      await this.store.present(tx, sessions.present);
      await this.store.leave(tx, sessions.left);
      await this.store.decline(tx, await this.withoutNames(tx, sessions.declined));
      await keepFrameRefusals(tx, sessions.frames);
      await add([...sessions.rejected, ...rejected.map(({ given, reason }) => given.rejection(reason))]);
      await endTakenLanes(tx, started, now);
      await wakeDeliveries(tx, { ...wake, launches: [...wake.launches, ...superseded] }, now);
    });
    this.bell.ring();
    if (sessions.toldAt !== null) this.busLag.taken(sessions.toldAt, this.clock.now());
  }

  /** That a launch was declined stays in the figures; whose it was goes with the learner. */
  private async withoutNames(tx: Queryable, declined: Sessions['declined']): Promise<Sessions['declined']> {
    const named = await withoutErased(tx, declined, ({ tenantId, learnerId }) =>
      tenantId === null || learnerId === null ? null : { tenantId, learnerId },
    );
    const kept = new Set(named);
    return declined.map((one) => (kept.has(one) ? one : { ...one, learnerId: null }));
  }

  private sort(message: BusMessage, sessions: Sessions): void {
    const read = readCloudEvent(message.value, message.headers);
    if (read.kind !== 'event') {
      sessions.rejected.push(
        parked(message, read.kind === 'unreadable' ? read.reason : 'The record has no value.', this.clock.now()),
      );
      return;
    }
    const { type, data, time } = read.event;
    if (time !== undefined) sessions.toldAt = new Date(time);
    if (!Object.hasOwn(LAUNCH_EVENTS, type)) return;
    const problem = this.sortData(type, data, sessions);
    if (problem !== null) sessions.rejected.push(parked(message, `${type}: ${problem}`, this.clock.now()));
  }

  private sortData(type: string, data: unknown, sessions: Sessions): string | null {
    if (type === 'launch.started') {
      const parsed = LaunchStarted.safeParse(data);
      if (!parsed.success) return describeIssues(parsed.error);
      const sid = this.unsealed(parsed.data);
      if (sid === null) return 'aicc_sid was sealed with a key that is not in our KEYRING';
      sessions.started.push({ ...parsed.data, sidDigest: this.keyring.digest(sid) });
      return null;
    }
    if (type === 'launch.presence') return push(LaunchPresence.safeParse(data), sessions.present);
    if (type === 'launch.left') return push(LaunchLeft.safeParse(data), sessions.left);
    if (type === 'launch.frame-refused') return push(LaunchFrameRefused.safeParse(data), sessions.frames);
    const parsed = LaunchDeclined.safeParse(data);
    if (parsed.success) sessions.declined.push({ ...parsed.data, kind: type.replace('launch.', '') });
    return parsed.success ? null : describeIssues(parsed.error);
  }

  private unsealed({ aiccSidSealed, launchId }: LaunchStarted): string | null {
    try {
      return this.keyring.unseal(aiccSidSealed, `${launchId}/aicc_sid`);
    } catch {
      return null;
    }
  }
}

type Parsed<T> = { success: true; data: T } | { success: false; error: Parameters<typeof describeIssues>[0] };
function push<T>(parsed: Parsed<T>, list: T[]): string | null {
  if (!parsed.success) return describeIssues(parsed.error);
  list.push(parsed.data);
  return null;
}
