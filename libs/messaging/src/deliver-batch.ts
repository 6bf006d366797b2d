import type { BusMessage } from './bus-message.js';
import { isLockTimeout, isOurFault } from './is-our-fault.js';

export interface DeliverOptions {
  /** hands messages of one topic to the handler; rejects if they must come again */
  readonly handle: (messages: readonly BusMessage[]) => Promise<void>;
  /** keeps a message that can never succeed */
  readonly park: (message: BusMessage, reason: string) => Promise<void>;
  readonly tries: number;
}

export type Delivered =
  | { readonly kind: 'all' }
  /** the first `taken` messages are done; the rest must come again later because of our own trouble */
  | { readonly kind: 'interrupted'; readonly taken: number; readonly error: unknown };

/**
 * Brings a batch to its handler. A failure that a message may have caused is retried, then narrowed down by halves, and the one
 * message that still fails alone is parked; its neighbours are not held up (design §5). Never throws.
 */
export async function deliverBatch(messages: readonly BusMessage[], options: DeliverOptions): Promise<Delivered> {
  let error: unknown;
  for (let attempt = 0; attempt < options.tries; attempt += 1) {
    try {
      await options.handle(messages);
      return { kind: 'all' };
    } catch (caught) {
      if (isLockTimeout(caught) && keysOf(messages).length > 1) return deliverByKey(messages, options);
      if (isOurFault(caught)) return { kind: 'interrupted', taken: 0, error: caught };
      error = caught;
    }
  }
  const [only] = messages;
  if (only === undefined) return { kind: 'all' };
  if (messages.length === 1) return parkOne(only, error, options);

  const middle = Math.ceil(messages.length / 2);
  const first = await deliverBatch(messages.slice(0, middle), { ...options, tries: 1 });
  if (first.kind === 'interrupted') return first;
  const second = await deliverBatch(messages.slice(middle), { ...options, tries: 1 });
  return second.kind === 'all' ? second : { ...second, taken: middle + second.taken };
}

/**
 * Somebody holds the lock of one key's rows: the others' messages are taken now, and all come again, which changes nothing for those
 * (F39). Order within a key is kept.
 */
async function deliverByKey(messages: readonly BusMessage[], options: DeliverOptions): Promise<Delivered> {
  let interrupted: Delivered | null = null;
  for (const key of keysOf(messages)) {
    const delivered = await deliverBatch(
      messages.filter((message) => message.key === key),
      { ...options, tries: 1 },
    );
    if (delivered.kind === 'interrupted') interrupted = { ...delivered, taken: 0 };
  }
  return interrupted ?? { kind: 'all' };
}

function keysOf(messages: readonly BusMessage[]): readonly (string | null)[] {
  return [...new Set(messages.map(({ key }) => key))];
}

async function parkOne(message: BusMessage, cause: unknown, { park }: DeliverOptions): Promise<Delivered> {
  try {
    await park(
      message,
      `The handler failed on this message alone: ${cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)}`,
    );
    return { kind: 'all' };
  } catch (error) {
    return { kind: 'interrupted', taken: 0, error };
  }
}
