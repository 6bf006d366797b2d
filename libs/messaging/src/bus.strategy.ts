import { BaseRpcContext, type CustomTransportStrategy, Server } from '@nestjs/microservices';
import { lastValueFrom } from 'rxjs';
import type { BusBatch } from './bus-message.js';

export type BusHealth =
  | { readonly kind: 'ready' }
  /** state topics are still being read, or the group is not joined yet */
  | { readonly kind: 'starting'; readonly detail: string }
  /** messages wait and nothing was committed for `stalledMs` */
  | { readonly kind: 'stalled'; readonly stalledMs: number; readonly detail: string };

/**
 * Common part of both transports: how a batch reaches the `@EventPattern(topic)` handler of a Nest controller.
 *
 * Nest's handler resolves with an Observable even if the handler throws later: a transport that then commits has lost the
 * batch. So the stream is awaited to its end, and its error is our error.
 */
export abstract class BusStrategy extends Server implements CustomTransportStrategy {
  abstract override listen(callback: (error?: unknown) => void): void;
  abstract override close(): Promise<void>;
  abstract health(): BusHealth;

  override on(): void {
    // Nothing of the transport is exposed as an event emitter.
  }

  override unwrap<T>(): T {
    throw new Error('The transport has no client to unwrap.');
  }

  protected topics(): string[] {
    return [...this.messageHandlers.keys()];
  }

  protected async dispatch(batch: BusBatch): Promise<void> {
    const handler = this.messageHandlers.get(batch.topic);
    if (!handler) throw new Error(`No handler for ${batch.topic}`);
    const result: unknown = await handler(batch, new BaseRpcContext([batch.topic]));
    await lastValueFrom(this.transformToObservable(result), { defaultValue: undefined });
  }
}
