import type { Durations } from '../durations.js';

/** Limits and durations of the delivery; a class, so that Nest can inject it. */
export class DeliverySettings {
  constructor(
    readonly durations: Durations,
    /** requests at once to all LMSs together */
    readonly maxInFlight: number,
    /** rows of one claim */
    readonly claimSize: number,
    readonly idlePollMs: number,
  ) {}
}
