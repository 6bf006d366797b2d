import type { openDatabase } from '@aicc-bridge/database';
import { HacpClient } from '@aicc-bridge/hacp-client';
import { MESSAGING_MIGRATIONS, Outbox } from '@aicc-bridge/messaging';
import type { ClaimedDelivery } from './delivery/claimed-delivery.js';
import { type Claim, DeliveryStore } from './delivery/delivery.store.js';
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
  /** claims due rows for a minute; every host has 8 slots */
  claim(now: Date, limit: number): Promise<readonly Claim[]>;
  /** reads what was claimed, as a worker does */
  load(claims: readonly Claim[]): Promise<readonly ClaimedDelivery[]>;
  /** claims and reads */
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
  const claim: ReporterStores['claim'] = (now, limit) =>
    deliveries.claim(now, limit, 60_000, { slots: {}, otherwise: 8 });
  return {
    dataSource,
    outbox,
    readModels,
    tenants,
    store,
    ingest,
    claim,
    load: (claims) => deliveries.load(claims),
    claimDue: async (now, limit) => deliveries.load(await claim(now, limit)),
    take: (events, now) =>
      outbox.transaction(async (tx) => {
        const { wake } = await ingest.take(tx, events, now);
        await wakeDeliveries(tx, wake, now);
      }),
    close: () => dataSource.destroy(),
  };
}
