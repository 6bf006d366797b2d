import { EventPattern, Payload } from '@nestjs/microservices';
import { type BusBatch, BusConsumer, Outbox, parked } from '@aicc-bridge/messaging';
import { Clock } from '@aicc-bridge/platform';
import { DeliveryBell } from '../delivery/delivery-bell.js';
import { wakeTenants } from '../delivery/wake.store.js';
import { courses, tenants } from '../read-models.store.js';
import { UnclaimedViewing } from './unclaimed-viewing.worker.js';

/**
 * Our copies of tenants and courses. A changed tenant wakes its open launches: enabled, paused, hosts (design §7); and viewing that was
 * read before its course or tenant is counted now.
 */
@BusConsumer()
export class StateConsumer {
  constructor(
    private readonly outbox: Outbox,
    private readonly unclaimed: UnclaimedViewing,
    private readonly clock: Clock,
    private readonly bell: DeliveryBell,
  ) {}

  @EventPattern('settings.tenants.v1')
  async onTenants(@Payload() { messages }: BusBatch): Promise<void> {
    await this.outbox.transaction(async (tx, add) => {
      const { changed, unreadable } = await tenants.apply(tx, messages);
      await wakeTenants(
        tx,
        changed.map(({ tenantId }) => tenantId),
        this.clock.now(),
      );
      await add(unreadable.map(({ message, reason }) => parked(message, reason, this.clock.now())));
    });
    await this.unclaimed.sweep();
    this.bell.ring();
  }

  @EventPattern('catalog.courses.v1')
  async onCourses(@Payload() { messages }: BusBatch): Promise<void> {
    await this.outbox.transaction(async (tx, add) => {
      const { unreadable } = await courses.apply(tx, messages);
      await add(unreadable.map(({ message, reason }) => parked(message, reason, this.clock.now())));
    });
    await this.unclaimed.sweep();
  }
}
