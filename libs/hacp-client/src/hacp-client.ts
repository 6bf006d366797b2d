import type net from 'node:net';
import tls from 'node:tls';
import { checkAiccUrl } from '@aicc-bridge/aicc';
import { Pool } from 'undici';
import { readNetworks } from './check-address.js';
import { codeOf, DialError, guardedConnector, type Resolver, systemResolver } from './guarded-connector.js';
import type { ExchangeTimings, HacpExchange, HacpExchangeRequest, Peer } from './hacp-exchange.js';
import { readBody } from './read-body.js';

export interface HacpClientOptions {
  /** CIDRs that the deployment lists although they are not public; the demo lists loopback */
  readonly allowedNetworks: readonly string[];
  /** default 5 s */
  readonly connectTimeoutMs?: number;
  /** default 64 KiB */
  readonly maxBodyBytes?: number;
  /** default 60 s */
  readonly socketLifeMs?: number;
  /** default 64 */
  readonly connectionsPerHost?: number;
  readonly resolve?: Resolver;
  /** trust this CA instead of the system's; for tests and private CAs */
  readonly ca?: string;
}

const KEPT_HEADERS = ['content-type', 'retry-after', 'server', 'date'] as const;
const MAX_HEADER_BYTES = 16_384;

interface Dialled {
  connectMs: number | null;
  socket: net.Socket | null;
}

/**
 * The only way out to an LMS (design §10): exact host list before any byte, checked addresses at each dial, no redirects, no
 * compression asked for or unpacked, a byte budget, one deadline for everything, no retry that the caller does not see.
 */
export class HacpClient {
  private readonly pools = new Map<string, Pool>();
  private readonly dialled = new Map<string, Dialled>();
  private readonly networks: ReturnType<typeof readNetworks>;

  constructor(private readonly options: HacpClientOptions) {
    this.networks = readNetworks(options.allowedNetworks);
  }

  async exchange(request: HacpExchangeRequest): Promise<HacpExchange> {
    const verdict = checkAiccUrl(request.url, request.allowedHosts);
    if (verdict.kind === 'refused')
      return {
        kind: 'not-sent',
        why: 'host-not-allowed',
        ruleId: 'S29',
        detail: `aicc_url was refused: ${verdict.why}`,
      };
    const url = new URL(verdict.url);
    const origin = url.origin;
    const begun = performance.now();
    const last: Dialled = { connectMs: null, socket: null };
    this.dialled.set(origin, last);
    let sending = false;
    let waitMs: number | null = null;
    const timings = (): ExchangeTimings => ({
      totalMs: Math.round(performance.now() - begun),
      connectMs: last.connectMs,
      waitMs,
    });
    const deadline = AbortSignal.timeout(request.deadlineMs);
    const signal = request.signal ? AbortSignal.any([deadline, request.signal]) : deadline;
    try {
      sending = true;
      const answer = await this.poolOf(origin).request({
        method: 'POST',
        path: `${url.pathname}${url.search}`,
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          accept: '*/*',
          'accept-encoding': 'identity',
          'user-agent': 'aicc-bridge',
        },
        body: request.body,
        signal,
        // A hidden second try would be a second message: HACP's final PutParam must not be repeated unseen.
        idempotent: false,
        headersTimeout: request.deadlineMs,
        bodyTimeout: request.deadlineMs,
      });
      waitMs = Math.round(performance.now() - begun);
      const { bytes, cut } = await readBody(answer.body, this.options.maxBodyBytes ?? 65_536);
      return {
        kind: 'answered',
        status: answer.statusCode,
        headers: kept(answer.headers),
        body: bytes,
        bodyCut: cut,
        timings: timings(),
        peer: peerOf(last.socket),
      };
    } catch (error) {
      return failure(error, {
        deadline: deadline.aborted,
        aborted: request.signal?.aborted === true,
        sending,
        answered: waitMs !== null,
        timings: timings(),
      });
    }
  }

  /** Destroys the sockets to a host that has left the list. */
  forgetHost(name: string, port: number): void {
    for (const origin of [
      `https://${name}${port === 443 ? '' : `:${port}`}`,
      `http://${name}${port === 80 ? '' : `:${port}`}`,
    ]) {
      const pool = this.pools.get(origin);
      this.pools.delete(origin);
      void pool?.destroy().catch(() => undefined);
    }
  }

  async close(): Promise<void> {
    const pools = [...this.pools.values()];
    this.pools.clear();
    await Promise.all(pools.map((pool) => pool.destroy().catch(() => undefined)));
  }

  private poolOf(origin: string): Pool {
    const known = this.pools.get(origin);
    if (known) return known;
    const {
      connectTimeoutMs = 5_000,
      socketLifeMs = 60_000,
      connectionsPerHost = 64,
      resolve = systemResolver,
      ca,
    } = this.options;
    const pool = new Pool(origin, {
      connections: connectionsPerHost,
      pipelining: 1,
      keepAliveTimeout: 4_000,
      keepAliveMaxTimeout: socketLifeMs,
      maxHeaderSize: MAX_HEADER_BYTES,
      connect: guardedConnector({
        allowedNetworks: this.networks,
        resolve,
        connectTimeoutMs,
        socketLifeMs,
        ...(ca === undefined ? {} : { ca }),
        onDialled: (socket, tookMs) => {
          const last = this.dialled.get(origin);
          if (last) Object.assign(last, { socket, connectMs: Math.round(tookMs) });
        },
      }),
    });
    this.pools.set(origin, pool);
    return pool;
  }
}

