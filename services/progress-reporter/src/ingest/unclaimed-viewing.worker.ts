import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { readViewingEvent } from '@aicc-bridge/contracts';
import { Outbox, outgoingEvent, type OutgoingMessage, parked, type Queryable } from '@aicc-bridge/messaging';
import { Clock, Log } from '@aicc-bridge/platform';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { DeliveryBell } from '../delivery/delivery-bell.js';
import { IngestStore } from './ingest.store.js';
import { ViewingIngest } from './viewing-ingest.store.js';

const SWEEP_MS = 5_000;
const EXPIRED = `delete from unclaimed_viewing where received_at < $1 returning launch_id, event_source, event_id, type, data`;
const ExpiredRow = z.object({
  launch_id: z.string(),
  event_source: z.string(),
  event_id: z.string(),
  type: z.string(),
  data: z.unknown(),
});
const UNCLAIMED_DAYS = 7;

type Add = (events: readonly OutgoingMessage[]) => Promise<void>;

/**
 * Viewing that came before its launch: joined when the launch comes. A sweep catches the pair of transactions that did not see each
 * other; after 7 days without a launch the event goes to `viewing.rejected.v1` (reliability F79, F80).
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

  /** Joins what waited for these launches; null = for any launch that is known by now. */
  async join(tx: Queryable, launchIds: readonly string[] | null, add: Add): Promise<number> {
    if (launchIds?.length === 0) return 0;
    const waiting = await this.store.takeUnclaimed(tx, launchIds);
    const events = waiting.flatMap(({ event_source, event_id, type, data }) => {
      const read = readViewingEvent({ specversion: '1.0', source: event_source, id: event_id, type, data });
      return read.kind === 'viewing' ? [{ source: event_source, id: event_id, event: read.event }] : [];
    });
    const refused = await this.ingest.take(tx, events, this.clock.now());
    await add(
      refused.flatMap(({ source, id, reason }) => {
        const row = waiting.find(({ event_source, event_id }) => event_source === source && event_id === id);
        return row ? [this.rejection(row, reason)] : [];
      }),
    );
    return events.length;
  }

  async sweep(): Promise<void> {
    const rows = (await this.dataSource.query('select exists (select 1 from unclaimed_viewing) as waiting')) as {
      waiting: boolean;
    }[];
    if (rows[0]?.waiting !== true) return;
    const joined = await this.outbox.transaction(async (tx, add) => {
      const count = await this.join(tx, null, add);
      const before = new Date(this.clock.now().getTime() - UNCLAIMED_DAYS * 86_400_000);
      const result: unknown = await tx.query(EXPIRED, [before]);
      const expired = z.array(ExpiredRow).parse(Array.isArray(result) ? result[0] : []);
      await add(
        expired.map((row) => this.rejection(row, `No launch ${row.launch_id} came within ${UNCLAIMED_DAYS} days.`)),
      );
      return count;
    });
    if (joined > 0) this.bell.ring();
  }

  private rejection(row: z.infer<typeof ExpiredRow>, reason: string): OutgoingMessage {
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
