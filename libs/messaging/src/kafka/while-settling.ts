const FIRST_MS = 100;
const MOST_MS = 2_000;

/** How long a young cluster may take to name its leaders. */
export const SETTLING_MS = 30_000;

/**
 * Repeats a question to a cluster that is still settling: right after a topic was made, its leader may be unknown, or known and not
 * yet in office (measured on a fresh 4.1 broker: "This server is not the leader"). kafkajs itself marks such errors as retriable but
 * its admin client gives them to the caller at once.
 *
 * @throws any other error at once; a retriable one after `limitMs`
 */
export async function whileSettling<T>(question: () => Promise<T>, limitMs = SETTLING_MS): Promise<T> {
  const end = Date.now() + limitMs;
  for (let waitMs = FIRST_MS; ; waitMs = Math.min(MOST_MS, waitMs * 2)) {
    try {
      return await question();
    } catch (error) {
      if (!isRetriable(error) || Date.now() + waitMs > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
}

function isRetriable(error: unknown): boolean {
  return error instanceof Error && 'retriable' in error && error.retriable === true;
}
