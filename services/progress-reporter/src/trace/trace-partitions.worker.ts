import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { Queryable } from '@aicc-bridge/messaging';
import { Clock, Log } from '@aicc-bridge/platform';
import { DataSource } from 'typeorm';
import { z } from 'zod';

const DAY_MS = 86_400_000;
const EVERY_MS = 3_600_000;
const KEEP_DAYS = 30;
/** "If not exists" looks before it leaps: two copies that start at once would both create the table, and one would fail. */
const ONE_COPY = `select pg_advisory_xact_lock(7201006, hashtext(current_schema()))`;
const PARTITIONS = `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'exchanges'::regclass`;
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
    await this.dataSource.transaction(async (tx) => {
      await tx.query(ONE_COPY);
      await this.tendAlone(tx);
    });
  }

  private async tendAlone(tx: Queryable): Promise<void> {
    const today = this.clock.now().getTime();
    for (const day of [today, today + DAY_MS]) await create(tx, new Date(day));
    const names = z.array(z.object({ name: z.string() })).parse(await tx.query(PARTITIONS));
    const oldest = nameOf(new Date(today - KEEP_DAYS * DAY_MS));
    for (const { name } of names)
      if (/^exchanges_\d{8}$/.test(name) && name < oldest) await tx.query(`drop table if exists ${name}`);
    await tx.query(FORGET_COUNTERS, [new Date(today - KEEP_COUNTERS_DAYS * DAY_MS)]);
  }
}

async function create(tx: Queryable, day: Date): Promise<void> {
  const from = day.toISOString().slice(0, 10);
  const to = new Date(Date.parse(from) + DAY_MS).toISOString().slice(0, 10);
  await tx.query(
    `create table if not exists ${nameOf(day)} partition of exchanges for values from ('${from}Z') to ('${to}Z')`,
  );
}

function nameOf(day: Date): string {
  return `exchanges_${day.toISOString().slice(0, 10).replaceAll('-', '')}`;
}
