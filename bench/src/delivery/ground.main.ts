import { z } from 'zod';
import { barePost, CONNECTIONS } from './bare-post.js';

/** The ground line: a bare undici loop, 64 connections, the same bodies, nothing decided and nothing stored. */
const Order = z.object({ port: z.number(), requests: z.number(), body: z.string() });

process.on('message', (message) => {
  const { port, requests, body } = Order.parse(message);
  void loop(port, requests, body).then((ms) => process.send?.({ ms }));
});
process.on('disconnect', () => process.exit(0));

let post: ReturnType<typeof barePost> | null = null;

async function loop(port: number, requests: number, body: string): Promise<number> {
  post ??= barePost(port);
  const send = post;
  let left = requests;
  const begun = performance.now();
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await send(body);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  return performance.now() - begun;
}
