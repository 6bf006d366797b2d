/**
 * For the fault tests: `FAULT_AT=after-post` in the environment makes this process end as by `kill -9` when it reaches that point for the
 * `FAULT_AFTER`th time (default the first). Exact, where killing from outside would be luck (reliability §4b). Nothing else looks at it.
 */
export type CrashPoint = 'after-claim' | 'after-post' | 'after-commit' | 'after-resolve' | 'after-publish';

const wanted = process.env['FAULT_AT'];
let left = Number(process.env['FAULT_AFTER'] ?? 1);

export function crashPoint(point: CrashPoint): void {
  if (point !== wanted) return;
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
}
