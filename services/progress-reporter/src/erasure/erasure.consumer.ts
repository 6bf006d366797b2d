import { EventPattern, Payload } from '@nestjs/microservices';
import { describeIssues, LearnerErased, readCloudEvent } from '@aicc-bridge/contracts';
import {
  type BusBatch,
  BusConsumer,
  type BusMessage,
  Outbox,
  type OutgoingMessage,
  parked,
} from '@aicc-bridge/messaging';
import { Clock, Log } from '@aicc-bridge/platform';
import { outcomeMessage } from '../outcomes/outcome-message.provider.js';
import { ErasureStore, type ExpiredLaunch } from './erasure.store.js';

/** A learner was erased: what we hold goes, in one transaction with the outcomes that this changes. */
@BusConsumer()
export class ErasureConsumer {
  constructor(
    private readonly outbox: Outbox,
    private readonly store: ErasureStore,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  @EventPattern('learner.erased.v1')
  async onBatch(@Payload() { messages }: BusBatch): Promise<void> {
    for (const message of messages) {
      const read = readErased(message);
      if (read.kind === 'unreadable')
        await this.outbox.transaction((_tx, add) => add([parked(message, read.reason, this.clock.now())]));
      else await this.erase(read.erased);
    }
  }

  private async erase(erased: LearnerErased): Promise<void> {
    const expired = await this.outbox.transaction(async (tx, add) => {
      const now = this.clock.now();
      const expired = await this.store.erase(tx, erased, now);
      await add(expired.map((launch) => expiredEvent(erased, launch, now)));
      return expired.length;
    });
    this.log.info('learner.erased', { tenantId: erased.tenantId, expired });
  }
}

type ReadErased =
  | { readonly kind: 'erased'; readonly erased: LearnerErased }
  | { readonly kind: 'unreadable'; readonly reason: string };

function readErased(message: BusMessage): ReadErased {
  const read = readCloudEvent(message.value, message.headers);
  if (read.kind !== 'event')
    return { kind: 'unreadable', reason: read.kind === 'unreadable' ? read.reason : 'The record has no value.' };
  const parsed = LearnerErased.safeParse(read.event.data);
  return parsed.success
    ? { kind: 'erased', erased: parsed.data }
    : { kind: 'unreadable', reason: describeIssues(parsed.error) };
}

function expiredEvent({ tenantId, learnerId }: LearnerErased, launch: ExpiredLaunch, now: Date): OutgoingMessage {
  const data = {
    launchId: launch.launchId,
    aggregateVersion: launch.outcomeVersion,
    tenantId,
    learnerId,
    courseId: launch.courseId,
    outcome: 'expired',
    waitingFor: null,
    ruleId: 'erased',
    desired: null,
    acknowledged: null,
    sessionOver: true,
    verdict: null,
    receipt: launch.receipt,
  };
  return outcomeMessage(data, now);
}
