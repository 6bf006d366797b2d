import { createServer } from 'node:net';
import { expect, test } from '@jest/globals';
import { openDatabase } from '@aicc-bridge/database';

/** Just enough of PostgreSQL's protocol to be ready and gone in one packet. */
const AUTHENTICATION_OK = message('R', Buffer.from([0, 0, 0, 0]));
const READY_FOR_QUERY = message('Z', Buffer.from('I'));
const ADMIN_SHUTDOWN = message('E', Buffer.from('SFATAL\0VFATAL\0C57P01\0Mterminating connection\0\0'));

test('F36: a connection that is cut in the moment it is handed out fails its query, it does not end the process', async () => {
  const server = createServer((socket) => {
    socket.once('data', () => socket.end(Buffer.concat([AUTHENTICATION_OK, READY_FOR_QUERY, ADMIN_SHUTDOWN])));
    socket.on('error', () => undefined);
  });
  const port = await new Promise<number>((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    }),
  );
  const opening = openDatabase({
    url: `postgres://nobody:x@127.0.0.1:${port}/none`,
    schema: 'none',
    applicationName: 'test',
    entities: [],
    migrations: [],
    onIdleError: () => undefined,
  });
  await expect(opening).rejects.toThrow(/terminat|queryable/i);
  await new Promise((resolve) => server.close(resolve));
});

function message(type: string, body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(type), length, body]);
}
