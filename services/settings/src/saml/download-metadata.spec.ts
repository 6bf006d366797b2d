import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { FetchMetadata, FetchSettings } from './fetch-metadata.provider.js';

/** A real https server on loopback, which this deployment allows; its certificate is of a CA that the test trusts. */
const CERTIFICATES = new URL('../../../../libs/hacp-client/test/certs/', import.meta.url);
const NAME = 'lms.example.org';
let server: Server;
let port = 0;
let ca = '';
let asked: { path: string | undefined; host: string | undefined }[] = [];
beforeAll(async () => {
  const read = (name: string): Promise<string> => readFile(new URL(name, CERTIFICATES), 'utf8');
  const [cert, key] = await Promise.all([read('good.pem'), read('good-key.pem')]);
  ca = await read('ca.pem');
  server = createServer({ cert, key }, (request, response) => {
    asked.push({ path: request.url, host: request.headers.host });
    if (request.url === '/moved') return void response.writeHead(302, { location: '/metadata' }).end();
    if (request.url === '/endless') return void response.end('x'.repeat(600_000));
    if (request.url === '/silent') return;
    response.end('<EntityDescriptor/>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  port = address !== null && typeof address === 'object' ? address.port : 0;
});
afterAll(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

function fetchFrom(path: string, settings: { name?: string; trusted?: string } = {}) {
  asked = [];
  const { name = NAME, trusted = ca } = settings;
  const lookup = async () => [{ address: '127.0.0.1', family: 4 }];
  const loopback = (address: string): boolean => address === '127.0.0.1';
  return new FetchMetadata(new FetchSettings(lookup, loopback, trusted, 1_000)).fetch(`https://${name}:${port}${path}`);
}

test('metadata are fetched over https from the address that was checked, with the name in SNI and Host', async () => {
  expect(await fetchFrom('/metadata?tenant=1')).toEqual({ kind: 'text', text: '<EntityDescriptor/>' });
  expect(asked).toEqual([{ path: '/metadata?tenant=1', host: `${NAME}:${port}` }]);
});

test.each([
  ['a redirect', '/moved', {}, 'redirects are not followed'],
  ['more than 512 KiB', '/endless', {}, 'larger than 512 KiB'],
  ['no answer', '/silent', {}, 'did not answer in time'],
  ['a certificate for another name', '/metadata', { name: 'idp.example.org' }, 'ERR_TLS_CERT_ALTNAME_INVALID'],
])('%s is refused and says why', async (_why, path, settings, said) => {
  const fetched = await fetchFrom(path, settings);
  expect(fetched.kind === 'refused' && fetched.detail).toContain(said);
  expect(asked.length).toBeLessThanOrEqual(1);
});
