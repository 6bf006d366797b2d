import { readFile } from 'node:fs/promises';
import { lookup, Resolver as DnsResolver } from 'node:dns/promises';
import net from 'node:net';

export interface ResolvedAddress {
  readonly address: string;
  /** 4 or 6 */
  readonly family: number;
}
/** Name → all its addresses. Rejects, with a `code` such as ENOTFOUND, if there is none. */
export type Resolver = (name: string) => Promise<readonly ResolvedAddress[]>;

const HOSTS_FILE = process.platform === 'win32' ? 'C:\\Windows\\System32\\drivers\\etc\\hosts' : '/etc/hosts';

export interface SystemResolverOptions {
  readonly hostsFile?: string;
  /** `address:port`; default: the system's */
  readonly servers?: readonly string[];
  /** of the first try; the second waits longer */
  readonly timeoutMs?: number;
}

/** The system's own lookup would ask the same servers again, and hold a thread while they are silent. */
const SILENT: ReadonlySet<string> = new Set(['ETIMEOUT', 'ECANCELLED', 'ESERVFAIL']);

/**
 * The hosts file, then DNS over sockets, and only for names that DNS does not know the system's own lookup (search domains, mDNS).
 * `dns.lookup` alone would do, but it sits in Node's pool of four threads: four names whose servers are silent would then stop
 * every other name, and file reads and hashing with them (F71).
 */
export function systemResolver({
  hostsFile = HOSTS_FILE,
  servers,
  timeoutMs = 2_000,
}: SystemResolverOptions = {}): Resolver {
  const dns = new DnsResolver({ timeout: timeoutMs, tries: 2 });
  if (servers) dns.setServers(servers);
  return async (name) => {
    const listed = addressesInHosts(await readFile(hostsFile, 'utf8').catch(() => ''), name);
    if (listed.length > 0) return listed;
    const [four, six] = await Promise.allSettled([dns.resolve4(name), dns.resolve6(name)]);
    const found = [
      ...(four.status === 'fulfilled' ? four.value.map((address) => ({ address, family: 4 })) : []),
      ...(six.status === 'fulfilled' ? six.value.map((address) => ({ address, family: 6 })) : []),
    ];
    if (found.length > 0) return found;
    const codes = [four, six].flatMap((one) => (one.status === 'rejected' ? [codeOf(one.reason)] : []));
    const silent = codes.find((code) => SILENT.has(code));
    if (silent !== undefined) throw Object.assign(new Error(silent), { code: silent });
    return lookup(name, { all: true });
  };
}

/** Addresses that a hosts file gives a name; comments and zone ids are left out. */
export function addressesInHosts(text: string, name: string): readonly ResolvedAddress[] {
  return text.split('\n').flatMap((line) => {
    const [address = '', ...names] = (line.split('#')[0] ?? '').trim().split(/\s+/);
    const family = net.isIP(address);
    return family !== 0 && !address.includes('%') && names.some((one) => one.toLowerCase() === name)
      ? [{ address, family }]
      : [];
  });
}

/** The `code` of a system or library error, else its message. */
export function codeOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string')
    return error.code;
  return error instanceof Error ? error.message : String(error);
}
