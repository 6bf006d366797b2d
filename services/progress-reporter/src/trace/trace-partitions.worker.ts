import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Clock, Log } from '@aicc-bridge/platform';
import { DataSource } from 'typeorm';
import { z } from 'zod';

const DAY_MS = 86_400_000;
const EVERY_MS = 3_600_000;
const KEEP_DAYS = 30;
/** Figures look back 7 days. */
const FORGET_COUNTERS = 'delete from promptness where hour < $1';
const KEEP_COUNTERS_DAYS = 8;

/**
 * Trace rows are partitioned by day: tomorrow's partition is made ahead, those older than 30 days are dropped whole. Counters that no
 * figure looks back to any more go with them.
 */
@Injectable()
export class TracePartitions implements OnModuleInit, OnModuleDestroy {
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.tend();
    this.timer = setInterval(
      () => void this.tend().catch((error: unknown) => this.log.warn('trace.partitions-failed', { error })),
      EVERY_MS,
    );
  }

  onModuleDestroy(): void {
    if (this.timer) clearInterval(this.timer);
  }

  async tend(): Promise<void> {
    const today = this.clock.now().getTime();
    for (const day of [today, today + DAY_MS]) await this.create(new Date(day));
    const names = z
      .array(z.object({ name: z.string() }))
      .parse(
        await this.dataSource.query(
          `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'exchanges'::regclass`,
        ),
      );
    const oldest = nameOf(new Date(today - KEEP_DAYS * DAY_MS));
    for (const { name } of names)
      if (/^exchanges_\d{8}$/.test(name) && name < oldest) await this.dataSource.query(`drop table if exists ${name}`);
    await this.dataSource.query(FORGET_COUNTERS, [new Date(today - KEEP_COUNTERS_DAYS * DAY_MS)]);
  }

  private async create(day: Date): Promise<void> {
    const from = day.toISOString().slice(0, 10);
    const to = new Date(Date.parse(from) + DAY_MS).toISOString().slice(0, 10);
    await this.dataSource.query(
      `create table if not exists ${nameOf(day)} partition of exchanges for values from ('${from}Z') to ('${to}Z')`,
    );
  }
}

function nameOf(day: Date): string {
  return `exchanges_${day.toISOString().slice(0, 10).replaceAll('-', '')}`;
}
