import { type Topic, TOPICS } from '@aicc-bridge/contracts';
import type { OutgoingMessage } from './bus-message.js';

export interface EventFacts {
  readonly topic: Topic;
  readonly key: string;
  /** CloudEvents type, e.g. `launch.started` */
  readonly type: string;
  /** CloudEvents source: the service, e.g. `/aicc-bridge/launch` */
  readonly source: string;
  readonly id: string;
  readonly time: Date;
  readonly subject?: string;
  readonly data: unknown;
}

/** What marks a message as a CloudEvents 1.0 event in structured JSON. */
export const CLOUD_EVENT_HEADERS = { 'content-type': 'application/cloudevents+json' } as const;

/** The event itself, as it is written in JSON. */
export function cloudEvent(facts: EventFacts) {
  return {
    specversion: '1.0',
    id: facts.id,
    source: facts.source,
    type: facts.type,
    time: facts.time.toISOString(),
    subject: facts.subject ?? facts.key,
    datacontenttype: 'application/json',
    dataschema: `urn:aicc-bridge:${facts.type}`,
    data: facts.data,
  };
}

/** A CloudEvents 1.0 event in structured JSON, ready for the outbox. */
export function outgoingEvent(facts: EventFacts): OutgoingMessage {
  return {
    topic: facts.topic,
    key: facts.key,
    value: Buffer.from(JSON.stringify(cloudEvent(facts))),
    headers: CLOUD_EVENT_HEADERS,
  };
}

/** Deletes a key from a compacted topic for good (design §5: 7 days after `state: deleted`). */
export function tombstone(topic: Topic, key: string): OutgoingMessage {
  if (TOPICS[topic].kind !== 'state') throw new Error(`${topic} is not compacted: a tombstone means nothing there`);
  return { topic, key, value: null, headers: {} };
}
