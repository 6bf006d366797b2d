/** A sleep that a bell ends. A ring while nobody sleeps ends the next sleep at once. */
export class SleepUntilRung {
  private wake: (() => void) | null = null;
  private rung = false;

  ring(): void {
    this.rung = true;
    this.wake?.();
  }

  /** True = it was the bell. */
  async forMs(ms: number): Promise<boolean> {
    if (!this.rung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.wake = null;
    }
    return this.takeRing();
  }

  /** True = the bell has been rung since the last sleep; the next sleep is not ended by it any more. */
  takeRing(): boolean {
    const wasRung = this.rung;
    this.rung = false;
    return wasRung;
  }
}
