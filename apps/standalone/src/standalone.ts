import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { SERVICES, type ServiceName } from '@aicc-bridge/contracts';
import {
  type EmbeddedPostgres,
  provisionSchemas,
  roleUrl,
  schemaOf,
  type ServiceRole,
  startEmbeddedPostgres,
} from '@aicc-bridge/database';
import { createLaunchApp } from '@aicc-bridge/launch';
import { type RunningSimulator, startSimulator } from '@aicc-bridge/lms-simulator';
import { InProcessBus, installInProcessBus } from '@aicc-bridge/messaging';
import { createPackagerApp } from '@aicc-bridge/packager';
import { type Log, type ServiceApp, SystemClock } from '@aicc-bridge/platform';
import { createProgressReporterApp } from '@aicc-bridge/progress-reporter';
import { createSettingsApp } from '@aicc-bridge/settings';
import { z } from 'zod';
import { DEMO, seedDemo } from './demo/seed-demo.js';
import { createEdge, expectFreePort, listen } from './edge.js';

export interface StandaloneOptions {
  /** everything that survives a restart */
  readonly dataDir: string;
  readonly host: string;
  readonly port: number;
  readonly lmsPort: number;
  /** 0 = any free port */
  readonly postgresPort: number;
  /** off in tests only */
  readonly fsync: boolean;
  readonly log: Log;
}

export interface Standalone {
  readonly bridgeUrl: string;
  readonly lmsUrl: string;
  /** of the publisher's first administrator; made at the first start */
  readonly adminPassword: string;
  readonly firstStart: boolean;
  readonly simulator: RunningSimulator;
  stop(): Promise<void>;
}

/** Another site than the bridge's, for browsers. */
const LMS_HOST = '127.0.0.1';

const Secrets = z.object({ keyring: z.string(), adminPassword: z.string(), databasePassword: z.string() });
type Secrets = z.infer<typeof Secrets>;

/** The whole product in one process: embedded PostgreSQL, in-process bus, four services behind one edge, the demo LMS. */
export async function startStandalone(options: StandaloneOptions): Promise<Standalone> {
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const step of stops.splice(0).reverse()) await step();
  };
  try {
    return await start(options, stops, stop);
  } catch (error) {
    await stop().catch(() => undefined);
    throw error;
  }
}

async function start(
  options: StandaloneOptions,
  stops: (() => Promise<void>)[],
  stop: () => Promise<void>,
): Promise<Standalone> {
  const { dataDir, host, port, lmsPort, log } = options;
  const bridgeUrl = `http://${host}:${port}`;
  const lmsUrl = `http://localhost:${lmsPort}`;
  await expectFreePort(port, host, 'PORT');
  await expectFreePort(lmsPort, LMS_HOST, 'LMS_PORT');
  await makeDataFolder(dataDir);
  const firstStart = !existsSync(join(dataDir, 'secrets.json'));
  const secrets = await secretsOf(dataDir);

  const postgres = await startEmbeddedPostgres({ dataDir, port: options.postgresPort, fsync: options.fsync });
  stops.push(() => postgres.stop());
  const services = await startServices(postgres, secrets, bridgeUrl, log, stops);

  const edge = createEdge(services);
  await listen(edge, port, host, 'PORT');
  stops.push(() => closeServer(edge));
  const simulator = await startSimulator({
    host: LMS_HOST,
    port: lmsPort,
    publicUrl: lmsUrl,
    dataFile: join(dataDir, 'demo-lms.json'),
  });
  stops.push(() => simulator.close());

  await seedDemo({
    bridgeUrl,
    lmsUrl,
    adminPassword: secrets.adminPassword,
    hacpHost: `localhost:${lmsPort}`,
    frameOrigin: lmsUrl,
  });
  return { bridgeUrl, lmsUrl, adminPassword: secrets.adminPassword, firstStart, simulator, stop };
}

async function startServices(
  postgres: EmbeddedPostgres,
  secrets: Secrets,
  publicUrl: string,
  log: Log,
  stops: (() => Promise<void>)[],
): Promise<Record<ServiceName, ServiceApp>> {
  const roles: readonly ServiceRole[] = SERVICES.map((service) => ({
    name: schemaOf(service),
    password: secrets.databasePassword,
  }));
  await provisionSchemas(postgres.adminUrl, roles);
  await installInProcessBus(
    postgres.adminUrl,
    roles.map(({ name }) => name),
  );
  const bus = new InProcessBus(log);
  const clock = new SystemClock();
  const databaseUrl = (service: ServiceName): string =>
    roleUrl(postgres.adminUrl, { name: schemaOf(service), password: secrets.databasePassword });
  const { keyring, adminPassword } = secrets;
  const services = {
    settings: await createSettingsApp(
      { databaseUrl: databaseUrl('settings'), publisherName: DEMO.publisher, clock, log },
      bus,
    ),
    launch: await createLaunchApp(
      {
        databaseUrl: databaseUrl('launch'),
        keyring,
        publicUrl,
        bootstrapPassword: adminPassword,
        showBootstrap: () => undefined,
        clock,
        log,
      },
      bus,
    ),
    packager: await createPackagerApp({ databaseUrl: databaseUrl('packager'), publicUrl, clock, log }, bus),
    // The demo LMS lives on loopback, which is forbidden otherwise (design §10).
    'progress-reporter': await createProgressReporterApp(
      {
        databaseUrl: databaseUrl('progress-reporter'),
        keyring,
        allowedNetworks: ['127.0.0.0/8', '::1/128'],
        clock,
        log,
      },
      bus,
    ),
  };
  for (const service of Object.values(services)) {
    stops.push(() => service.stop());
    await service.start();
  }
  return services;
}

async function makeDataFolder(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true });
  } catch (error) {
    throw new Error(`The data folder ${dataDir} cannot be made. Remove what stands in its place, or set DATA_DIR.`, {
      cause: error,
    });
  }
}

/** Made once per data folder and readable by its owner only; nothing secret is built in. */
async function secretsOf(dataDir: string): Promise<Secrets> {
  const file = join(dataDir, 'secrets.json');
  if (existsSync(file)) return readSecrets(file);
  const secrets: Secrets = {
    keyring: `k1:${randomBytes(32).toString('base64url')}`,
    adminPassword: randomBytes(12).toString('base64url'),
    databasePassword: randomBytes(18).toString('base64url'),
  };
  await writeFile(file, JSON.stringify(secrets), { mode: 0o600 });
  await chmod(file, 0o600);
  return secrets;
}

async function readSecrets(file: string): Promise<Secrets> {
  try {
    return Secrets.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    throw new Error(
      `${file} is damaged. Put a copy of it back; without it the stored sessions cannot be read. To begin anew, remove the data folder.`,
      { cause: error },
    );
  }
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
