import { z } from 'zod';

/** The parts of a CloudEvents 1.0 event that we write and read; other attributes are kept out, never fatal. */
export const CloudEvent = z.object({
  specversion: z.literal('1.0'),
  id: z.string().min(1).max(200),
  source: z.string().min(1).max(500),
  type: z.string().min(1).max(200),
  time: z.iso.datetime({ offset: true }).optional(),
  subject: z.string().max(500).optional(),
  datacontenttype: z.string().optional(),
  dataschema: z.string().optional(),
  traceparent: z.string().max(100).optional(),
  data: z.unknown(),
});
export type CloudEvent = z.infer<typeof CloudEvent>;

export type ReadEvent =
  | { readonly kind: 'event'; readonly event: CloudEvent }
  | { readonly kind: 'tombstone' }
  | { readonly kind: 'unreadable'; readonly reason: string };

/**
 * Reads a record of the bus as a CloudEvent: structured JSON, or binary mode (attributes in `ce_` headers, CloudEvents Kafka
 * binding §3.2). A null value is a tombstone of a compacted topic. Never throws.
 */
export function readCloudEvent(value: Uint8Array | null, headers: Readonly<Record<string, string>>): ReadEvent {
  if (value === null) return { kind: 'tombstone' };
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(value));
  } catch (error) {
    return {
      kind: 'unreadable',
      reason: `The value is not JSON in UTF-8: ${error instanceof Error ? error.message : 'unreadable'}`,
    };
  }
  const parsed = CloudEvent.safeParse(
    headers['ce_specversion'] === undefined ? json : { ...binaryAttributes(headers), data: json },
  );
  if (parsed.success) return { kind: 'event', event: parsed.data };
  return { kind: 'unreadable', reason: `Not a CloudEvent 1.0: ${describeIssues(parsed.error)}` };
}

/** One line for people: each field that is wrong, and what is wrong with it. */
export function describeIssues(error: z.ZodError): string {
  return error.issues
    .slice(0, 10)
    .map((issue) => `${issue.path.length > 0 ? issue.path.join('.') : 'the whole'}: ${issue.message}`)
    .join('; ');
}

function binaryAttributes(headers: Readonly<Record<string, string>>): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith('ce_')) attributes[name.slice(3)] = value;
  }
  return attributes;
}
