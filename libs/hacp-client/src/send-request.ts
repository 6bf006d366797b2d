import type { Client, Dispatcher } from 'undici';

export interface WireRequest {
  readonly path: string;
  readonly body: string;
  readonly maxBodyBytes: number;
}

/** Of an answer that is packed though we asked for none: nobody can read it, the trace shows how it begins. */
const PACKED_BYTES = 256;
/** Text of an LMS has no control characters but these: tab, line feed, carriage return. */
const CONTROLS_OF_TEXT: ReadonlySet<number> = new Set([9, 10, 13]);

type RawHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** What came of one request on one socket. */
export type WireResult =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly headers: RawHeaders;
      readonly body: Uint8Array;
      readonly cut: boolean;
      readonly waitMs: number;
    }
  | {
      readonly kind: 'broken';
      readonly error: unknown;
      /** false: the socket was gone before the first byte, so that nothing can have arrived */
      readonly begun: boolean;
      /** to the answer's headers; null if they never came whole */
      readonly waitMs: number | null;
    };

/**
 * Sends one request and reads its answer up to a budget of bytes as they come over the wire, packed or not. What is longer is cut,
 * and its socket destroyed. Never rejects.
 */
export function sendRequest(client: Client, request: WireRequest, stop: AbortSignal): Promise<WireResult> {
  return new Promise((resolve) => {
    const reader = new AnswerReader(request.maxBodyBytes, (result) => {
      stop.removeEventListener('abort', stopped);
      resolve(result);
    });
    const stopped = (): void => {
      reader.stop();
      void client.destroy().catch(() => undefined);
    };
    stop.addEventListener('abort', stopped, { once: true });
    client.dispatch(
      {
        method: 'POST',
        path: request.path,
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          accept: '*/*',
          'accept-encoding': 'identity',
          'user-agent': 'aicc-bridge',
        },
        body: request.body,
        idempotent: false,
      },
      reader,
    );
    if (stop.aborted) stopped();
  });
}

class AnswerReader implements Dispatcher.DispatchHandler {
  private controller: Dispatcher.DispatchController | null = null;
  private begunAt: number | null = null;
  private waitMs: number | null = null;
  private status = 0;
  private headers: RawHeaders = {};
  private readonly chunks: Buffer[] = [];
  private length = 0;
  private settled = false;

  constructor(
    private maxBytes: number,
    private readonly settle: (result: WireResult) => void,
  ) {}

  stop(): void {
    this.broken(new Error('stopped'));
    this.controller?.abort(new Error('stopped'));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    this.begunAt = performance.now();
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: RawHeaders): void {
    // 1xx are announcements: the answer is still to come.
    if (status < 200) return;
    this.status = status;
    this.headers = headers;
    this.waitMs = Math.round(performance.now() - (this.begunAt ?? 0));
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.length === 0 && isPacked(this.headers, chunk)) this.maxBytes = Math.min(this.maxBytes, PACKED_BYTES);
    this.chunks.push(chunk);
    this.length += chunk.length;
    if (this.length <= this.maxBytes) return;
    this.answered(true);
    controller.abort(new Error('longer than the budget'));
  }

  onResponseEnd(): void {
    this.answered(false);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.broken(error);
  }

  private answered(cut: boolean): void {
    // Cut here, not as a view of it all: the rest of the last chunk would live as long as the body.
    const body = Buffer.concat(this.chunks, Math.min(this.length, this.maxBytes));
    this.once({
      kind: 'answered',
      status: this.status,
      headers: this.headers,
      body,
      cut,
      waitMs: this.waitMs ?? 0,
    });
  }

  private broken(error: unknown): void {
    this.once({ kind: 'broken', error, begun: this.begunAt !== null, waitMs: this.waitMs });
  }

  private once(result: WireResult): void {
    if (this.settled) return;
    this.settled = true;
    this.settle(result);
  }
}

/** Said to be packed, and it looks like it: some say so of plain text. */
function isPacked(headers: RawHeaders, begin: Uint8Array): boolean {
  const encoding = String(headers['content-encoding'] ?? '')
    .trim()
    .toLowerCase();
  if (encoding === '' || encoding === 'identity') return false;
  return begin.subarray(0, PACKED_BYTES).some((byte) => byte < 32 && !CONTROLS_OF_TEXT.has(byte));
}
