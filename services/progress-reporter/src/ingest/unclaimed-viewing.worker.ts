import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { readViewingEvent } from '@aicc-bridge/contracts';
import { returnedRows } from '@aicc-bridge/database';
import { Outbox, outgoingEvent, type OutgoingMessage, parked, type Queryable } from '@aicc-bridge/messaging';
import { Clock, Log } from '@aicc-bridge/platform';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { DeliveryBell } from '../delivery/delivery-bell.js';
import { wakeDeliveries } from '../delivery/wake.store.js';
import { holdOffErasure } from '../erasure/erased-learners.store.js';
import { IngestStore, UnclaimedRow } from './ingest.store.js';
import { type IdentifiedEvent, ViewingIngest } from './viewing-ingest.store.js';

const SWEEP_MS = 5_000;
const EXPIRED = `delete from unclaimed_viewing where received_at < $1 returning launch_id, event_source, event_id, type, data`;
const UNCLAIMED_DAYS = 7;

/** An event that waited, and how to reject it now. */
export interface ReclaimedEvent extends IdentifiedEvent {
  readonly rejection: (reason: string) => OutgoingMessage;
}

/**
 * Viewing that came before its launch, or before the course or tenant that it is judged by: joined when they come, or with the launch's
 * next viewing. A sweep catches the pair of transactions that did not see each other; after 7 days the event goes to
 * `viewing.rejected.v1` (reliability F79, F80).
 */
@Injectable()
export class UnclaimedViewing implements OnModuleInit, OnModuleDestroy {
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    private readonly store: IngestStore,
    private readonly ingest: ViewingIngest,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly bell: DeliveryBell,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(
      () => void this.sweep().catch((error: unknown) => this.log.warn('unclaimed.sweep-failed', { error })),
      SWEEP_MS,
    );
  }

  onModuleDestroy(): void {
    if (this.timer) clearInterval(this.timer);
  }

  /** Takes out what waited for these launches, of those that are known by now; null = of any. */
  async reclaim(tx: Queryable, launchIds: readonly string[] | null): Promise<readonly ReclaimedEvent[]> {
    if (launchIds?.length === 0) return [];
    const waiting = await this.store.takeUnclaimed(tx, launchIds);
    return waiting.flatMap((row) => {
      const { event_source: source, event_id: id, type, data } = row;
      const read = readViewingEvent({ specversion: '1.0', source, id, type, data });
      return read.kind === 'viewing'
        ? [{ source, id, event: read.event, rejection: (reason: string) => this.rejection(row, reason) }]
        : [];
    });
  }

  async sweep(): Promise<void> {
    const rows = await this.dataSource.query<{ waiting: boolean }[]>(
      'select exists (select 1 from unclaimed_viewing) as waiting',
    );
    if (rows[0]?.waiting !== true) return;
    const joined = await this.outbox.transaction(async (tx, add) => {
      const now = this.clock.now();
      await holdOffErasure(tx);
      const reclaimed = await this.reclaim(tx, null);
      const { rejected, wake } = await this.ingest.take(tx, reclaimed, now);
      const before = new Date(now.getTime() - UNCLAIMED_DAYS * 86_400_000);
      const expired = z.array(UnclaimedRow).parse(returnedRows(await tx.query(EXPIRED, [before])));
      await add([
        ...rejected.map(({ given, reason }) => given.rejection(reason)),
        ...expired.map((row) => this.rejection(row, expiry(row.launch_id))),
      ]);
      await wakeDeliveries(tx, wake, now);
      return reclaimed.length;
    });
    if (joined > 0) this.bell.ring();
  }

  private rejection(row: UnclaimedRow, reason: string): OutgoingMessage {
    const event = outgoingEvent({
      topic: 'viewing.events.v1',
      key: row.launch_id,
      type: row.type,
      source: row.event_source,
      id: row.event_id,
      time: this.clock.now(),
      data: row.data,
    });
    return parked({ ...event, position: 'unclaimed' }, reason, this.clock.now());
  }
}

function expiry(launchId: string): string {
  return `No launch ${launchId} came within ${UNCLAIMED_DAYS} days, or not its course or its tenant. Send the launchId that launch.started carried.`;
}
