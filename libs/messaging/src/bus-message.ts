import type { Topic } from '@aicc-bridge/contracts';

/** One record as it came from the bus; the value is parsed by whoever consumes it. */
export interface BusMessage {
  readonly topic: string;
  readonly key: string | null;
  /** null = tombstone of a compacted topic */
  readonly value: Uint8Array | null;
  readonly headers: Readonly<Record<string, string>>;
  /** `partition/offset`, or the position in the in-process inbox; for logs and rejections */
  readonly position: string;
  /** messages that stood behind it in its partition when it was read; absent if the bus does not tell */
  readonly waiting?: number;
}

/**
 * What a handler of `@EventPattern(topic)` gets. It must be safe against duplicates and disorder. When it resolves, all of the
 * batch is taken care of (its transaction is committed); when it rejects, the same messages come again.
 */
export interface BusBatch {
  readonly topic: string;
  readonly messages: readonly BusMessage[];
}

/** One row for the outbox. */
export interface OutgoingMessage {
  readonly topic: Topic;
  readonly key: string;
  readonly value: Uint8Array | null;
  readonly headers: Readonly<Record<string, string>>;
}
