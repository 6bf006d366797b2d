import { once } from 'node:events';
import type { FastifyReply } from 'fastify';

export interface StreamAnswer {
  readonly status?: number;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly chunks: AsyncIterable<Uint8Array>;
}

export interface Sent {
  /** bytes that left this process */
  readonly bytes: number;
  /** the last byte too */
  readonly complete: boolean;
}

/**
 * Sends an answer chunk by chunk: no chunk is asked for before the one before it has left, and a client that goes away ends the source
 * at once. If the source breaks, the connection is cut, so that nobody takes a part for the whole.
 */
export async function sendStream(reply: FastifyReply, { status = 200, headers, chunks }: StreamAnswer): Promise<Sent> {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(status, { ...headers });
  let bytes = 0;
  const left = (): number => Math.max(0, bytes - raw.writableLength);
  try {
    for await (const chunk of chunks) {
      if (raw.destroyed) return { bytes: left(), complete: false };
      bytes += chunk.length;
      if (!raw.write(chunk) && !(await drained(raw))) return { bytes: left(), complete: false };
    }
    raw.end();
    if (!raw.writableFinished) await Promise.race([once(raw, 'finish'), once(raw, 'close')]);
    return { bytes: left(), complete: raw.writableFinished };
  } catch (error) {
    raw.destroy();
    throw error;
  }
}

/** @returns false if the client went away */
async function drained(raw: FastifyReply['raw']): Promise<boolean> {
  if (raw.destroyed) return false;
  const stop = new AbortController();
  try {
    await Promise.race([once(raw, 'drain', { signal: stop.signal }), once(raw, 'close', { signal: stop.signal })]);
  } finally {
    stop.abort();
  }
  return !raw.destroyed;
}
