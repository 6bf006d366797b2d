import type { BusHealth } from '@aicc-bridge/messaging';

const LOOK_EVERY_MS = 10_000;
/** Not ready after 60 s without a commit while messages wait; after this long the process ends, and its supervisor starts a new one. */
const END_AFTER_MS = 180_000;

/** "Alive" is not "making progress" (trap K-p). Returns how to stop watching. */
export function watchProgress(
  health: () => BusHealth,
  end: (detail: string) => void,
  { lookEveryMs = LOOK_EVERY_MS, endAfterMs = END_AFTER_MS } = {},
): () => void {
  const timer = setInterval(() => {
    const now = health();
    if (now.kind === 'stalled' && now.stalledMs >= endAfterMs) end(now.detail);
  }, lookEveryMs);
  timer.unref();
  return () => clearInterval(timer);
}
