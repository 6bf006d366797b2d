import { Clock } from '@aicc-bridge/platform';

/** Real time that a test can push forwards or back. */
export class SettableClock extends Clock {
  private offsetMs = 0;

  override now(): Date {
    return new Date(Date.now() + this.offsetMs);
  }

  step(ms: number): void {
    this.offsetMs += ms;
  }
}
