import { createServer, type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { z } from 'zod';

/**
 * All LMSs in one: takes every message and notes when a session's first message came. Good: it says `error=0`. Busy: 503. Endless: a
 * body that never ends. Packed: one that unpacks to 100 MB. Some host names never answer.
 */
const ANSWER = 'error=0\r\nerror_text=Successful\r\n';
const BOMB = gzipSync(Buffer.alloc(100_000_000));
const FLOOD = Buffer.alloc(65_536, 0x61);
const Behaviour = z.enum(['good', 'busy', 'endless', 'packed']);
const Order = z.union([
  z.object({ hang: z.array(z.string()) }),
  z.object({ behave: Behaviour }),
  z.object({ report: z.enum(['arrivals', 'commands', 'perSecond']) }),
]);

const arrivals = new Map<string, number>();
const commands: Record<string, number> = {};
const perSecond = new Map<number, number>();
let hanging: ReadonlySet<string> = new Set();
let behaviour: z.infer<typeof Behaviour> = 'good';

const server = createServer((request, response) => {
  const host = (request.headers.host ?? '').split(':')[0] ?? '';
  let body = '';
  request.setEncoding('latin1');
  request.on('data', (chunk: string) => (body += chunk));
  request.on('end', () => {
    const sid = /session_id=(\w+)/.exec(body)?.[1] ?? '';
    const command = /command=(\w+)/.exec(body)?.[1] ?? '';
    const now = Date.now();
    const second = Math.floor(now / 1_000);
    if (!arrivals.has(sid)) arrivals.set(sid, now);
    commands[command] = (commands[command] ?? 0) + 1;
    perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
    if (!hanging.has(host)) answer(response);
  });
});

function answer(response: ServerResponse): void {
  switch (behaviour) {
    case 'good':
      response.writeHead(200, { 'content-type': 'text/plain', 'content-length': ANSWER.length }).end(ANSWER);
      break;
    case 'busy':
      response.writeHead(503).end();
      break;
    case 'packed':
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': BOMB.length }).end(BOMB);
      break;
    case 'endless': {
      response.on('error', () => undefined);
      const flood = (): void => {
        while (!response.destroyed && response.write(FLOOD));
      };
      response.writeHead(200, { 'content-type': 'text/plain' }).on('drain', flood);
      flood();
    }
  }
}

server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.({ port: address !== null && typeof address === 'object' ? address.port : 0 });
});
process.on('message', (message) => {
  const order = Order.parse(message);
  if ('hang' in order) hanging = new Set(order.hang);
  else if ('behave' in order) behaviour = order.behave;
  process.send?.('report' in order ? reported(order.report) : {});
});
process.on('disconnect', () => process.exit(0));

/** What was counted since the last such question. */
function reported(what: 'arrivals' | 'commands' | 'perSecond'): object {
  if (what === 'commands') return { commands };
  const counted = what === 'arrivals' ? arrivals : perSecond;
  const rows = [...counted];
  counted.clear();
  return { [what]: rows };
}
