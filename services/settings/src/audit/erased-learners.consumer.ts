import { EventPattern, Payload } from '@nestjs/microservices';
import { describeIssues, LearnerErased, readCloudEvent } from '@aicc-bridge/contracts';
import { type BusBatch, BusConsumer, type BusMessage, Outbox, parked } from '@aicc-bridge/messaging';
import { Clock } from '@aicc-bridge/platform';
import { z } from 'zod';
import { AuditStore } from './audit.store.js';

const EventId = z.uuid();

/** An erasure is a change like any other: the tenant's audit trail shows it. */
@BusConsumer()
export class ErasedLearnersConsumer {
  constructor(
    private readonly outbox: Outbox,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {}

  @EventPattern('learner.erased.v1')
  async onBatch(@Payload() { messages }: BusBatch): Promise<void> {
    await this.outbox.transaction(async (tx, add) => {
      for (const message of messages) {
        const read = readErased(message);
        if (typeof read === 'string') {
          await add([parked(message, read, this.clock.now())]);
          continue;
        }
        const { id, erased } = read;
        const { tenantId, learnerId, at, by = 'unknown' } = erased;
        await this.audit.addOnce(tx, {
          auditId: id,
          tenantId,
          at,
          who: by,
          action: 'learner.erased',
          detail: { learnerId },
        });
      }
    });
  }
}

function readErased(message: BusMessage): { readonly id: string; readonly erased: LearnerErased } | string {
  const read = readCloudEvent(message.value, message.headers);
  if (read.kind !== 'event') return read.kind === 'unreadable' ? read.reason : 'The record has no value.';
  const erased = LearnerErased.safeParse(read.event.data);
  const id = EventId.safeParse(read.event.id);
  if (!erased.success) return describeIssues(erased.error);
  return id.success ? { id: id.data, erased: erased.data } : 'The id of the event is no UUID.';
}
