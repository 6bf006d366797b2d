/** `npm run faults -- --full` sets it: true durations and sizes instead of those that fit into CI. */
export const FULL = process.env['FAULTS'] === 'full';

/** A duration or size of a fault: what fits into CI, or the true one. */
export function scaled<T>(inCi: T, atFullLength: T): T {
  return FULL ? atFullLength : inCi;
}
