import { type BusHealth, BusStrategy, MessageBus } from '@aicc-bridge/messaging';

/** Nothing comes in and nothing goes out: what is measured is the delivery alone (relay off). */
class QuietStrategy extends BusStrategy {
  override listen(callback: () => void): void {
    callback();
  }
  override async close(): Promise<void> {}
  override health(): BusHealth {
    return { kind: 'ready' };
  }
}

export class QuietBus extends MessageBus {
  override async relay(): Promise<number> {
    return 0;
  }
  override async publish(): Promise<void> {}
  override strategyFor(): BusStrategy {
    return new QuietStrategy();
  }
  override async isEmpty(): Promise<boolean> {
    return false;
  }
  override async close(): Promise<void> {}
}
