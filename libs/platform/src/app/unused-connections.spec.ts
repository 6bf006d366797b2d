import { createServer, get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { once } from 'node:events';
import { expect, test } from '@jest/globals';
import { watchUnusedConnections } from './unused-connections.js';

test('a server closes although a browser has opened a connection ahead, and the request on its way is answered', async () => {
  let answer = (): void => undefined;
  const asked = new Promise<void>((resolve) => {
    answer = resolve;
  });
  let reply = (): void => undefined;
  const server = createServer((_request, response) => {
    reply = () => void response.end('late');
    answer();
  });
  const endUnused = watchUnusedConnections(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const ahead = connect(port, '127.0.0.1');
  await once(server, 'connection');
  const request = get({ port, host: '127.0.0.1', agent: false });
  const answered = new Promise<IncomingMessage>((resolve) => request.once('response', resolve));
  await asked;
  const enough = endUnused();
  await once(ahead, 'close');
  const aheadAtTheLastMoment = connect(port, '127.0.0.1');
  await once(server, 'connection');
  await once(aheadAtTheLastMoment, 'close');
  reply();
  const { statusCode } = (await answered).resume();
  await new Promise((resolve) => server.close(resolve));
  enough();
  expect(statusCode).toBe(200);
});
