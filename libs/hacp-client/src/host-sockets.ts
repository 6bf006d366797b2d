import type net from 'node:net';
import tls from 'node:tls';
import { Client } from 'undici';
import type { Peer } from './hacp-exchange.js';

export interface HostSocketsOptions {
  readonly origin: string;
  readonly dial: (stop: AbortSignal) => Promise<net.Socket>;
  readonly socketLifeMs: number;
  readonly maxSockets: number;
  /** called when nothing is open and nobody waits any more */
  readonly onEmpty: () => void;
}

/** Answers longer than this in their head are no LMS's (F53). */
const MAX_HEADER_BYTES = 16_384;
const KEEP_ALIVE_MS = 4_000;

/** One socket to one host, with the HTTP parser on it. It carries one request at a time and is never dialled again. */
export class Lane {
  readonly client: Client;
  readonly peer: Peer;
  used = false;
  /** its life is over, or the host has left the list: no further request begins on it */
  retired = false;

  constructor(
    origin: string,
    readonly socket: net.Socket,
    readonly connectMs: number,
  ) {
    this.peer = peerOf(socket);
    let given = false;
    this.client = new Client(origin, {
      pipelining: 1,
      maxHeaderSize: MAX_HEADER_BYTES,
      keepAliveTimeout: KEEP_ALIVE_MS,
      // The deadline of the exchange is the only clock; undici's own would be a second one.
      headersTimeout: 0,
      bodyTimeout: 0,
      // undici dials again by itself, and puts a request back into its queue in some cases: a hidden second try would be a
      // second message, and HACP's final PutParam must not be repeated unseen. So there is one socket, once.
      connect: (_target, callback) => {
        const again = given || socket.destroyed;
        given = true;
        queueMicrotask(() => (again ? callback(new Error('the socket is gone'), null) : callback(null, socket)));
      },
    });
  }

  get alive(): boolean {
    return !this.retired && !this.socket.destroyed && !this.client.destroyed;
  }

  async destroy(): Promise<void> {
    this.socket.destroy();
    await this.client.destroy().catch(() => undefined);
  }
}

/** The sockets to one origin: kept alive for a while, dialled when needed, never more than the limit. */
export class HostSockets {
  private readonly open = new Set<Lane>();
  private readonly idle: Lane[] = [];
  private readonly waiting: (() => void)[] = [];
  private dialling = 0;
  private acquiring = 0;
  private retirements = 0;

  constructor(private readonly options: HostSocketsOptions) {}

  /**
   * A socket for one request: a kept one, else a new one, else the next that comes free.
   *
   * @throws DialError; the reason of `stop` if it ends the wait
   */
  async acquire(stop: AbortSignal): Promise<Lane> {
    this.acquiring += 1;
    let waited = false;
    try {
      for (;;) {
        stop.throwIfAborted();
        const kept = this.takeIdle();
        if (kept) return kept;
        if (this.open.size + this.dialling < this.options.maxSockets) return await this.dialLane(stop);
        waited = true;
        await this.turn(stop);
      }
    } catch (error) {
      // Whoever gives up passes on the place that it may just have been given.
      this.wakeOne();
      // A dial that had no time left because it stood in our queue says nothing about the LMS.
      throw waited && stop.aborted ? stop.reason : error;
    } finally {
      this.acquiring -= 1;
      this.sayIfEmpty();
    }
  }

  /** Gives a lane back after its exchange. */
  release(lane: Lane): void {
    lane.used = true;
    if (lane.alive) this.idle.push(lane);
    else void lane.destroy();
    this.wakeOne();
  }

  /** No request begins on these sockets any more. One that is on its way may end (F82). */
  retire(): void {
    this.retirements += 1;
    for (const lane of this.open) lane.retired = true;
    for (const lane of this.idle.splice(0)) void lane.destroy();
  }

  async destroy(): Promise<void> {
    await Promise.all([...this.open].map((lane) => lane.destroy()));
  }

  private takeIdle(): Lane | null {
    for (;;) {
      // The youngest use first: the others reach their idle limit and go.
      const lane = this.idle.pop();
      if (!lane) return null;
      if (lane.alive) return lane;
      void lane.destroy();
    }
  }

  private async dialLane(stop: AbortSignal): Promise<Lane> {
    const begun = performance.now();
    const { retirements } = this;
    this.dialling += 1;
    try {
      const socket = await this.options.dial(stop);
      const lane = new Lane(this.options.origin, socket, Math.round(performance.now() - begun));
      lane.retired = retirements !== this.retirements;
      this.open.add(lane);
      this.watch(lane);
      return lane;
    } finally {
      this.dialling -= 1;
    }
  }

  private watch(lane: Lane): void {
    // An address is trusted for this long only. A request on its way is not cut off by it: its own deadline is near.
    const life = setTimeout(() => {
      lane.retired = true;
      const at = this.idle.indexOf(lane);
      if (at >= 0) {
        this.idle.splice(at, 1);
        void lane.destroy();
      }
    }, this.options.socketLifeMs);
    life.unref();
    lane.socket.on('error', () => undefined);
    lane.socket.once('close', () => {
      clearTimeout(life);
      this.open.delete(lane);
      const at = this.idle.indexOf(lane);
      if (at >= 0) this.idle.splice(at, 1);
      void lane.destroy();
      this.wakeOne();
      this.sayIfEmpty();
    });
  }

  private turn(stop: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        stop.removeEventListener('abort', gone);
        resolve();
      };
      const gone = (): void => {
        const at = this.waiting.indexOf(done);
        if (at >= 0) this.waiting.splice(at, 1);
        done();
      };
      this.waiting.push(done);
      stop.addEventListener('abort', gone, { once: true });
    });
  }

  private wakeOne(): void {
    this.waiting.shift()?.();
  }

  private sayIfEmpty(): void {
    if (this.open.size + this.acquiring === 0) this.options.onEmpty();
  }
}

function peerOf(socket: net.Socket): Peer {
  const address = socket.remoteAddress ?? '';
  if (!(socket instanceof tls.TLSSocket)) return { address, tls: null };
  const certificate = socket.getPeerCertificate();
  return {
    address,
    tls: {
      protocol: socket.getProtocol() ?? '',
      cipher: socket.getCipher().name,
      issuer: String(certificate.issuer?.O ?? certificate.issuer?.CN ?? ''),
      validTo: certificate.valid_to ?? '',
    },
  };
}
