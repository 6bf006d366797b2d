import { createServer, get } from 'node:http';
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
  const [answered] = await Promise.all([once(request, 'response'), asked.then(() => endUnused()).then(() => reply())]);
  await once(ahead, 'close');
  answered[0].resume();
  await new Promise((resolve) => server.close(resolve));
  expect(answered[0].statusCode).toBe(200);
});
