import { EventPattern, Payload } from '@nestjs/microservices';
import { assertNever, readCloudEvent, readViewingEvent } from '@aicc-bridge/contracts';
import {
  type BusBatch,
  BusConsumer,
  type BusMessage,
  Outbox,
  type OutgoingMessage,
  parked,
} from '@aicc-bridge/messaging';
import { Clock, Log } from '@aicc-bridge/platform';
import { DeliveryBell } from '../delivery/delivery-bell.js';
import { wakeDeliveries } from '../delivery/wake.store.js';
import { holdOffErasure } from '../erasure/erased-learners.store.js';
import { type ReclaimedEvent, UnclaimedViewing } from './unclaimed-viewing.worker.js';
import { ViewingIngest } from './viewing-ingest.store.js';

/** Viewing events come in: validated, joined, committed; no HTTP here and no exception out for what a producer sent (design §7). */
@BusConsumer()
export class ViewingEventsConsumer {
  constructor(
    private readonly outbox: Outbox,
    private readonly ingest: ViewingIngest,
    private readonly unclaimed: UnclaimedViewing,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly bell: DeliveryBell,
  ) {}

  @EventPattern('viewing.events.v1')
  async onBatch(@Payload() { messages }: BusBatch): Promise<void> {
    const { events, unreadable, skipped } = this.read(messages);
    const launchIds = [...new Set(events.flatMap(({ event }) => event.data.launchId ?? []))];
    const rejected = await this.outbox.transaction(async (tx, add) => {
      const now = this.clock.now();
      // What came before its launch joins before what comes now: "left" must not overtake it.
      const [, reclaimed] = await Promise.all([holdOffErasure(tx), this.unclaimed.reclaim(tx, launchIds)]);
      const taken = await this.ingest.take(tx, [...reclaimed, ...events], now);
      await add([...unreadable, ...taken.rejected.map(({ given, reason }) => given.rejection(reason))]);
      await wakeDeliveries(tx, taken.wake, now, Math.max(...messages.map(({ waiting = 0 }) => waiting)));
      return taken.rejected.length;
    });
    this.bell.ring();
    this.log.debug('viewing.taken', { events: events.length, rejected: rejected + unreadable.length, skipped });
  }

  private read(messages: readonly BusMessage[]): {
    events: ReclaimedEvent[];
    unreadable: OutgoingMessage[];
    skipped: number;
  } {
    const events: ReclaimedEvent[] = [];
    const unreadable: OutgoingMessage[] = [];
    let skipped = 0;
    for (const message of messages) {
      const rejection = (reason: string): OutgoingMessage => parked(message, reason, this.clock.now());
      const read = readCloudEvent(message.value, message.headers);
      if (read.kind === 'tombstone') unreadable.push(rejection('The record has no value. Send a CloudEvent.'));
      else if (read.kind === 'unreadable') unreadable.push(rejection(read.reason));
      else {
        const viewing = readViewingEvent(read.event);
        switch (viewing.kind) {
          case 'viewing':
            events.push({ source: read.event.source, id: read.event.id, event: viewing.event, rejection });
            break;
          case 'unknown-type':
            skipped += 1;
            break;
          case 'invalid':
            unreadable.push(rejection(viewing.reason));
            break;
          default:
            assertNever(viewing);
        }
      }
    }
    return { events, unreadable, skipped };
  }
}
