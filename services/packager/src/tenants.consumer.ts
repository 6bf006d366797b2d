import { EventPattern, Payload } from '@nestjs/microservices';
import { TenantState } from '@aicc-bridge/contracts';
import { type BusBatch, BusConsumer, Outbox, parked, ReadModel } from '@aicc-bridge/messaging';
import { Clock } from '@aicc-bridge/platform';

export const tenants = new ReadModel<TenantState>('settings.tenants.v1', TenantState, ({ tenantId }) => tenantId);

/** Keeps our copy of the tenants: launch key, profile, enabled or not. */
@BusConsumer()
export class TenantsConsumer {
  constructor(
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  @EventPattern('settings.tenants.v1')
  async onTenants(@Payload() { messages }: BusBatch): Promise<void> {
    await this.outbox.transaction(async (tx, add) => {
      const { unreadable } = await tenants.apply(tx, messages);
      await add(unreadable.map(({ message, reason }) => parked(message, reason, this.clock.now())));
    });
  }
}
