import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isAddressAllowed, readNetworks } from './check-address.js';

const NONE = readNetworks([]);

test.each([
  ['8.8.8.8'],
  ['1.1.1.1'],
  ['172.15.255.255'],
  ['172.32.0.0'],
  ['192.167.255.255'],
  ['100.63.255.255'],
  ['100.128.0.0'],
  ['11.0.0.0'],
  ['223.255.255.255'],
  ['2606:4700:4700::1111'],
  ['2a00:1450:4001:81b::200e'],
])('%s is a plain public address', (address) => {
  expect(isAddressAllowed(address, NONE)).toBe(true);
});

const FORBIDDEN_IPV4: readonly [string, string][] = [
  ['this network', '0.0.0.0'],
  ['this network, end', '0.255.255.255'],
  ['private 10/8', '10.0.0.1'],
  ['carrier-grade NAT', '100.64.0.1'],
  ['carrier-grade NAT, end', '100.127.255.255'],
  ['metadata of Alibaba', '100.100.100.200'],
  ['loopback', '127.0.0.1'],
  ['loopback, end', '127.255.255.254'],
  ['link-local', '169.254.0.1'],
  ['metadata of AWS, Google, Azure', '169.254.169.254'],
  ['metadata of AWS ECS', '169.254.170.2'],
  ['host agent of Azure', '168.63.129.16'],
  ['private 172.16/12', '172.16.0.1'],
  ['private 172.16/12, end', '172.31.255.255'],
  ['protocol assignments', '192.0.0.1'],
  ['metadata of Oracle', '192.0.0.192'],
  ['documentation', '192.0.2.1'],
  ['6to4 relay', '192.88.99.1'],
  ['private 192.168/16', '192.168.1.1'],
  ['benchmarks', '198.18.0.1'],
  ['benchmarks, end', '198.19.255.255'],
  ['documentation 2', '198.51.100.1'],
  ['documentation 3', '203.0.113.1'],
  ['multicast', '224.0.0.1'],
  ['multicast, end', '239.255.255.255'],
  ['reserved', '240.0.0.1'],
  ['broadcast', '255.255.255.255'],
];

test.each(FORBIDDEN_IPV4)('%s (%s) is refused', (_what, address) => {
  expect(isAddressAllowed(address, NONE)).toBe(false);
});

test.each([
  ['unspecified', '::'],
  ['loopback', '::1'],
  ['loopback, long', '0:0:0:0:0:0:0:1'],
  ['unique local', 'fc00::1'],
  ['unique local', 'fd12:3456:789a::1'],
  ['metadata of AWS', 'fd00:ec2::254'],
  ['link-local', 'fe80::1'],
  ['link-local, end', 'febf::1'],
  ['link-local with zone', 'fe80::1%eth0'],
  ['public with zone', '2606:4700:4700::1111%eth0'],
  ['site-local, withdrawn', 'fec0::1'],
  ['multicast', 'ff02::1'],
  ['discard only', '100::1'],
  ['documentation', '2001:db8::1'],
  ['documentation, new', '3fff::1'],
  ['Teredo', '2001:0:4136:e378:8000:63bf:3fff:fdd2'],
  ['ORCHID', '2001:10::1'],
  ['ORCHIDv2', '2001:20::1'],
  ['benchmarks', '2001:2::1'],
  ['segment routing', '5f00::1'],
])('IPv6 %s (%s) is refused', (_what, address) => {
  expect(isAddressAllowed(address, NONE)).toBe(false);
});

/** Every way to write an IPv4 address inside an IPv6 address. */
const EMBEDDINGS: readonly [string, (hex: string, dotted: string) => string][] = [
  ['mapped', (hex) => `::ffff:${hex}`],
  ['mapped, dotted', (_hex, dotted) => `::ffff:${dotted}`],
  ['compatible', (hex) => `::${hex}`],
  ['translated (SIIT)', (hex) => `::ffff:0:${hex}`],
  ['NAT64', (hex) => `64:ff9b::${hex}`],
  ['NAT64, local', (hex) => `64:ff9b:1::${hex}`],
  ['6to4', (hex) => `2002:${hex}::1`],
  ['Teredo server', (hex) => `2001:0:${hex}::1`],
];

test.each(EMBEDDINGS)('IPv4 in IPv6, %s: refused whatever IPv4 address it hides, public ones too', (_how, embed) => {
  fc.assert(
    fc.property(fc.nat({ max: 0xff_ff_ff_ff }), (number) => {
      const bytes = [24, 16, 8, 0].map((shift) => (number >>> shift) & 255);
      const hex = `${(number >>> 16).toString(16)}:${(number & 0xffff).toString(16)}`;
      return !isAddressAllowed(embed(hex, bytes.join('.')), NONE);
    }),
  );
});

test.each([
  ['127.1'],
  ['0177.0.0.1'],
  ['0x7f.0.0.1'],
  ['2130706433'],
  ['0x08080808'],
  ['8.8.8'],
  ['8.8.8.8.'],
  [' 8.8.8.8'],
  ['example.org'],
  [''],
  ['[::1]'],
  ['010.8.8.8'],
])('"%s" is no address in its one plain spelling, so it is refused', (address) => {
  expect(isAddressAllowed(address, NONE)).toBe(false);
});

test('never throws, whatever a resolver says', () => {
  fc.assert(fc.property(fc.string(), (address) => typeof isAddressAllowed(address, NONE) === 'boolean'));
});

test('a network that the deployment lists is allowed, mapped into IPv6 too, and nothing beside it', () => {
  const listed = readNetworks(['127.0.0.0/8', 'fd00::/8']);
  expect(isAddressAllowed('127.0.0.1', listed)).toBe(true);
  expect(isAddressAllowed('::ffff:127.0.0.1', listed)).toBe(true);
  expect(isAddressAllowed('fd00::1', listed)).toBe(true);
  expect(isAddressAllowed('::1', listed)).toBe(false);
  expect(isAddressAllowed('10.0.0.1', listed)).toBe(false);
  expect(isAddressAllowed('::ffff:8.8.8.8', listed)).toBe(false);
  expect(isAddressAllowed('::127.0.0.1', listed)).toBe(false);
});

test('a list entry that is no network is named', () => {
  expect(() => readNetworks(['10.0.0.0/8', 'intranet'])).toThrow('ALLOWED_NETWORKS: "intranet" is no network');
});
