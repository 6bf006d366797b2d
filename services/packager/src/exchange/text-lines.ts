/** A line of a text that comes as a stream; numbers begin with 1. */
export interface TextLine {
  readonly line: number;
  /** null: longer than the limit */
  readonly text: string | null;
}

/** A course has at most 20,000 characters of description and 500 units; a line beyond this is no course. */
const LONGEST_LINE = 2_000_000;

/** Splits a stream of UTF-8 bytes into its lines, blank ones left out, without ever holding more than one long line. */
export async function* textLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<TextLine> {
  const decoder = new TextDecoder('utf-8');
  let line = 0;
  let rest = '';
  let tooLong = false;
  for await (const chunk of chunks) {
    const parts = decoder.decode(chunk, { stream: true }).split('\n');
    for (const [at, part] of parts.entries()) {
      tooLong ||= rest.length + part.length > LONGEST_LINE;
      rest = tooLong ? '' : rest + part;
      if (at === parts.length - 1) break;
      line += 1;
      if (tooLong || rest.trim() !== '') yield { line, text: tooLong ? null : rest.trim() };
      [rest, tooLong] = ['', false];
    }
  }
  rest += decoder.decode();
  if (tooLong || rest.trim() !== '') yield { line: line + 1, text: tooLong ? null : rest.trim() };
}
