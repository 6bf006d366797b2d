import { Payload, EventPattern } from '@nestjs/microservices';
import { type BusBatch, BusConsumer, Outbox, parked } from '@aicc-bridge/messaging';
import { Clock } from '../clock.js';
import { apiKeys, identityKeys } from './access-verifier.store.js';

/** Keeps this service's copies of public keys, revocations and API keys. */
@BusConsumer()
export class IdentityConsumer {
  constructor(
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  @EventPattern('identity.keys.v1')
  async onIdentityKeys(@Payload() { messages }: BusBatch): Promise<void> {
    await this.outbox.transaction(async (tx, add) => {
      const { unreadable } = await identityKeys.apply(tx, messages);
      await add(unreadable.map(({ message, reason }) => parked(message, reason, this.clock.now())));
    });
  }

  @EventPattern('settings.api-keys.v1')
  async onApiKeys(@Payload() { messages }: BusBatch): Promise<void> {
    await this.outbox.transaction(async (tx, add) => {
      const { unreadable } = await apiKeys.apply(tx, messages);
      await add(unreadable.map(({ message, reason }) => parked(message, reason, this.clock.now())));
    });
  }
}
