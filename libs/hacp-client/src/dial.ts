import net from 'node:net';
import tls from 'node:tls';
import { isAddressAllowed, type Network } from './check-address.js';
import { codeOf, type ResolvedAddress, type Resolver } from './resolve-name.js';
import { causeOfTlsFailure } from './tls-cause.js';

export interface DialTarget {
  /** a name on the tenant's list, never an address */
  readonly hostname: string;
  readonly port: number;
  readonly secure: boolean;
}

export interface DialOptions {
  readonly allowedNetworks: readonly Network[];
  readonly resolve: Resolver;
  /** for name, connection and handshake together */
  readonly connectTimeoutMs: number;
  readonly ca?: string | undefined;
}

export type DialStage = 'dns' | 'connect' | 'tls';

/** Why no connection came about. Nothing of the request has left this machine. */
export class DialError extends Error {
  constructor(
    readonly stage: DialStage | 'address-forbidden',
    message: string,
    /** of the system, e.g. ECONNREFUSED */
    readonly code: string,
  ) {
    super(message);
  }
}

/** Level 2 refuses keys under 112 bits (RSA 1024) and SHA-1 signatures, which level 1, the default, still takes. */
const CIPHERS = `${tls.DEFAULT_CIPHERS}:@SECLEVEL=2`;
/** Four are enough for a round-robin name; a name with fifty dead addresses is no reason for fifty tries. */
const MOST_ADDRESSES = 4;

/**
 * Dials an LMS: the name is resolved at each dial, every address of the answer is checked, and the connection goes to a checked
 * address while SNI and certificate check keep the name (SSRF rules of sheet §8; rebinding F72, mixed answers F73).
 *
 * @param stop ends the dial early
 * @throws DialError
 */
export async function dial(target: DialTarget, options: DialOptions, stop: AbortSignal): Promise<net.Socket> {
  const end = performance.now() + options.connectTimeoutMs;
  const step = <T>(stage: DialStage, late: string, work: Promise<T>): Promise<T> =>
    before(work, end - performance.now(), stop, () => new DialError(stage, late, 'ETIMEDOUT'));
  const addresses = checked(target.hostname, await resolved(target.hostname, options.resolve, step), options);
  const socket = await connected(addresses, target.port, step);
  const ready = target.secure ? await secured(socket, target.hostname, options.ca, step) : socket;
  ready.setNoDelay(true);
  return ready;
}

type Step = <T>(stage: DialStage, late: string, work: Promise<T>) => Promise<T>;

async function resolved(hostname: string, resolve: Resolver, step: Step): Promise<readonly ResolvedAddress[]> {
  try {
    return await step('dns', `the name ${hostname} was not resolved in time`, resolve(hostname));
  } catch (error) {
    if (error instanceof DialError) throw error;
    throw new DialError('dns', `the name ${hostname} could not be resolved (${codeOf(error)})`, codeOf(error));
  }
}

/** A mixed answer is refused whole: a name that leads inside as well is no LMS on the internet (F73). */
function checked(
  hostname: string,
  addresses: readonly ResolvedAddress[],
  { allowedNetworks }: DialOptions,
): readonly string[] {
  if (addresses.length === 0) throw new DialError('dns', `the name ${hostname} has no address`, 'ENODATA');
  const forbidden = addresses.find(({ address }) => !isAddressAllowed(address, allowedNetworks));
  if (forbidden)
    throw new DialError(
      'address-forbidden',
      `${hostname} leads to ${forbidden.address}, which is no public address`,
      'EACCES',
    );
  return addresses
    .toSorted((a, b) => net.isIP(a.address) - net.isIP(b.address))
    .slice(0, MOST_ADDRESSES)
    .map(({ address }) => address);
}

/** The first address that takes the connection; one that does not answer at all uses up the limit. */
async function connected(addresses: readonly string[], port: number, step: Step): Promise<net.Socket> {
  let last = new DialError('connect', 'no address was tried', 'ENODATA');
  for (const address of addresses) {
    // No name is left here, so Node looks none up.
    const socket = net.connect({ host: address, port });
    try {
      await step('connect', `no connection to ${address}:${port} in time`, ready(socket, 'connect'));
      return socket;
    } catch (error) {
      abandon(socket);
      if (error instanceof DialError) throw error;
      last = new DialError('connect', `no connection to ${address}:${port} (${codeOf(error)})`, codeOf(error));
    }
  }
  throw last;
}

async function secured(
  socket: net.Socket,
  hostname: string,
  ca: string | undefined,
  step: Step,
): Promise<tls.TLSSocket> {
  const secure = tls.connect({
    socket,
    servername: hostname,
    minVersion: 'TLSv1.2',
    ciphers: CIPHERS,
    rejectUnauthorized: true,
    ALPNProtocols: ['http/1.1'],
    ...(ca === undefined ? {} : { ca }),
  });
  try {
    await step('tls', 'the TLS handshake did not end in time', ready(secure, 'secureConnect'));
    return secure;
  } catch (error) {
    abandon(secure);
    abandon(socket);
    if (error instanceof DialError) throw error;
    throw new DialError('tls', causeOfTlsFailure(codeOf(error)), codeOf(error));
  }
}

function ready(socket: net.Socket, event: 'connect' | 'secureConnect'): Promise<void> {
  return new Promise((resolve, reject) => {
    const closed = (): void => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' }));
    const done = (): void => {
      socket.off('error', reject);
      socket.off('close', closed);
      resolve();
    };
    socket.once(event, done);
    socket.once('error', reject);
    socket.once('close', closed);
  });
}

/** A late error of a socket that nobody wants any more must not end the process. */
function abandon(socket: net.Socket): void {
  socket.on('error', () => undefined);
  socket.destroy();
}

function before<T>(work: Promise<T>, ms: number, stop: AbortSignal, late: () => DialError): Promise<T> {
  return new Promise((resolve, reject) => {
    const stopped = (): void => settle(() => reject(new DialError('connect', 'the dial was stopped', 'ECANCELED')));
    // Timers run before sockets are read: after a standstill of ours a connection that is there counts.
    const timer = setTimeout(() => setImmediate(() => settle(() => reject(late()))), Math.max(0, ms));
    const settle = (how: () => void): void => {
      clearTimeout(timer);
      stop.removeEventListener('abort', stopped);
      how();
    };
    if (stop.aborted) stopped();
    else stop.addEventListener('abort', stopped, { once: true });
    work.then(
      (value) => settle(() => resolve(value)),
      (error: Error) => settle(() => reject(error)),
    );
  });
}
