const LOOK_EVERY_MS = 500;
/** Less is a busy machine; more, and heartbeats, leases and answers are late. */
const TOLD_AFTER_MS = 2_000;

/** Tells when nothing of this process ran for a while: blocked by itself, frozen, or starved of CPU (F9). Returns how to stop. */
export function watchEventLoop(
  tell: (blockedMs: number) => void,
  { lookEveryMs = LOOK_EVERY_MS, toldAfterMs = TOLD_AFTER_MS } = {},
): () => void {
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    const blockedMs = Math.round(now - last - lookEveryMs);
    last = now;
    if (blockedMs >= toldAfterMs) tell(blockedMs);
  }, lookEveryMs);
  timer.unref();
  return () => clearInterval(timer);
}
