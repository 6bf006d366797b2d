import { expect, test } from '@jest/globals';
import { Client } from 'undici';
import { sendRequest } from './send-request.js';

const REQUEST = { path: '/', body: 'command=ExitAU', maxBodyBytes: 100 };

test('a socket that is gone before the first byte: not begun, so nothing can have arrived', async () => {
  const client = new Client('http://lms.example.org', {
    connect: (_target, callback) => queueMicrotask(() => callback(new Error('gone'), null)),
  });
  const result = await sendRequest(client, REQUEST, new AbortController().signal);
  expect(result).toMatchObject({ kind: 'broken', begun: false, waitMs: null });
});

test('stopped before the first byte: not begun either', async () => {
  const client = new Client('http://lms.example.org', { connect: () => undefined });
  const stop = new AbortController();
  const result = sendRequest(client, REQUEST, stop.signal);
  stop.abort();
  expect(await result).toMatchObject({ kind: 'broken', begun: false, waitMs: null });
});
