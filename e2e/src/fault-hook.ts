/**
 * Loaded before a reporter's own program (`node --import`): on SIGUSR2 the process does to itself what a fault test asks for. So the
 * product has no hooks for it.
 */
export type FaultOnSignal = 'block' | 'reject';

const BLOCKED_MS = Number(process.env['FAULT_BLOCK_MS'] ?? 4_000);

process.on('SIGUSR2', () => {
  if (process.title === 'reject') void Promise.reject(new Error('nobody waits for this'));
  else block(BLOCKED_MS);
});

function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end) Math.sqrt(end);
}
