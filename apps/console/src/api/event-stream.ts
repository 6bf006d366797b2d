export interface StreamEvent {
  readonly event: string;
  readonly data: string;
}

/**
 * Server-sent events from a fetch, because EventSource cannot send a token. Comments and ids are skipped; ends with the stream.
 */
export async function readEventStream(
  body: ReadableStream<Uint8Array>,
  onEvent: (event: StreamEvent) => void,
): Promise<void> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const blocks = (rest + value).replaceAll('\r\n', '\n').split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = readBlock(block);
      if (event) onEvent(event);
    }
  }
}

/** One event; null for comments (keep-alive). */
export function readBlock(block: string): StreamEvent | null {
  let event = 'message';
  const data: string[] = [];
  for (const line of block.split('\n')) {
    const [, field, value] = /^(\w+): ?(.*)$/.exec(line) ?? [];
    if (field === 'event' && value !== undefined) event = value;
    if (field === 'data' && value !== undefined) data.push(value);
  }
  return data.length === 0 ? null : { event, data: data.join('\n') };
}
