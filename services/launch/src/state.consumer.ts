import { EventPattern, Payload } from '@nestjs/microservices';
import { type BusBatch, BusConsumer, Outbox, parked, type ReadModel } from '@aicc-bridge/messaging';
import { Clock } from '@aicc-bridge/platform';
import { courses, tenants } from './read-models.store.js';

/** Keeps our copies of tenants and courses. */
@BusConsumer()
export class StateConsumer {
  constructor(
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  @EventPattern('settings.tenants.v1')
  onTenants(@Payload() batch: BusBatch): Promise<void> {
    return this.apply(tenants, batch);
  }

  @EventPattern('catalog.courses.v1')
  onCourses(@Payload() batch: BusBatch): Promise<void> {
    return this.apply(courses, batch);
  }

  private async apply<T extends { readonly aggregateVersion: number }>(
    model: ReadModel<T>,
    { messages }: BusBatch,
  ): Promise<void> {
    await this.outbox.transaction(async (tx, add) => {
      const { unreadable } = await model.apply(tx, messages);
      await add(unreadable.map(({ message, reason }) => parked(message, reason, this.clock.now())));
    });
  }
}
