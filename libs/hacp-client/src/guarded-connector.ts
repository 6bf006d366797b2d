import { lookup } from 'node:dns/promises';
import net from 'node:net';
import tls from 'node:tls';
import type { buildConnector } from 'undici';
import { isAddressAllowed, type Network } from './check-address.js';

export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}
/** Name → all its addresses. */
export type Resolver = (name: string) => Promise<readonly ResolvedAddress[]>;

export const systemResolver: Resolver = (name) => lookup(name, { all: true });

export interface ConnectorOptions {
  readonly allowedNetworks: readonly Network[];
  readonly resolve: Resolver;
  readonly connectTimeoutMs: number;
  readonly socketLifeMs: number;
  readonly ca?: string;
  readonly onDialled: (socket: net.Socket, tookMs: number) => void;
}

/** Why no connection came about. */
export class DialError extends Error {
  constructor(
    readonly stage: 'dns' | 'connect' | 'tls' | 'address-forbidden',
    message: string,
  ) {
    super(message);
  }
}

/**
 * Dials an LMS: the name is resolved at each dial, every address of the answer is checked, and the connection goes to the checked
 * address while SNI and certificate check keep the name (SSRF rules of sheet §8; rebinding F72, mixed answers F73).
 * A socket lives `socketLifeMs` at most, so that an address is never trusted for longer.
 */
export function guardedConnector(options: ConnectorOptions): buildConnector.connector {
  return (target, callback) => {
    dial(target, options).then(
      (socket) => callback(null, socket),
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), null),
    );
  };
}

async function dial(
  { hostname, port, protocol }: buildConnector.Options,
  options: ConnectorOptions,
): Promise<net.Socket> {
  const begun = performance.now();
  const deadline = AbortSignal.timeout(options.connectTimeoutMs);
  const address = await checkedAddress(hostname, options, deadline);
  const secure = protocol === 'https:';
  const socket = await connected(address, Number(port || (secure ? 443 : 80)), deadline);
  const ready = secure ? await secured(socket, hostname, options, deadline) : socket;
  ready.setNoDelay(true);
  const life = setTimeout(() => ready.destroy(), options.socketLifeMs);
  life.unref();
  ready.once('close', () => clearTimeout(life));
  options.onDialled(ready, performance.now() - begun);
  return ready;
}

async function checkedAddress(
  hostname: string,
  { resolve, allowedNetworks }: ConnectorOptions,
  deadline: AbortSignal,
): Promise<string> {
  const addresses = await Promise.race([
    resolve(hostname),
    timedOut(deadline, 'dns', `the name ${hostname} was not resolved in time`),
  ]).catch((error: unknown) => {
    throw error instanceof DialError
      ? error
      : new DialError('dns', `the name ${hostname} could not be resolved (${codeOf(error)})`);
  });
  const [first] = addresses;
  if (!first) throw new DialError('dns', `the name ${hostname} has no address`);
  const forbidden = addresses.find(({ address }) => !isAddressAllowed(address, allowedNetworks));
  if (forbidden)
    throw new DialError('address-forbidden', `${hostname} leads to ${forbidden.address}, which is no public address`);
  return (addresses.find(({ family }) => family === 4) ?? first).address;
}

async function connected(address: string, port: number, deadline: AbortSignal): Promise<net.Socket> {
  const socket = net.connect({ host: address, port });
  try {
    await Promise.race([
      once(socket, 'connect'),
      timedOut(deadline, 'connect', `no connection to ${address}:${port} in time`),
    ]);
    return socket;
  } catch (error) {
    socket.destroy();
    throw error instanceof DialError
      ? error
      : new DialError('connect', `no connection to ${address}:${port} (${codeOf(error)})`);
  }
}

async function secured(
  socket: net.Socket,
  hostname: string,
  { ca }: ConnectorOptions,
  deadline: AbortSignal,
): Promise<tls.TLSSocket> {
  const secure = tls.connect({
    socket,
    servername: hostname,
    minVersion: 'TLSv1.2',
    ALPNProtocols: ['http/1.1'],
    ...(ca === undefined ? {} : { ca }),
  });
  try {
    await Promise.race([
      once(secure, 'secureConnect'),
      timedOut(deadline, 'tls', 'the TLS handshake did not end in time'),
    ]);
    return secure;
  } catch (error) {
    secure.destroy();
    socket.destroy();
    throw error instanceof DialError ? error : new DialError('tls', `TLS failed: ${codeOf(error)}`);
  }
}

function once(socket: net.Socket, event: 'connect' | 'secureConnect'): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once(event, () => resolve());
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('closed')));
  });
}

function timedOut(deadline: AbortSignal, stage: 'dns' | 'connect' | 'tls', message: string): Promise<never> {
  return new Promise((_resolve, reject) => {
    const fail = (): void => reject(new DialError(stage, message));
    if (deadline.aborted) fail();
    else deadline.addEventListener('abort', fail, { once: true });
  });
}

export function codeOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'code' in error) return String(error.code);
  return error instanceof Error ? error.message : String(error);
}
