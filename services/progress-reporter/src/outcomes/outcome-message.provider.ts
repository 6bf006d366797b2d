import type { DeliveryOutcome } from '@aicc-bridge/contracts';
import { outgoingEvent, type OutgoingMessage } from '@aicc-bridge/messaging';
import { newId } from '@aicc-bridge/platform';

type Told = Readonly<Record<Exclude<keyof DeliveryOutcome, 'at' | 'launchId'>, unknown>> & {
  readonly launchId: string;
};

/** What became of a launch, for everybody who wants to know (`delivery.outcomes.v1`). */
export function outcomeMessage(told: Told, now: Date): OutgoingMessage {
  return outgoingEvent({
    topic: 'delivery.outcomes.v1',
    key: told.launchId,
    type: 'delivery.outcome.v1',
    source: '/aicc-bridge/progress-reporter',
    id: newId(),
    time: now,
    data: { ...told, at: now.toISOString() },
  });
}
