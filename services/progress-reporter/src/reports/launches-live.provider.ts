import type { ServerResponse } from 'node:http';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Log } from '@aicc-bridge/platform';
import { DataSource } from 'typeorm';
import { z } from 'zod';

/** Fast enough to read as "now", slow enough that open pages cost nothing: one indexed query per tenant that somebody looks at. */
const LOOK_MS = 2_000;
const HEARTBEAT_LOOKS = 7;
/** Shorter than an access token lives, so that a revoked one does not listen on. */
const LONGEST_MS = 5 * 60_000;

/** The newest change after a mark; the mark itself if there is none. Both tables answer from their index of time. */
const NEWEST = `
  select greatest(
    (select max(updated_at) from deliveries where updated_at > $2::timestamptz and ($1::uuid is null or tenant_id = $1)),
    (select max(at) from declined_launches where at > $2::timestamptz and ($1::uuid is null or tenant_id = $1))
  )::text as newest`;
const START = `
  select greatest((select max(updated_at) from deliveries), (select max(at) from declined_launches), '-infinity')::text as newest`;
/** As text: microseconds must survive. */
const Newest = z.tuple([z.object({ newest: z.string().nullable() })]);

interface Stream {
  readonly tenantId: string | null;
  readonly response: ServerResponse;
}

/** Tells open pages that a launch of theirs changed; they ask for what they show. */
@Injectable()
export class LaunchesLive implements OnModuleDestroy {
  private readonly streams = new Set<Stream>();
  private mark: string | null = null;
  private timer: NodeJS.Timeout | null = null;
  private looks = 0;

  constructor(
    private readonly dataSource: DataSource,
    private readonly log: Log,
  ) {}

  onModuleDestroy(): void {
    if (this.timer) clearInterval(this.timer);
    for (const { response } of this.streams) response.end();
  }

  /** @param tenantId null = all tenants */
  async serve(tenantId: string | null, response: ServerResponse): Promise<void> {
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    response.write(': here\n\n');
    const stream = { tenantId, response };
    const end = setTimeout(() => response.end(), LONGEST_MS).unref();
    response.on('close', () => {
      clearTimeout(end);
      this.streams.delete(stream);
      if (this.streams.size === 0) this.rest();
    });
    this.streams.add(stream);
    this.timer ??= setInterval(() => void this.look(), LOOK_MS).unref();
  }

  private rest(): void {
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
    this.mark = null;
  }

  private async look(): Promise<void> {
    try {
      this.looks += 1;
      if (this.looks % HEARTBEAT_LOOKS === 0) for (const { response } of this.streams) response.write(': here\n\n');
      const mark = this.mark ?? (await this.newest(START, []));
      const now = (await this.newest(NEWEST, [null, mark])) ?? mark;
      this.mark = now;
      if (now === mark || mark === null) return;
      const tenants = new Set([...this.streams].map(({ tenantId }) => tenantId));
      for (const tenantId of tenants)
        if (tenantId === null || (await this.newest(NEWEST, [tenantId, mark])) !== null) this.tell(tenantId);
    } catch (error) {
      this.log.warn('reports.live-unread', { error });
    }
  }

  private tell(tenantId: string | null): void {
    for (const stream of this.streams)
      if (stream.tenantId === tenantId) stream.response.write('event: changed\ndata: {}\n\n');
  }

  private async newest(query: string, parameters: readonly (string | null)[]): Promise<string | null> {
    return Newest.parse(await this.dataSource.query(query, [...parameters]))[0].newest;
  }
}
