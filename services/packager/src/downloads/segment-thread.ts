import { parentPort } from 'node:worker_threads';
import { makeSegment, type SegmentJob } from './make-segment.js';

/** A thread that makes segments; segment-makers.provider.ts starts it. Their bytes change hands without a copy. */
parentPort?.on('message', ({ id, job }: { readonly id: number; readonly job: SegmentJob }) => {
  makeSegment(job).then(
    ({ body, facts }) => {
      const own = body.byteLength === body.buffer.byteLength ? body : new Uint8Array(body);
      parentPort?.postMessage({ id, body: own, facts }, own.buffer instanceof ArrayBuffer ? [own.buffer] : []);
    },
    (error: unknown) => parentPort?.postMessage({ id, error: error instanceof Error ? error.message : String(error) }),
  );
});
