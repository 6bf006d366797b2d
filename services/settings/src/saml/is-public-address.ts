import { BlockList, isIP } from 'node:net';

/** Addresses that no identity provider of a customer has (RFC 6890 and its like): our own network stays unreachable. */
const FORBIDDEN = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  FORBIDDEN.addSubnet(network, prefix, 'ipv4');

/** Global unicast is 2000::/3; of it these lead elsewhere (documentation, 6to4, Teredo). */
const GLOBAL6 = new BlockList();
GLOBAL6.addSubnet('2000::', 3, 'ipv6');
const ELSEWHERE6 = new BlockList();
for (const [network, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  ELSEWHERE6.addSubnet(network, prefix, 'ipv6');

/** Whether an address is one of the public internet; mapped and translated forms of IPv4 are not. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 4) return !FORBIDDEN.check(address, 'ipv4');
  return isIP(address) === 6 && GLOBAL6.check(address, 'ipv6') && !ELSEWHERE6.check(address, 'ipv6');
}
