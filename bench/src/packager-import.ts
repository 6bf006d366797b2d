import type { BenchOptions, Measurement } from './bench.js';

export async function run({ say }: BenchOptions): Promise<readonly Measurement[]> {
  say('nothing is measured yet');
  return [];
}
