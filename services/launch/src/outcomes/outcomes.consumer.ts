import { EventPattern, Payload } from '@nestjs/microservices';
import { DeliveryOutcome, readCloudEvent } from '@aicc-bridge/contracts';
import { type BusBatch, BusConsumer, Outbox } from '@aicc-bridge/messaging';
import { Log } from '@aicc-bridge/platform';
import { OutcomesStore } from './outcomes.store.js';

/** What became of each launch, for the learner's badge. */
@BusConsumer()
export class OutcomesConsumer {
  constructor(
    private readonly outbox: Outbox,
    private readonly outcomes: OutcomesStore,
    private readonly log: Log,
  ) {}

  @EventPattern('delivery.outcomes.v1')
  async onBatch(@Payload() { messages }: BusBatch): Promise<void> {
    const states: DeliveryOutcome[] = [];
    for (const message of messages) {
      const read = readCloudEvent(message.value, message.headers);
      const parsed = read.kind === 'event' ? DeliveryOutcome.safeParse(read.event.data) : null;
      if (parsed?.success) states.push(parsed.data);
      else
        this.log.warn('outcome.unreadable', { position: message.position, reason: parsed?.error.message ?? read.kind });
    }
    await this.outbox.transaction((tx) => this.outcomes.keep(tx, states));
  }
}
