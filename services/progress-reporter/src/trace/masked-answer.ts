/** So much of an answer is kept. */
export const KEPT_CHARACTERS = 8_000;

/** What the trace keeps of an answer: its beginning, without the sid (rule 74). */
export function maskedAnswer(text: string, sid: string): string {
  // Masked before it is cut: a sid across the cut would leave a piece of itself.
  const masked = text.slice(0, KEPT_CHARACTERS + sid.length).replaceAll(sid, '***');
  return copyOf(masked.slice(0, KEPT_CHARACTERS));
}

/** A slice would keep the whole answer in memory until it is written, and a thousand may wait for that. */
function copyOf(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}
