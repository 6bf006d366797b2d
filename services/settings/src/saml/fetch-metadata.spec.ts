import { expect, test } from '@jest/globals';
import { FetchMetadata, FetchSettings } from './fetch-metadata.provider.js';

const asked: string[] = [];
const names: Readonly<Record<string, readonly string[]>> = {
  'inside.example': ['10.0.0.5'],
  'mixed.example': ['93.184.215.14', '127.0.0.1'],
  'meta.example': ['169.254.169.254'],
};
const fetchMetadata = new FetchMetadata(
  new FetchSettings(async (host) => {
    asked.push(host);
    return (names[host] ?? []).map((address) => ({ address, family: 4 }));
  }),
);

test.each([
  ['plain http', 'http://idp.example/metadata', 'https://'],
  ['another scheme', 'file:///etc/passwd', 'https://'],
  ['no address at all', 'idp', 'https://'],
  ['a user name', 'https://a:b@idp.example/', 'user name'],
  ['an IPv4 address', 'https://127.0.0.1/', 'not an address'],
  ['an IPv4 address in disguise', 'https://2130706433/', 'not an address'],
  ['an IPv6 address', 'https://[::1]/', 'not an address'],
  ['a name that is nowhere', 'https://nowhere.example/', 'cannot be resolved'],
  ['a name that leads inside', 'https://inside.example/', 'not public'],
  ['a name that leads inside as well', 'https://mixed.example/', 'not public'],
  ['the metadata service of a cloud', 'https://meta.example/latest', 'not public'],
])('%s is refused before anything is sent', async (_why, address, said) => {
  const fetched = await fetchMetadata.fetch(address);
  expect(fetched.kind === 'refused' && fetched.detail).toContain(said);
});
