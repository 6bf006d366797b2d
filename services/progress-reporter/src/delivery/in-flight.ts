export interface InFlightLimits {
  /** all that are claimed; where LMSs take their time, nearly all of them wait for an answer */
  readonly most: number;
  /** of them those that wait for ourselves: to be read, sent or written */
  readonly mostOurs: number;
}

/** One claimed delivery, from its claim until what came of it is written. */
export interface Flight {
  /** Its request is on its way to the LMS. */
  leave(): void;
  /** The LMS has answered, or there was nothing to send. */
  back(): void;
  /** All is done; also for a delivery that has not come back. */
  land(): void;
}

/**
 * What a worker has claimed and not finished. LMSs that are slow leave room for others; work that stands before ourselves does not: claimed
 * earlier it would be done no earlier, and the garbage collector would copy it while it waits (ADR 0057).
 */
export class InFlight {
  private claimed = 0;
  private atLms = 0;
  private readonly waiting = new Map<() => boolean, () => void>();
  private telling = false;

  constructor(private readonly limits: InFlightLimits) {}

  /** Rows that may be claimed now; not above 0 = none. */
  get room(): number {
    const ours = this.claimed - this.atLms;
    return Math.min(this.limits.most - this.claimed, this.limits.mostOurs - ours);
  }

  /** @param leftHost called once, when it takes no slot of its host any more */
  begin(leftHost: () => void): Flight {
    this.claimed += 1;
    let where: 'ours' | 'lms' | 'back' | 'landed' = 'ours';
    const back = (): void => {
      if (where === 'back' || where === 'landed') return;
      if (where === 'lms') this.atLms -= 1;
      where = 'back';
      leftHost();
    };
    return {
      leave: () => {
        if (where !== 'ours') return;
        where = 'lms';
        this.atLms += 1;
        this.tell();
      },
      back,
      land: () => {
        if (where === 'landed') return;
        back();
        where = 'landed';
        this.claimed -= 1;
        this.tell();
      },
    };
  }

  async hasRoom(): Promise<void> {
    await this.until(() => this.room > 0);
  }

  async allLanded(): Promise<void> {
    await this.until(() => this.claimed === 0);
  }

  private async until(holds: () => boolean): Promise<void> {
    if (!holds()) await new Promise<void>((resolve) => this.waiting.set(holds, resolve));
  }

  /** Once for all that change in one turn of the loop: a batch lands together, and a claim for the first of it would be one row. */
  private tell(): void {
    if (this.telling || this.waiting.size === 0) return;
    this.telling = true;
    setImmediate(() => {
      this.telling = false;
      for (const [holds, resolve] of this.waiting) {
        if (!holds()) continue;
        this.waiting.delete(holds);
        resolve();
      }
    });
  }
}
