import type { ServerResponse } from 'node:http';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { beginEventStream, Clock, Log } from '@aicc-bridge/platform';
import { LaunchesStore, type LaunchReport } from './launches.store.js';

const POLL_MS = 1_000;
const HEARTBEAT_MS = 15_000;
/** A transaction that began before another may end after it: what is new is looked for this far back, and told once. */
const OVERLAP_MS = 5_000;

interface Stream {
  /** null = every tenant */
  readonly tenantId: string | null;
  readonly response: ServerResponse;
  /** whether the token that opened it is still good */
  readonly stillAllowed: () => Promise<boolean>;
}

/** Launches as they change, by server-sent events. One look at the database a second, however many watch. */
@Injectable()
export class LaunchStreams implements OnModuleDestroy {
  private readonly streams = new Set<Stream>();
  /** what was told of each launch within the overlap */
  private told = new Map<string, string>();
  private since: Date | null = null;
  private poll: NodeJS.Timeout | null = null;
  private heartbeat: NodeJS.Timeout | null = null;
  private looking: Promise<void> | null = null;

  constructor(
    private readonly launches: LaunchesStore,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  async onModuleDestroy(): Promise<void> {
    this.rest();
    for (const { response } of this.streams) response.end();
    await this.looking;
  }

  serve(stream: Stream): void {
    const { response } = stream;
    beginEventStream(response);
    response.write('event: open\ndata: {}\n\n');
    this.streams.add(stream);
    response.on('close', () => {
      this.streams.delete(stream);
      if (this.streams.size === 0) this.rest();
    });
    this.since ??= this.clock.now();
    this.poll ??= setInterval(() => this.look(), POLL_MS);
    this.heartbeat ??= setInterval(() => void this.beat(), HEARTBEAT_MS);
  }

  private rest(): void {
    if (this.poll !== null) clearInterval(this.poll);
    if (this.heartbeat !== null) clearInterval(this.heartbeat);
    this.poll = this.heartbeat = this.since = null;
    this.told = new Map();
  }

  /** A stream ends with the token that opened it: expired, revoked, or its key withdrawn. */
  private async beat(): Promise<void> {
    for (const { response, stillAllowed } of [...this.streams]) {
      const allowed = await stillAllowed().catch(() => true);
      if (!allowed) response.end('event: end\ndata: {"why":"token"}\n\n');
      else response.write(': here\n\n');
    }
  }

  private look(): void {
    this.looking ??= this.tell()
      .catch((error: unknown) => this.log.warn('launch-streams.unread', { error }))
      .finally(() => {
        this.looking = null;
      });
  }

  private async tell(): Promise<void> {
    const { since } = this;
    if (since === null) return;
    const now = this.clock.now();
    const changed = await this.launches.changedSince(new Date(since.getTime() - OVERLAP_MS));
    const told = new Map<string, string>();
    for (const launch of changed) {
      const text = JSON.stringify(launch);
      told.set(launch.launchId, text);
      if (this.told.get(launch.launchId) !== text) this.send(launch, text);
    }
    this.told = told;
    this.since = now;
  }

  private send(launch: LaunchReport, text: string): void {
    for (const { tenantId, response } of this.streams)
      if (tenantId === null || tenantId === launch.tenantId) response.write(`event: launch\ndata: ${text}\n\n`);
  }
}
