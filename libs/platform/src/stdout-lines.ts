import { writeSync } from 'node:fs';
import type { DestinationStream } from 'pino';

const STDOUT = 1;
const WAIT_MS = 10;
/** A reader that is slower than this loses lines; the work does not wait for it any longer. */
const MOST_WAITS = 50;

/**
 * Lines to stdout. A disk that is full or a reader that has gone costs lines of the log and nothing else (F13): pino's own stream ends
 * or hangs the process then.
 */
export class StdoutLines implements DestinationStream {
  private readonly pause = new Int32Array(new SharedArrayBuffer(4));

  write(line: string): void {
    let rest = Buffer.from(line);
    let waits = 0;
    while (rest.length > 0) {
      try {
        rest = rest.subarray(writeSync(STDOUT, rest));
      } catch (error) {
        if (!isBusy(error) || waits >= MOST_WAITS) return;
        waits += 1;
        Atomics.wait(this.pause, 0, 0, WAIT_MS);
      }
    }
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EAGAIN' || error.code === 'EBUSY');
}
