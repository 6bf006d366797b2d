import { outgoingEvent, type OutgoingMessage } from '@aicc-bridge/messaging';
import { newId } from '@aicc-bridge/platform';
import type { LAUNCH_EVENTS } from '@aicc-bridge/contracts';

/** An event on `launch.sessions.v1`, keyed by its launch. */
export function launchEvent(
  type: keyof typeof LAUNCH_EVENTS,
  launchId: string,
  now: Date,
  data: unknown,
): OutgoingMessage {
  return outgoingEvent({
    topic: 'launch.sessions.v1',
    key: launchId,
    type,
    source: '/aicc-bridge/launch',
    id: newId(),
    time: now,
    data,
  });
}
