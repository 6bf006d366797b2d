import type { ServerResponse } from 'node:http';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { beginEventStream, Log } from '@aicc-bridge/platform';
import pg from 'pg';
import { BadgeFacts } from './badge-facts.store.js';
import { badgeOf } from './badge-of.js';
import { OUTCOMES_CHANNEL } from './outcomes.store.js';

/** Where to listen; a class, so that Nest can inject it. */
export class ListenAddress {
  constructor(
    readonly databaseUrl: string,
    /** what is read without a ring, when rings get lost */
    readonly pollMs = 2_000,
  ) {}
}

const HEARTBEAT_POLLS = 7;
const RECONNECT_MS = 1_000;

interface Stream {
  readonly launchId: string;
  readonly response: ServerResponse;
  last: string;
}

/** Badges by server-sent events: a ring of PostgreSQL's NOTIFY, and a slow poll behind it (design §8). */
@Injectable()
export class BadgeStreams implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly streams = new Set<Stream>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private listener: pg.Client | null = null;
  private reading: Promise<void> | null = null;
  private again = false;
  private polls = 0;
  private stopped = false;

  constructor(
    private readonly facts: BadgeFacts,
    private readonly address: ListenAddress,
    private readonly log: Log,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.listen();
    this.timers.add(setInterval(() => this.poll(), this.address.pollMs).unref());
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    for (const timer of this.timers) clearInterval(timer);
    for (const { response } of this.streams) response.end();
    await this.listener?.end().catch(() => undefined);
    await this.reading;
  }

  /** Sends the badge now and whenever it changes, until the page goes. */
  async serve(launchId: string, response: ServerResponse): Promise<void> {
    beginEventStream(response);
    const stream: Stream = { launchId, response, last: '' };
    this.streams.add(stream);
    response.on('close', () => this.streams.delete(stream));
    await this.send(stream).catch((error: unknown) => this.log.warn('badge.unread', { launchId, error }));
    if (this.stopped) response.end();
  }

  private poll(): void {
    this.polls += 1;
    if (this.polls % HEARTBEAT_POLLS === 0) for (const { response } of this.streams) response.write(': here\n\n');
    this.ring();
  }

  /** One round at a time; a ring during a round makes another one. */
  private ring(): void {
    this.again = true;
    this.reading ??= this.rounds().finally(() => {
      this.reading = null;
    });
  }

  private async rounds(): Promise<void> {
    while (this.again && !this.stopped) {
      this.again = false;
      for (const stream of [...this.streams])
        await this.send(stream).catch((error: unknown) =>
          this.log.warn('badge.unread', { launchId: stream.launchId, error }),
        );
    }
  }

  private async send(stream: Stream): Promise<void> {
    const facts = await this.facts.of(stream.launchId);
    const text = JSON.stringify(badgeOf(facts?.outcome ?? null, facts?.local ?? null));
    if (text === stream.last || stream.response.writableEnded) return;
    stream.last = text;
    stream.response.write(`event: badge\ndata: ${text}\n\n`);
  }

  private async listen(): Promise<void> {
    if (this.stopped) return;
    const client = new pg.Client({ connectionString: this.address.databaseUrl, application_name: 'launch badges' });
    const lost = (error?: unknown): void => {
      if (this.listener !== client || this.stopped) return;
      this.listener = null;
      this.log.warn('badge.listener-lost', { error });
      const timer = setTimeout(() => {
        this.timers.delete(timer);
        void this.listen();
      }, RECONNECT_MS).unref();
      this.timers.add(timer);
    };
    this.listener = client;
    client.on('error', lost);
    client.on('end', () => lost());
    client.on('notification', () => this.ring());
    try {
      await client.connect();
      await client.query(`listen ${OUTCOMES_CHANNEL}`);
      this.ring();
    } catch (error) {
      lost(error);
    }
  }
}
