import type { ServerResponse } from 'node:http';

/** Begins an answer of server-sent events. Proxies that buffer would hold them back. */
export function beginEventStream(response: ServerResponse): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
  });
}
