import type { openDatabase } from '@aicc-bridge/database';
import { HacpClient } from '@aicc-bridge/hacp-client';
import { MESSAGING_MIGRATIONS, Outbox } from '@aicc-bridge/messaging';
import type { ClaimedDelivery } from './delivery/claimed-delivery.js';
import { DeliveryStore } from './delivery/delivery.store.js';
import { TenantCache } from './delivery/tenant-cache.provider.js';
import { wakeDeliveries } from './delivery/wake.store.js';
import { IngestStore } from './ingest/ingest.store.js';
import { type IdentifiedEvent, ViewingIngest } from './ingest/viewing-ingest.store.js';
import { REPORTER_MIGRATIONS } from './migrations/index.js';
import { ReadModels } from './read-models.store.js';

type DataSource = Awaited<ReturnType<typeof openDatabase>>;

/** The service's stores on a database of one's own, without Nest, bus and workers: for part tests and benches. */
export interface ReporterStores {
  readonly dataSource: DataSource;
  readonly outbox: Outbox;
  readonly readModels: ReadModels;
  readonly tenants: TenantCache;
  readonly store: IngestStore;
  readonly ingest: ViewingIngest;
  readonly deliveries: Pick<DeliveryStore, 'claim' | 'load'>;
  /** claims due rows for a minute and reads them, as a worker does; every host has 8 slots */
  claimDue(now: Date, limit: number): Promise<readonly ClaimedDelivery[]>;
  /** joins viewing of known launches in one transaction, as the consumer does */
  take(events: readonly IdentifiedEvent[], now: Date): Promise<void>;
  close(): Promise<void>;
}

/** @param open opens the database with these migrations */
export async function openReporterStores(
  open: (migrations: Parameters<typeof openDatabase>[0]['migrations']) => Promise<DataSource>,
): Promise<ReporterStores> {
  const dataSource = await open([...MESSAGING_MIGRATIONS, ...REPORTER_MIGRATIONS]);
  const readModels = new ReadModels();
  const store = new IngestStore();
  const ingest = new ViewingIngest(store, readModels);
  const outbox = new Outbox(dataSource);
  const tenants = new TenantCache(dataSource, readModels, new HacpClient({ allowedNetworks: [] }));
  const deliveries = new DeliveryStore(dataSource, tenants);
  return {
    dataSource,
    outbox,
    readModels,
    tenants,
    store,
    ingest,
    deliveries,
    claimDue: async (now, limit) =>
      deliveries.load(await deliveries.claim(now, limit, 60_000, { slots: {}, otherwise: 8 })),
    take: (events, now) =>
      outbox.transaction(async (tx) => {
        const { wake } = await ingest.take(tx, events, now);
        await wakeDeliveries(tx, wake, now);
      }),
    close: () => dataSource.destroy(),
  };
}
