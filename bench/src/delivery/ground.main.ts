import { Pool } from 'undici';
import { z } from 'zod';

/** The ground line: a bare undici loop, 64 connections, the same bodies, nothing decided and nothing stored. */
const CONNECTIONS = 64;
const Order = z.object({ port: z.number(), requests: z.number(), body: z.string() });

process.on('message', (message) => {
  const { port, requests, body } = Order.parse(message);
  void loop(port, requests, body).then((ms) => process.send?.({ ms }));
});
process.on('disconnect', () => process.exit(0));

let pool: Pool | null = null;

async function loop(port: number, requests: number, body: string): Promise<number> {
  pool ??= new Pool(`http://127.0.0.1:${port}`, { connections: CONNECTIONS, pipelining: 1 });
  const connected = pool;
  let left = requests;
  const begun = performance.now();
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const { body: answer } = await connected.request({
        method: 'POST',
        path: '/hacp',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body,
      });
      await answer.text();
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  return performance.now() - begun;
}
