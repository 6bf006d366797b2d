import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiKeyState, TenantState } from '@aicc-bridge/contracts';
import { openDatabase, schemaOf } from '@aicc-bridge/database';
import { InProcessBus, installInProcessBus } from '@aicc-bridge/messaging';
import { AUDIENCE, Clock, createLog, ISSUER } from '@aicc-bridge/platform';
import { createTestDatabase } from '@aicc-bridge/testing';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { DataSource } from 'typeorm';
import { createPackagerApp } from '../src/create-app.js';
import { CacheSettings } from '../src/downloads/segment-cache.provider.js';

export const TENANT = '0193b2a0-0000-7000-8000-00000000000a';
export const OTHER_TENANT = '0193b2a0-0000-7000-8000-00000000000b';
export const PUBLIC_URL = 'https://bridge.example';
const KEYS = {
  writer: { role: 'catalogue-writer', tenantId: null },
  anna: { role: 'reader', tenantId: TENANT },
  bert: { role: 'reader', tenantId: TENANT },
  stranger: { role: 'reader', tenantId: OTHER_TENANT },
} as const;
export type Caller = keyof typeof KEYS | 'admin';

export interface PackagerUnderTest {
  readonly url: string;
  readonly port: number;
  readonly databaseUrl: string;
  /** connections of a test's own, as the service's role */
  readonly dataSource: DataSource;
  fetch(path: string, init?: RequestInit & { readonly as?: Caller; readonly duplex?: 'half' }): Promise<Response>;
  /** headers that a caller sends */
  headersOf(caller: Caller): Readonly<Record<string, string>>;
  /** puts courses; what is left out has a default */
  put(...courses: readonly TestCourse[]): Promise<void>;
  setTenant(more: object): Promise<void>;
  turnClock(to: Date): void;
  close(): Promise<void>;
}

class TestClock extends Clock {
  at: Date | null = null;
  override now(): Date {
    return this.at ?? new Date();
  }
}

export type TestCourse = Readonly<Record<string, unknown>> & { readonly courseId: string };

export function aCourse(more: TestCourse): TestCourse {
  return {
    title: `Course ${more.courseId}`,
    authors: ['Mira Holt'],
    description: 'What everybody should know.',
    units: [{ unitId: 'u1', title: 'One', seconds: 30 }],
    ...more,
  };
}

/** The service with its HTTP port, on a database and a cache folder of its own; two tenants, the first one enabled. */
export async function openPackager(): Promise<PackagerUnderTest> {
  const database = await createTestDatabase(['packager']);
  await installInProcessBus(database.adminUrl, ['packager']);
  const folder = await mkdtemp(join(tmpdir(), 'packager-test-'));
  const log = createLog('packager', 'error');
  const clock = new TestClock();
  const bus = new InProcessBus(log);
  const app = await createPackagerApp(
    {
      databaseUrl: database.urlOf('packager'),
      publicUrl: PUBLIC_URL,
      clock,
      log,
      cache: new CacheSettings(join(folder, 'cache'), 64 * 1_048_576),
      allowedNetworks: ['127.0.0.0/8'],
    },
    bus,
  );
  const port = await app.listen(0, '127.0.0.1');
  const dataSource = await openDatabase({
    url: database.urlOf('packager'),
    schema: schemaOf('packager'),
    applicationName: 'packager-test',
    entities: [],
    migrations: [],
    onIdleError: () => undefined,
  });
  let version = 0;
  const readModel = async (topic: string, key: string, state: object): Promise<void> => {
    version += 1;
    await dataSource.query(
      `insert into read_model (topic, key, aggregate_version, state) values ($1, $2, $3, $4)
       on conflict (topic, key) do update set aggregate_version = excluded.aggregate_version, state = excluded.state`,
      [topic, key, version, JSON.stringify({ ...state, aggregateVersion: version })],
    );
  };
  for (const [at, [name, access]] of Object.entries(KEYS).entries())
    await readModel(
      'settings.api-keys.v1',
      name,
      ApiKeyState.parse({
        apiKeyId: `0193b2a0-0000-7000-8000-0000000000c${at}`,
        aggregateVersion: 1,
        state: 'active',
        name,
        sha256: createHash('sha256').update(tokenOf(name)).digest('hex'),
        ...access,
      }),
    );
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
  const { kty, crv, x } = await exportJWK(publicKey);
  await readModel('identity.keys.v1', 'test', {
    kind: 'signing-key',
    keyId: 'test',
    aggregateVersion: 1,
    state: 'active',
    publicJwk: { kty, crv, x },
  });
  const adminToken = await new SignJWT({
    role: 'tenant-admin',
    tenantId: TENANT,
    jti: '0193b2a0-0000-7000-8000-0000000000d1',
  })
    .setProtectedHeader({ alg: 'EdDSA', kid: 'test' })
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE.api)
    .setSubject('0193b2a0-0000-7000-8000-0000000000d0')
    .setExpirationTime('2d')
    .sign(privateKey);
  const setTenant = (more: object): Promise<void> =>
    readModel('settings.tenants.v1', TENANT, TenantState.parse({ ...A_TENANT, ...more }));
  await setTenant({});
  await readModel(
    'settings.tenants.v1',
    OTHER_TENANT,
    TenantState.parse({ ...A_TENANT, tenantId: OTHER_TENANT, name: 'Other', launchKeys: [aKey('b', 'current')] }),
  );
  const headersOf = (caller: Caller) => ({
    authorization: `Bearer ${caller === 'admin' ? adminToken : tokenOf(caller)}`,
  });
  const url = `http://127.0.0.1:${port}`;
  const call: PackagerUnderTest['fetch'] = (path, { as = 'anna', headers, ...init } = {}) =>
    fetch(`${url}${path}`, { ...init, headers: { ...headersOf(as), ...Object.fromEntries(new Headers(headers)) } });
  return {
    url,
    port,
    databaseUrl: database.urlOf('packager'),
    dataSource,
    fetch: call,
    headersOf,
    put: async (...courses) => {
      const answer = await call('/api/courses/import', {
        method: 'POST',
        as: 'writer',
        headers: { 'content-type': 'application/x-ndjson' },
        body: courses.map((course) => JSON.stringify(aCourse(course))).join('\n'),
      });
      const { refused, report } = (await answer.json()) as { refused: number; report: unknown };
      if (refused > 0) throw new Error(`a test's course was refused: ${JSON.stringify(report)}`);
    },
    setTenant,
    turnClock: (to) => (clock.at = to),
    close: async () => {
      await app.stop();
      await bus.close();
      await dataSource.destroy();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function tokenOf(caller: string): string {
  return `aicb_test_${caller}`;
}

export function aKey(letter: string, state: 'current' | 'accepted' | 'revoked'): { key: string; state: string } {
  return { key: letter.repeat(26), state };
}

const A_TENANT = {
  tenantId: TENANT,
  aggregateVersion: 1,
  state: 'active',
  name: 'Northwind Académie',
  enabled: true,
  hosts: [{ name: '127.0.0.1', port: 443, http: false }],
  frameHosts: [],
  profile: { id: 'moodle', overrides: {} },
  reportingMode: 'send',
  reportMobile: false,
  joinWithoutLaunchId: false,
  afterCompletion: 'new-attempt',
  launchKeys: [aKey('a', 'current')],
};
