import type { Rejected } from '@aicc-bridge/contracts';
import type { BusMessage, OutgoingMessage } from './bus-message.js';

/** The row of `viewing.rejected.v1` for a message that can never succeed: original bytes, why, where from. */
export function parked(message: BusMessage, reason: string, now: Date): OutgoingMessage {
  const value: Rejected = {
    reason,
    topic: message.topic,
    position: message.position,
    key: message.key,
    valueBase64: message.value === null ? null : Buffer.from(message.value).toString('base64'),
    headers: { ...message.headers },
    rejectedAt: now.toISOString(),
  };
  return {
    topic: 'viewing.rejected.v1',
    key: message.key ?? '',
    value: Buffer.from(JSON.stringify(value)),
    headers: { 'content-type': 'application/json' },
  };
}
