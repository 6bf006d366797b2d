import { createServer } from 'node:http';
import { z } from 'zod';

/** All LMSs in one: takes every message, says `error=0`, and notes when a session's first message came. Some host names never answer. */
const ANSWER = 'error=0\r\nerror_text=Successful\r\n';
const Order = z.union([z.object({ hang: z.array(z.string()) }), z.object({ arrivals: z.literal(true) })]);
const arrivals = new Map<string, number>();
let hanging: ReadonlySet<string> = new Set();

const server = createServer((request, response) => {
  const host = (request.headers.host ?? '').split(':')[0] ?? '';
  let body = '';
  request.setEncoding('latin1');
  request.on('data', (chunk: string) => (body += chunk));
  request.on('end', () => {
    const sid = /session_id=(\w+)/.exec(body)?.[1] ?? '';
    if (!arrivals.has(sid)) arrivals.set(sid, Date.now());
    if (hanging.has(host)) return;
    response.writeHead(200, { 'content-type': 'text/plain', 'content-length': ANSWER.length }).end(ANSWER);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.({ port: address !== null && typeof address === 'object' ? address.port : 0 });
});
process.on('message', (message) => {
  const order = Order.parse(message);
  if ('hang' in order) {
    hanging = new Set(order.hang);
    process.send?.({});
    return;
  }
  process.send?.({ arrivals: [...arrivals] });
  arrivals.clear();
});
process.on('disconnect', () => process.exit(0));
