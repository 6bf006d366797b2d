import net from 'node:net';
import ipaddr from 'ipaddr.js';

export interface Network {
  readonly address: ipaddr.IPv4 | ipaddr.IPv6;
  readonly bits: number;
}

/** @throws Error naming the entry that is no CIDR */
export function readNetworks(cidrs: readonly string[]): readonly Network[] {
  return cidrs.map((cidr) => {
    try {
      const [address, bits] = ipaddr.parseCIDR(cidr);
      return { address, bits };
    } catch {
      throw new Error(`ALLOWED_NETWORKS: "${cidr}" is no network like 10.0.0.0/8 or fd00::/8.`);
    }
  });
}

/** Ranges that ipaddr.js calls unicast though they lead to special places. */
const MORE_FORBIDDEN = readNetworks([
  '168.63.129.16/32',
  '192.88.99.0/24',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/23',
  '2002::/16',
  '3fff::/20',
  '5f00::/16',
  'fec0::/10',
  '::/96',
]);

/**
 * Whether HACP may go to an address (rule 71): only plain public unicast, unless the deployment lists the network. Private, loopback,
 * link-local, metadata, carrier-grade NAT, multicast, reserved and every form that hides an IPv4 address inside IPv6 are refused.
 */
export function isAddressAllowed(address: string, allowedNetworks: readonly Network[]): boolean {
  // ipaddr.js also reads octal, hex and short forms, which the system would take for a name or for another address.
  if (net.isIP(address) === 0 || address.includes('%')) return false;
  const parsed = ipaddr.parse(net.isIPv6(address) ? inHex(address) : address);
  const plain = parsed instanceof ipaddr.IPv6 && parsed.isIPv4MappedAddress() ? parsed.toIPv4Address() : parsed;
  if (allowedNetworks.some((network) => isIn(plain, network))) return true;
  if (plain !== parsed) return false;
  return plain.range() === 'unicast' && !MORE_FORBIDDEN.some((network) => isIn(plain, network));
}

/** ipaddr.js takes `::127.0.0.1` for a mapped address; the system dials another one. In hex there is no doubt. */
function inHex(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}

function isIn(address: ipaddr.IPv4 | ipaddr.IPv6, { address: network, bits }: Network): boolean {
  if (address instanceof ipaddr.IPv4) return network instanceof ipaddr.IPv4 && address.match(network, bits);
  return network instanceof ipaddr.IPv6 && address.match(network, bits);
}
