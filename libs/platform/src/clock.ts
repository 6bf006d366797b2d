import { uuidv7 } from 'uuidv7';

/** The time that decisions are made with; injected, so that tests can turn it (design §7, "two clocks"). */
export abstract class Clock {
  abstract now(): Date;
}

export class SystemClock extends Clock {
  override now(): Date {
    return new Date();
  }
}

/** UUIDv7: sorts by the time of its making. */
export function newId(): string {
  return uuidv7();
}
