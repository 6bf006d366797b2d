import { openDatabase, schemaOf } from '@aicc-bridge/database';
import { type MessageBus, MESSAGING_MIGRATIONS } from '@aicc-bridge/messaging';
import { HacpClient } from '@aicc-bridge/hacp-client';
import { type Clock, createServiceApp, type Log, type ServiceApp } from '@aicc-bridge/platform';
import { CacheSettings } from './downloads/segment-cache.provider.js';
import { PublicAddress } from './downloads/tenant-packages.store.js';
import { STREAMED_TYPES } from './exchange/content-types.provider.js';
import { Packager1764000004000 } from './migrations/1764000004000-packager.js';
import { CatalogueHistory1764000014000 } from './migrations/1764000014000-catalogue-history.js';
import { Downloads1764000015000 } from './migrations/1764000015000-downloads.js';
import { PackagerModule } from './packager.module.js';

export interface PackagerConfig {
  readonly databaseUrl: string;
  /** under which browsers and LMSs reach the bridge; it stands in every package, for ever */
  readonly publicUrl: string;
  readonly clock: Clock;
  readonly log: Log;
  /** where made packages are kept, and how many bytes of them; default 512 MiB below the system's temporary folder */
  readonly cache?: CacheSettings;
  /** CIDRs that PENS notices may go to although they are not public; default none */
  readonly allowedNetworks?: readonly string[];
}

/** The service as a Nest application of its own, on whichever bus. */
export async function createPackagerApp(
  { databaseUrl, publicUrl, clock, log, cache, allowedNetworks = [] }: PackagerConfig,
  bus: MessageBus,
): Promise<ServiceApp> {
  const dataSource = await openDatabase({
    url: databaseUrl,
    schema: schemaOf('packager'),
    applicationName: 'packager',
    entities: [],
    migrations: [...MESSAGING_MIGRATIONS, Packager1764000004000, CatalogueHistory1764000014000, Downloads1764000015000],
    onIdleError: (error) => log.warn('database.connection-lost', { error }),
  });
  const client = new HacpClient({ allowedNetworks });
  const app = await createServiceApp({
    name: 'packager',
    module: PackagerModule.with(new PublicAddress(publicUrl), cache, client),
    bus,
    dataSource,
    clock,
    log,
  });
  // Catalogues are read as they arrive: the body is the stream itself.
  const fastify = app.nest.getHttpAdapter().getInstance();
  for (const type of STREAMED_TYPES)
    fastify.addContentTypeParser(type, (_request, payload, done) => done(null, payload));
  return {
    ...app,
    stop: async () => {
      await app.stop();
      await client.close();
    },
  };
}