function kept(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of KEPT_HEADERS) {
    const value = headers[name];
    if (value !== undefined) found[name] = String(value).slice(0, 300);
  }
  const location = headers['location'];
  // A redirect's target may carry the sid: only its origin is kept.
  if (location !== undefined) found['location'] = originOf(String(location));
  return found;
}

function originOf(location: string): string {
  try {
    return new URL(location).origin;
  } catch {
    return '(same host)';
  }
}

function peerOf(socket: net.Socket | null): Peer | null {
  if (socket?.remoteAddress === undefined) return null;
  if (!(socket instanceof tls.TLSSocket)) return { address: socket.remoteAddress, tls: null };
  const certificate = socket.getPeerCertificate();
  return {
    address: socket.remoteAddress,
    tls: {
      protocol: socket.getProtocol() ?? '',
      cipher: socket.getCipher().name,
      issuer: String(certificate.issuer?.O ?? certificate.issuer?.CN ?? ''),
      validTo: certificate.valid_to ?? '',
    },
  };
}

interface FailureFacts {
  readonly deadline: boolean;
  readonly aborted: boolean;
  readonly sending: boolean;
  readonly answered: boolean;
  readonly timings: ExchangeTimings;
}

/** Local trouble: no descriptors, no route, no name service of our own. */
const OUR_CODES = new Set(['EMFILE', 'ENFILE', 'ENETUNREACH', 'ENETDOWN', 'EADDRNOTAVAIL', 'EAI_AGAIN']);

function failure(error: unknown, { deadline, aborted, sending, answered, timings }: FailureFacts): HacpExchange {
  const dialError =
    error instanceof DialError
      ? error
      : error instanceof Error && error.cause instanceof DialError
        ? error.cause
        : null;
  if (dialError?.stage === 'address-forbidden')
    return { kind: 'not-sent', why: 'address-forbidden', ruleId: 'S20', detail: dialError.message };
  const detail = dialError?.message ?? codeOf(error);
  const side = [...OUR_CODES].some((code) => detail.includes(code)) || aborted ? 'ours' : 'theirs';
  if (dialError) return { kind: 'failed', stage: dialError.stage, side, detail, mayHaveArrived: false, timings };
  if (deadline)
    return {
      kind: 'failed',
      stage: 'deadline',
      side: 'theirs',
      detail: 'no whole answer within the deadline',
      mayHaveArrived: sending,
      timings,
    };
  return { kind: 'failed', stage: answered ? 'response' : 'request', side, detail, mayHaveArrived: sending, timings };
}
