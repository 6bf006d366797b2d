import type { Promptness } from './home.api.js';

/** The share of progress that was confirmed within 30 s, 0–100, of all given organisations together; null = nobody can know yet. */
export function promptPercent(promptness: readonly Promptness[]): number | null {
  const prompt = promptness.reduce((sum, one) => sum + one.prompt, 0);
  const all = promptness.reduce((sum, one) => sum + one.prompt + one.late, 0);
  return all === 0 ? null : (100 * prompt) / all;
}
