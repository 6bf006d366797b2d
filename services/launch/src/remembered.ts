const MILLIS = 1_000;
/** Whoever asks for made-up keys fills it, and it stays small. */
const MOST = 1_000;

/** Answers of the last second. Two that ask at once share one question; a failed one is not remembered. */
export class Remembered<T> {
  private readonly answers = new Map<string, { readonly until: number; readonly value: Promise<T> }>();

  async of(key: string, ask: () => Promise<T>): Promise<T> {
    const now = performance.now();
    const known = this.answers.get(key);
    if (known !== undefined && known.until > now) return known.value;
    const value = ask();
    this.answers.delete(key);
    if (this.answers.size >= MOST) this.answers.clear();
    this.answers.set(key, { until: now + MILLIS, value });
    value.catch(() => this.answers.delete(key));
    return value;
  }
}
