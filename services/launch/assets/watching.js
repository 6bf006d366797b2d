/**
 * What was really watched of a video: media seconds that played without a jump. Seeking does not count; speed does not matter, since
 * media seconds count. The first and the last moment count too: a page learns of the time a few times a second only, and late when it
 * is busy; what lies between two known places was watched if the clock allows it.
 */

/**
 * A video that plays gets no further than the clock does, times its speed; what gets further jumped. The clock and not a fixed step:
 * a hidden tab or a busy page learns of the time late, and what was watched meanwhile was watched.
 */
const CLOCK_SLACK_SECONDS = 0.5;

export class Watching {
  /** the last known place, and when the video was seen there; null while nobody watches */
  #last = null;
  #segment = null;
  #onSegment;
  #clock;

  /**
   * `onSegment` gets `{ from, to, startedAt, endedAt }`: media seconds and the times at which they played. `clock` counts ms and is
   * never set back, as the time of day is.
   */
  constructor(onSegment, clock = () => performance.now()) {
    this.#onSegment = onSegment;
    this.#clock = clock;
  }

  /** The video stands at a place (loaded, paused, sought): what plays next is watched from there. */
  standsAt(at) {
    this.report();
    this.#last = { at, seenAt: this.#clock() };
  }

  /** It plays on, but nobody watches. */
  looksAway() {
    this.report();
    this.#last = null;
  }

  /** Playing has reached a place. */
  reaches(at, speed) {
    const now = this.#clock();
    const { at: from, seenAt } = this.#last ?? { at, seenAt: now };
    this.#last = { at, seenAt: now };
    const possible = ((now - seenAt) / 1000 + CLOCK_SLACK_SECONDS) * Math.max(1, speed);
    if (at < from || at - from > possible) this.report();
    else if (at > from) {
      // It may have stood there for long before it played.
      const playedMs = Math.min(now - seenAt, (1000 * (at - from)) / speed);
      this.#segment ??= { from, startedAt: new Date(Date.now() - playedMs) };
      Object.assign(this.#segment, { to: at, endedAt: new Date() });
    }
  }

  /** Hands on what was watched so far; watching goes on from the same place, so that no second is lost between two segments. */
  report() {
    const segment = this.#segment;
    this.#segment = null;
    if (segment !== null) this.#onSegment(segment);
  }
}
