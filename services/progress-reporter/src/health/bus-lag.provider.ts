import { Injectable } from '@nestjs/common';

/** How far the bus was behind when something came over it last. */
export interface BusLagReading {
  readonly lagMs: number;
  readonly measuredAt: Date;
}

/**
 * From when launch told of a learner to when we took it in. Every open player tells of itself each minute, so while anybody learns the
 * reading is fresh; with nobody there nothing is behind. Each copy of the service has its own.
 */
@Injectable()
export class BusLag {
  private reading: BusLagReading | null = null;

  /** @param toldAt CloudEvents `time` of the newest event of a batch */
  taken(toldAt: Date, now: Date): void {
    this.reading = { lagMs: Math.max(0, now.getTime() - toldAt.getTime()), measuredAt: now };
  }

  last(): BusLagReading | null {
    return this.reading;
  }
}
