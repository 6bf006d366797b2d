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
import { type IdentifiedEvent, ViewingIngest } from './viewing-ingest.store.js';

/** Viewing events come in: validated, joined, committed; no HTTP here and no exception out for what a producer sent (design §7). */
@BusConsumer()
export class ViewingEventsConsumer {
  constructor(
    private readonly outbox: Outbox,
    private readonly ingest: ViewingIngest,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly bell: DeliveryBell,
  ) {}

  @EventPattern('viewing.events.v1')
  async onBatch(@Payload() { messages }: BusBatch): Promise<void> {
    const { events, unreadable, skipped } = this.read(messages);
    const byIdentity = new Map(events.map(({ source, id, message }) => [`${source} ${id}`, message]));
    const rejected = await this.outbox.transaction(async (tx, add) => {
      const refused = await this.ingest.take(tx, events, this.clock.now());
      const rows = refused.flatMap(({ source, id, reason }) => this.park(byIdentity.get(`${source} ${id}`), reason));
      await add([...unreadable, ...rows]);
      return rows.length;
    });
    this.bell.ring();
    this.log.debug('viewing.taken', { events: events.length, rejected: rejected + unreadable.length, skipped });
  }

  private read(messages: readonly BusMessage[]): {
    events: (IdentifiedEvent & { message: BusMessage })[];
    unreadable: OutgoingMessage[];
    skipped: number;
  } {
    const events: (IdentifiedEvent & { message: BusMessage })[] = [];
    const unreadable: OutgoingMessage[] = [];
    let skipped = 0;
    for (const message of messages) {
      const read = readCloudEvent(message.value, message.headers);
      if (read.kind === 'tombstone')
        unreadable.push(...this.park(message, 'The record has no value. Send a CloudEvent.'));
      else if (read.kind === 'unreadable') unreadable.push(...this.park(message, read.reason));
      else {
        const viewing = readViewingEvent(read.event);
        switch (viewing.kind) {
          case 'viewing':
            events.push({ source: read.event.source, id: read.event.id, event: viewing.event, message });
            break;
          case 'unknown-type':
            skipped += 1;
            break;
          case 'invalid':
            unreadable.push(...this.park(message, viewing.reason));
            break;
          default:
            assertNever(viewing);
        }
      }
    }
    return { events, unreadable, skipped };
  }

  private park(message: BusMessage | undefined, reason: string): OutgoingMessage[] {
    return message ? [parked(message, reason, this.clock.now())] : [];
  }
}
