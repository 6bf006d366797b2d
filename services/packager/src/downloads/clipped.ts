/**
 * The part of a run of chunks that lies within a range of a file.
 *
 * @param start where the first chunk begins in the file
 * @param from first byte wanted @param to last byte wanted, inclusive
 */
export async function* clipped(
  chunks: AsyncIterable<Buffer>,
  start: number,
  from: number,
  to: number,
): AsyncGenerator<Buffer> {
  let at = start;
  for await (const chunk of chunks) {
    const [begin, end] = [Math.max(from - at, 0), Math.min(to + 1 - at, chunk.length)];
    if (begin < end) yield chunk.subarray(begin, end);
    at += chunk.length;
    if (at > to) return;
  }
}
