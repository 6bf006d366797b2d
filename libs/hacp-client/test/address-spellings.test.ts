import diagnostics from 'node:diagnostics_channel';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { HacpClient } from '@aicc-bridge/hacp-client';
import { answersOk, asResolved, type LmsListener, lmsListener } from './lms-listener.js';

/** The tenant's list of these tests: two https hosts, one with its own port, and one with http. */
const LIST = [
  { name: 'lms.example.org', port: 443, http: false },
  { name: 'lms2.example.org', port: 8443, http: false },
  { name: 'plain.example.org', port: 80, http: true },
  { name: 'tree.example.org', port: 443, http: false, pathPrefix: '/lms' },
  { name: 'xn--lms-hoa.example.org', port: 443, http: false },
];

const LOOPBACK_SPELLINGS = [
  '127.0.0.1',
  '127.1',
  '127.0.1',
  '2130706433',
  '017700000001',
  '0x7f000001',
  '0x7F.1',
  '0177.0.0.1',
  '0177.1',
  '0x7f.0.0.1',
  '0x7f.0x0.0x0.0x1',
  '127.0.0.1.',
  '127.000.000.001',
  '00000177.0.0.1',
  '127.0.0x1',
  '127.255.255.254',
  '0',
  '0.0.0.0',
  '0x0',
  '00',
  '0.0',
  '127.0.0.1%2e',
  '%31%32%37.0.0.1',
  '①②⑦.⓪.⓪.①',
  '127。0。0。1',
  '１２７.０.０.１',
];
const INSIDE_SPELLINGS = [
  '10.0.0.1',
  '0xa000001',
  '167772161',
  '012.0.0.1',
  '10.1',
  '192.168.1.1',
  '3232235777',
  '0xc0a80101',
  '192.168.257',
  '172.16.0.1',
  '2886729729',
  '169.254.169.254',
  '2852039166',
  '0xa9fea9fe',
  '0251.0376.0251.0376',
  '0251.254.169.254',
  '169.16689662',
  '169.254.43518',
  '169.254.169.254.',
  '100.100.100.200',
  '192.0.0.192',
  '168.63.129.16',
  '255.255.255.255',
  '224.0.0.1',
  '240.0.0.1',
  '8.8.8.8',
  '134744072',
  '0x08080808',
];
const IPV6_SPELLINGS = [
  '[::1]',
  '[::]',
  '[0:0:0:0:0:0:0:1]',
  '[0000:0000:0000:0000:0000:0000:0000:0001]',
  '[::127.0.0.1]',
  '[::7f00:1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[0:0:0:0:0:ffff:127.0.0.1]',
  '[::FFFF:7F00:0001]',
  '[::ffff:0:127.0.0.1]',
  '[::ffff:169.254.169.254]',
  '[::ffff:a9fe:a9fe]',
  '[::ffff:10.0.0.1]',
  '[64:ff9b::127.0.0.1]',
  '[64:ff9b::a9fe:a9fe]',
  '[64:ff9b:1::10.0.0.1]',
  '[2002:7f00:1::]',
  '[2002:a9fe:a9fe::1]',
  '[2001:0:7f00:1::]',
  '[2001::1]',
  '[fe80::1]',
  '[fe80::1%25eth0]',
  '[fe80::1%eth0]',
  '[fec0::1]',
  '[fc00::1]',
  '[fd00:ec2::254]',
  '[ff02::1]',
  '[2606:4700:4700::1111]',
  '[::ffff:8.8.8.8]',
  '[v1.x]',
];
const OTHER_NAMES = [
  'localhost',
  'localhost.',
  'LOCALHOST',
  'localhost.localdomain',
  'lms',
  'metadata.google.internal',
  'metadata',
  'instance-data',
  'kubernetes.default.svc',
  'host.docker.internal',
  'lms.example.org.',
  'lms.example.org..',
  'xlms.example.org',
  'lms-example.org',
  'lms.example.org.evil.example',
  'evil-lms.example.org',
  'a.lms.example.org',
  'example.org',
  'lms.example.or',
  'lms.example.orgg',
  'lms.example.com',
  'lms.examp1e.org',
  'lms.exarnple.org',
  'lmsexample.org',
  'lms..example.org',
  '.lms.example.org',
  'lms.example.org%00.evil.example',
  'lms.example.org%2eevil.example',
  'lms.example.org%2f.evil.example',
  'lms.example.org%23.evil.example',
  'lms.example.org%40evil.example',
  '*.example.org',
  'lms_example.org',
  // look-alikes: Cyrillic, Greek, full width digits, long s aside
  'lms.еxample.org',
  'lms.exаmple.org',
  'lms.examplе.org',
  'lms.ехample.org',
  'ӏms.example.org',
  'lmѕ.example.org',
  'lms.eхample.org',
  'lms.examрle.org',
  'lms.exampleǃ.org',
  'lms.exαmple.org',
  'xn--lms-hob.example.org',
  'xn--80ak6aa92e.com',
  'lms.xn--xample-9uf.org',
  'lms.example.org\u3002evil.example',
  'evil.example\u3002lms.example.org',
  'lms\u00ad-x.example.org',
  'xn--a.example.org',
  'lms.example.org:443:80',
  'lms.example.org:65536',
  'lms.example.org:-1',
  'lms.example.org:4e2',
  'lms.example.org:443x',
  'lms.example.org:0',
  'lms.example.org:1',
  'lms.example.org:22',
  'lms.example.org:25',
  'lms.example.org:80',
  'lms.example.org:3306',
  'lms.example.org:5432',
  'lms.example.org:6379',
  'lms.example.org:8443',
  'lms.example.org:9200',
  'lms.example.org:11211',
  'lms.example.org:4430',
  'lms.example.org:44',
  'lms2.example.org',
  'lms2.example.org:443',
  'lms2.example.org:08444',
  'plain.example.org:8080',
  'lms.example.org@evil.example',
  'user@lms.example.org',
  'user:pass@lms.example.org',
  ':@lms.example.org',
  '@lms.example.org',
  'evil.example@lms.example.org',
  'lms.example.org:443@evil.example',
  'lms.example.org:443@127.0.0.1',
  'a@b@lms.example.org',
  '%40lms.example.org',
  'lms.example.org%40',
];
/** Whole addresses, for what stands outside the host. */
const WHOLE = [
  'http://lms.example.org/',
  'http://lms.example.org:443/',
  'HTTP://lms.example.org/',
  'http:/lms.example.org/',
  'ftp://lms.example.org/',
  'file:///etc/passwd',
  'file://lms.example.org/etc/passwd',
  'gopher://lms.example.org:6379/_x',
  'dict://lms.example.org:11211/',
  'ws://lms.example.org/',
  'wss://lms.example.org/',
  'javascript:alert(1)',
  'data:text/plain,x',
  'blob:https://lms.example.org/x',
  'about:blank',
  'ldap://lms.example.org/',
  'view-source:https://lms.example.org/',
  'jar:https://lms.example.org/!/',
  'lms.example.org',
  'lms.example.org/aicc',
  '//lms.example.org/',
  '/aicc',
  '',
  ' ',
  'https://',
  'https:///',
  'https:',
  'https://?x',
  'https://#x',
  'https://:443/',
  'https://[',
  'https://[]/',
  'https://[::1',
  'https://:@/',
  'https://evil.example\\@lms.example.org/',
  'https://evil.example\\lms.example.org/',
  'https:\\\\lms.example.org\\',
  'https://lms.example.org\\@evil.example/',
  'https://lms.example.org\\.evil.example/',
  'https:/\\lms.example.org/',
  'https://lms.example.org\t/',
  'https://lms.exam\tple.org/',
  'ht\ttps://lms.example.org/',
  '\thttps://lms.example.org/',
  ' https://lms.example.org/',
  'https://lms.example.org/ ',
  'https://lms.example.org/a b',
  'https://lms.example.org/\r\nX: y',
  'https://lms.example.org\n.evil.example/',
  'https://lms.example.org\u0000.evil.example/',
  'https://lms.example.org/\u007f',
  'https://lms.example.org .evil.example/',
  'https://evil.example/https://lms.example.org/',
  'https://evil.example/?https://lms.example.org',
  'https://evil.example/#@lms.example.org/',
  'https://evil.example#@lms.example.org/',
  'https://evil.example?@lms.example.org/',
  'https://evil.example/lms.example.org',
  'https://evil.example;lms.example.org/',
  'https://evil.example,lms.example.org/',
  'https://evil.example&@lms.example.org/',
  'https://lms.example.org,evil.example/',
  'https://{lms.example.org}/',
  'https://lms.example.org|evil.example/',
  'https://<lms.example.org>/',
  'https://tree.example.org/',
  'https://tree.example.org/lmsx',
  'https://tree.example.org/lms/../admin',
  'https://tree.example.org/lms/%2e%2e/admin',
  'https://tree.example.org/LMS',
  'https://tree.example.org/x/lms',
  'https://tree.example.org//lms',
  `https://lms.example.org/${'a'.repeat(5_000)}`,
  `https://${'a'.repeat(300)}.example.org/`,
];

const TABLE = [
  ...[...LOOPBACK_SPELLINGS, ...INSIDE_SPELLINGS, ...IPV6_SPELLINGS].flatMap((host) => [
    `https://${host}/`,
    `http://${host}:PORT/aicc`,
  ]),
  ...OTHER_NAMES.map((host) => `https://${host}/`),
  ...WHOLE,
];

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
  expect(new Set(TABLE).size).toBeGreaterThanOrEqual(200);
});

test.each(TABLE.map((url) => [url]))('refused before any byte or lookup: %j', async (url) => {
  dialled = 0;
  lookups.length = 0;
  const port = inside.port;
  // The list even names the port of the listener, so that only the host can be the reason.
  const allowedHosts = [...LIST, { name: 'lms.example.org', port, http: true }];
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
