import type { Durations } from '../durations.js';
import type { DeliveryFacts, EpochMs } from './delivery-facts.js';
import type { Judged } from './judge-exchange.js';
import { type HoldReason, nextStep } from './next-step.js';

export interface Planned {
  readonly judged: Judged;
  readonly hold: HoldReason | null;
}

/**
 * Looks one step ahead after a good answer: if there is nothing to do at the time the row would be due, it is due when there is. It
 * saves the second claim that would find just that out; whatever happens in between makes the row due again anyway.
 */
export function planAhead(facts: DeliveryFacts, judged: Judged, durations: Durations): Planned {
  const { phase, session, dueAt } = judged;
  const atPeace = phase !== 'over' && dueAt !== null && session.failures === 0 && session.ambiguous === 0;
  if (!atPeace) return { judged, hold: null };
  const step = nextStep({ ...facts, phase, session }, dueAt, durations);
  if (step.do !== 'wait') return { judged, hold: null };
  return { judged: { ...judged, dueAt: laterOf(dueAt, step.until) }, hold: step.hold };
}

function laterOf(dueAt: EpochMs, until: EpochMs | null): EpochMs | null {
  return until === null ? null : Math.max(dueAt, until);
}
