import { checkAiccUrl } from '@aicc-bridge/aicc';
import { readNetworks } from './check-address.js';
import { dial } from './dial.js';
import { failedExchange } from './failed-exchange.js';
import type { ExchangeTimings, HacpExchange, HacpExchangeRequest } from './hacp-exchange.js';
import { HostSockets, type Lane } from './host-sockets.js';
import { keptHeaders } from './kept-headers.js';
import { type Resolver, systemResolver } from './resolve-name.js';
import { sendRequest } from './send-request.js';

export interface HacpClientOptions {
  /** CIDRs that the deployment lists although they are not public; the demo lists loopback */
  readonly allowedNetworks: readonly string[];
  /** for name, connection and handshake together; default 5 s */
  readonly connectTimeoutMs?: number;
  /** default 64 KiB */
  readonly maxBodyBytes?: number;
  /** default 60 s */
  readonly socketLifeMs?: number;
  /** per scheme, host and port; default 64 */
  readonly connectionsPerHost?: number;
  readonly resolve?: Resolver;
  /** trust this CA (PEM) instead of the system's; for tests and private CAs */
  readonly ca?: string;
}

const DEFAULTS = {
  connectTimeoutMs: 5_000,
  maxBodyBytes: 65_536,
  socketLifeMs: 60_000,
  connectionsPerHost: 64,
};

/**
 * The only way out to an LMS (design §10): exact host list before any byte, checked addresses at each dial, no redirects, no
 * compression asked for or unpacked, a byte budget, one deadline for everything, no retry that the caller does not see.
 */
export class HacpClient {
  private readonly hosts = new Map<string, HostSockets>();
  private readonly networks: ReturnType<typeof readNetworks>;
  private readonly resolve: Resolver;
  private readonly limits: typeof DEFAULTS;
  private readonly onTheirWay = new Set<AbortController>();
  private closed = false;

  constructor(private readonly options: HacpClientOptions) {
    this.networks = readNetworks(options.allowedNetworks);
    this.resolve = options.resolve ?? systemResolver();
    this.limits = {
      connectTimeoutMs: options.connectTimeoutMs ?? DEFAULTS.connectTimeoutMs,
      maxBodyBytes: options.maxBodyBytes ?? DEFAULTS.maxBodyBytes,
      socketLifeMs: options.socketLifeMs ?? DEFAULTS.socketLifeMs,
      connectionsPerHost: options.connectionsPerHost ?? DEFAULTS.connectionsPerHost,
    };
  }

  /** One message and what came of it. Never rejects; ends within `deadlineMs`, whatever the LMS does. */
  async exchange(request: HacpExchangeRequest): Promise<HacpExchange> {
    const verdict = checkAiccUrl(request.url, request.allowedHosts);
    if (verdict.kind === 'refused')
      return {
        kind: 'not-sent',
        why: 'host-not-allowed',
        ruleId: 'S29',
        detail: `aicc_url was refused: ${verdict.why}`,
      };
    const stop = new AbortController();
    // Timers run before sockets are read: after a standstill of ours, what came in time is read first and not charged to the LMS.
    const deadline = setTimeout(() => setImmediate(() => stop.abort('deadline')), request.deadlineMs);
    const aborted = (): void => stop.abort('aborted');
    if (this.closed || request.signal?.aborted) aborted();
    request.signal?.addEventListener('abort', aborted, { once: true });
    this.onTheirWay.add(stop);
    try {
      return await this.attempt(new URL(verdict.url), request.body, stop.signal);
    } finally {
      this.onTheirWay.delete(stop);
      clearTimeout(deadline);
      request.signal?.removeEventListener('abort', aborted);
    }
  }

  /** Ends the sockets to a host that has left the list. An exchange that is on its way may end. */
  forgetHost(name: string, port: number): void {
    for (const scheme of ['https', 'http']) {
      const { origin } = new URL(`${scheme}://${name}:${port}`);
      this.hosts.get(origin)?.retire();
    }
  }

  /** Ends everything at once, exchanges on their way included. */
  async close(): Promise<void> {
    this.closed = true;
    for (const stop of this.onTheirWay) stop.abort('aborted');
    const hosts = [...this.hosts.values()];
    this.hosts.clear();
    await Promise.all(hosts.map((host) => host.destroy()));
  }

  private async attempt(url: URL, body: string, stop: AbortSignal): Promise<HacpExchange> {
    const begun = performance.now();
    const timings = (connectMs: number | null, waitMs: number | null): ExchangeTimings => ({
      totalMs: Math.round(performance.now() - begun),
      connectMs,
      waitMs,
    });
    const wire = { path: `${url.pathname}${url.search}`, body, maxBodyBytes: this.limits.maxBodyBytes };
    for (;;) {
      const host = this.hostOf(url);
      let lane: Lane;
      try {
        lane = await host.acquire(stop);
      } catch (error) {
        return failedExchange({ phase: 'dial', error, stop, timings: timings(null, null) });
      }
      const reused = lane.used;
      const readBefore = lane.socket.bytesRead;
      const result = await sendRequest(lane.client, wire, stop);
      const answerBegun = lane.socket.bytesRead > readBefore;
      host.release(lane);
      const connectMs = reused ? null : lane.connectMs;
      if (result.kind === 'answered')
        return {
          kind: 'answered',
          status: result.status,
          headers: keptHeaders(result.headers),
          body: result.body,
          bodyCut: result.cut,
          timings: timings(connectMs, result.waitMs),
          peer: lane.peer,
        };
      // A kept socket that closed before the first byte went: nothing was tried yet, so a new socket is no second try.
      if (!result.begun && reused && !stop.aborted) continue;
      return failedExchange({
        phase: 'wire',
        error: result.error,
        stop,
        begun: result.begun,
        answered: result.waitMs !== null,
        keepAliveRace: reused && !answerBegun,
        timings: timings(connectMs, result.waitMs),
      });
    }
  }

  private hostOf(url: URL): HostSockets {
    const { origin } = url;
    const known = this.hosts.get(origin);
    if (known) return known;
    const secure = url.protocol === 'https:';
    const target = { hostname: url.hostname, secure, port: Number(url.port || (secure ? 443 : 80)) };
    const options = {
      allowedNetworks: this.networks,
      resolve: this.resolve,
      connectTimeoutMs: this.limits.connectTimeoutMs,
      ca: this.options.ca,
    };
    const host: HostSockets = new HostSockets({
      origin,
      dial: (stop) => dial(target, options, stop),
      socketLifeMs: this.limits.socketLifeMs,
      maxSockets: this.limits.connectionsPerHost,
      onEmpty: () => {
        if (this.hosts.get(origin) === host) this.hosts.delete(origin);
      },
    });
    this.hosts.set(origin, host);
    return host;
  }
}
