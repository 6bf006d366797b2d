import { type EventFacts, outgoingEvent, type OutgoingMessage } from '@aicc-bridge/messaging';
import { newId } from '@aicc-bridge/platform';
import type { LAUNCH_EVENTS } from '@aicc-bridge/contracts';

/** An event on `launch.sessions.v1`, keyed by its launch, for the outbox. */
export function launchEvent(...of: Parameters<typeof launchFacts>): OutgoingMessage {
  return outgoingEvent(launchFacts(...of));
}

/** The same before it is written. */
export function launchFacts(type: keyof typeof LAUNCH_EVENTS, launchId: string, now: Date, data: unknown): EventFacts {
  return {
    topic: 'launch.sessions.v1',
    key: launchId,
    type,
    source: '/aicc-bridge/launch',
    id: newId(),
    time: now,
    data,
  };
}
