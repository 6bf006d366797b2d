/** Tells this process's delivery worker that something may be due. */
export class DeliveryBell {
  private listener: () => void = () => undefined;

  ring(): void {
    this.listener();
  }

  onRing(listener: () => void): void {
    this.listener = listener;
  }
}
