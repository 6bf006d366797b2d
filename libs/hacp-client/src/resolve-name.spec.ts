import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { addressesInHosts, systemResolver } from './resolve-name.js';

test('a hosts file gives all addresses of a name, and no comment, zone or other name', () => {
  const text = [
    '# lms.example.org is old',
    '10.0.0.5\tlms.example.org lms # 10.0.0.6 lms.example.org',
    'fd00::5  LMS.example.org',
    'fe80::1%lo0 lms.example.org',
    '10.0.0.7 xlms.example.org lms.example.org.evil',
    '10.0.0.8 lms.example.org\r',
  ].join('\n');
  expect(addressesInHosts(text, 'lms.example.org')).toEqual([
    { address: '10.0.0.5', family: 4 },
    { address: 'fd00::5', family: 6 },
    { address: '10.0.0.8', family: 4 },
  ]);
  expect(addressesInHosts(text, 'lms.example')).toEqual([]);
});

test('a name in the hosts file needs no DNS', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hosts-'));
  try {
    await writeFile(join(folder, 'hosts'), '192.0.2.7 lms.test.invalid\n');
    const resolve = systemResolver({ hostsFile: join(folder, 'hosts') });
    expect(await resolve('lms.test.invalid')).toEqual([{ address: '192.0.2.7', family: 4 }]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
