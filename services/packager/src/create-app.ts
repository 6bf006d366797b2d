import { openDatabase, schemaOf } from '@aicc-bridge/database';
import { type MessageBus, MESSAGING_MIGRATIONS } from '@aicc-bridge/messaging';
import { type Clock, createServiceApp, type Log, type ServiceApp } from '@aicc-bridge/platform';
import { Packager1764000004000 } from './migrations/1764000004000-packager.js';
import { PackagerModule } from './packager.module.js';
import { PublicAddress } from './packages/packages.controller.js';

export interface PackagerConfig {
  readonly databaseUrl: string;
  /** under which browsers and LMSs reach the bridge; it stands in every package, for ever */
  readonly publicUrl: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Largest catalogue import in one request. */
const IMPORT_LIMIT_BYTES = 50 * 1_048_576;

/** The service as a Nest application of its own, on whichever bus. */
export async function createPackagerApp(
  { databaseUrl, publicUrl, clock, log }: PackagerConfig,
  bus: MessageBus,
): Promise<ServiceApp> {
  const dataSource = await openDatabase({
    url: databaseUrl,
    schema: schemaOf('packager'),
    applicationName: 'packager',
    entities: [],
    migrations: [...MESSAGING_MIGRATIONS, Packager1764000004000],
    onIdleError: (error) => log.warn('database.connection-lost', { error }),
  });
  const app = await createServiceApp({
    name: 'packager',
    module: PackagerModule.with(new PublicAddress(publicUrl)),
    bus,
    dataSource,
    clock,
    log,
    bodyLimit: IMPORT_LIMIT_BYTES,
  });
  app.nest
    .getHttpAdapter()
    .getInstance()
    .addContentTypeParser('application/x-ndjson', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  return app;
}
