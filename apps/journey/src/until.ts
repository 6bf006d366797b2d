/** Waits for a condition; throws with `what` after the limit. Errors on the way (a process that restarts) are waited out. */
export async function until(condition: () => Promise<boolean>, what: string, timeoutMs: number): Promise<void> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const met = await condition().catch(() => false);
    if (met) return;
    if (Date.now() > end) throw new Error(`Waited ${timeoutMs} ms in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Calls again while the other side is away (connection refused, 5xx), as any client does. */
export async function patiently(request: () => Promise<Response>, what: string, timeoutMs = 30_000): Promise<Response> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const answer = await request().catch((error: unknown) =>
      error instanceof Error ? error : new Error(String(error)),
    );
    if (!(answer instanceof Error) && answer.status < 500) return answer;
    if (Date.now() > end)
      throw new Error(`${what}: ${answer instanceof Error ? answer.message : `HTTP ${answer.status}`}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
