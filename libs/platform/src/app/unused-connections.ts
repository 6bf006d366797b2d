import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';

const AGAIN_MS = 500;

/**
 * Ends, while a server closes, the connections on which nothing was ever asked. Browsers and HTTP clients open some ahead, also in the
 * moment before the server stops to listen; Node's server takes them neither for idle nor for busy and would wait a minute for them.
 *
 * @returns begins to end them; what that returns ends it
 */
export function watchUnusedConnections(server: Server): () => () => void {
  const unused = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  server.on('request', ({ socket }: IncomingMessage) => unused.delete(socket));
  const endAll = (): void => {
    for (const socket of unused) socket.destroy();
  };
  return () => {
    endAll();
    const again = setInterval(endAll, AGAIN_MS);
    return () => clearInterval(again);
  };
}
