import { RULES } from '@aicc-bridge/contracts';

/** The sentence of a rule as the contracts have it, in English; the id itself for one that this page does not know yet. */
export function ruleSentence(ruleId: string): string {
  return Object.entries(RULES).find(([id]) => id === ruleId)?.[1] ?? ruleId;
}
