import diagnostics from 'node:diagnostics_channel';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { HacpClient } from '@aicc-bridge/hacp-client';
import { ALLOWED_HOSTS, HOSTILE_ADDRESSES } from './hostile-addresses.js';
import { answersOk, asResolved, type LmsListener, lmsListener } from './lms-listener.js';

let inside: LmsListener;
let dialled = 0;
const lookups: string[] = [];
const countDial = (): void => void (dialled += 1);
let client: HacpClient;

beforeAll(async () => {
  inside = await lmsListener(answersOk);
  // Node tells of each client socket, so a dial to any address, also one that no test can listen on, would be seen.
  diagnostics.subscribe('net.client.socket', countDial);
  client = new HacpClient({
    allowedNetworks: ['127.0.0.0/8', '::1/128', '10.0.0.0/8', '169.254.0.0/16'],
    connectTimeoutMs: 300,
    resolve: async (name) => {
      lookups.push(name);
      return [asResolved('127.0.0.1')];
    },
  });
});

afterAll(async () => {
  diagnostics.unsubscribe('net.client.socket', countDial);
  await client.close();
  await inside.close();
});

test('the table is long', () => {
  expect(new Set(HOSTILE_ADDRESSES).size).toBeGreaterThanOrEqual(200);
});

test.each(HOSTILE_ADDRESSES.map((url) => [url]))('refused before any byte or lookup: %j', async (url) => {
  dialled = 0;
  lookups.length = 0;
  const port = inside.port;
  // The list even names the port of the listener, so that only the host can be the reason.
  const allowedHosts = [...ALLOWED_HOSTS, { name: 'lms.example.org', port, http: true }];
  const exchange = await client.exchange({
    url: url.replace('PORT', String(port)),
    allowedHosts,
    body: 'x',
    deadlineMs: 500,
  });
  expect(exchange).toMatchObject({ kind: 'not-sent', why: 'host-not-allowed', ruleId: 'S29' });
  expect(lookups).toEqual([]);
  expect(dialled).toBe(0);
  expect(inside.connections()).toBe(0);
});

test('the proof can fail: an allowed spelling is looked up and dialled', async () => {
  dialled = 0;
  lookups.length = 0;
  for (const url of [
    `http://lms.example.org:${inside.port}/`,
    `HTTP://LMS.EXAMPLE.ORG:${inside.port}/a`,
    `http://lms.example.org:0${inside.port}/b`,
  ])
    expect(
      await client.exchange({
        url,
        allowedHosts: [{ name: 'lms.example.org', port: inside.port, http: true }],
        body: 'x',
        deadlineMs: 500,
      }),
    ).toMatchObject({ kind: 'answered' });
  expect(lookups).toEqual(['lms.example.org']);
  expect(dialled).toBe(1);
});

test.each([
  '127.0.0.1',
  '127.8.8.8',
  '0.0.0.0',
  '10.1.2.3',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.0.1',
  '169.254.169.254',
  '100.64.0.1',
  '100.100.100.200',
  '192.0.0.192',
  '168.63.129.16',
  '198.18.0.1',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '::1',
  '::',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::127.0.0.1',
  '::ffff:0:127.0.0.1',
  '64:ff9b::7f00:1',
  '64:ff9b:1::a00:1',
  '2002:7f00:1::1',
  '2001:0:7f00:1::',
  'fe80::1',
  'fe80::1%lo',
  'fec0::1',
  'fc00::1',
  'fd00:ec2::254',
  'ff02::1',
  '2001:db8::1',
  '100::1',
  '127.1',
  '0x7f000001',
  '2130706433',
  'localhost',
  '',
])('an allowed name that leads to "%s" is refused by S20, and nothing is dialled', async (address) => {
  const strict = new HacpClient({ allowedNetworks: [], resolve: async () => [{ address, family: 4 }] });
  dialled = 0;
  const exchange = await strict.exchange({
    url: `http://lms.example.org:${inside.port}/`,
    allowedHosts: [{ name: 'lms.example.org', port: inside.port, http: true }],
    body: 'x',
    deadlineMs: 500,
  });
  expect(exchange).toMatchObject({ kind: 'not-sent', why: 'address-forbidden', ruleId: 'S20' });
  expect(dialled).toBe(0);
  await strict.close();
});
