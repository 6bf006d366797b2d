import { CourseState, SamlConnection, TenantState } from '@aicc-bridge/contracts';
import { InProcessBus, installInProcessBus, outgoingEvent, Outbox, type OutgoingMessage } from '@aicc-bridge/messaging';
import { createLog, newId } from '@aicc-bridge/platform';
import { createTestDatabase, until } from '@aicc-bridge/testing';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { createLaunchApp } from '../src/create-app.js';
import { PeopleStore } from '../src/people/people.store.js';
import { SignInLimits } from '../src/sign-in/sign-in-limits.provider.js';

export const KEY = 'k3m9q2v7x4b8n1c6z5p0s7d2fh';
export const OLD_KEY = 'a3m9q2v7x4b8n1c6z5p0s7d2fh';
export const REVOKED_KEY = 'r3m9q2v7x4b8n1c6z5p0s7d2fh';
export const OFF_KEY = 'f3m9q2v7x4b8n1c6z5p0s7d2fh';
export const TENANT = '0193b2a0-0000-7000-8000-00000000000a';
export const OTHER_TENANT = '0193b2a0-0000-7000-8000-00000000000b';
export const PASSWORD = 'correct-horse-battery';
export const HACP = 'https://lms.example.org/hacp';

/** A clock that a test sets. */
export class TestClock {
  offsetMs = 0;
  now(): Date {
    return new Date(Date.now() + this.offsetMs);
  }
}

export type Launch = Awaited<ReturnType<typeof startLaunch>>;
export interface LaunchOptions {
  readonly limits?: SignInLimits;
  readonly secondFactor?: 'required' | 'offered';
  readonly saml?: z.input<typeof SamlConnection>;
  /** what the bridge signs its requests with; PEM */
  readonly samlSigning?: { readonly privateKey: string; readonly certificate: string };
}

/** The whole service on a real PostgreSQL and real sockets; two tenants, two courses, a few people. */
export async function startLaunch(options: LaunchOptions = {}) {
  const database = await createTestDatabase(['launch']);
  await installInProcessBus(database.adminUrl, ['launch']);
  const clock = new TestClock();
  const bus = new InProcessBus({ info: () => undefined, warn: () => undefined, error: () => undefined });
  const publicUrl = 'https://bridge.example';
  const app = await createLaunchApp(
    {
      databaseUrl: database.urlOf('launch'),
      keyring: `k1:${Buffer.alloc(32, 7).toString('base64url')}`,
      publicUrl,
      bootstrapPassword: PASSWORD,
      showBootstrap: () => undefined,
      clock,
      log: createLog('launch', 'error'),
      ...(options.limits === undefined ? {} : { limits: options.limits }),
      ...(options.samlSigning === undefined ? {} : { samlSigning: options.samlSigning }),
      ...(options.secondFactor === undefined ? {} : { secondFactor: options.secondFactor }),
    },
    bus,
  );
  const port = await app.listen(0, '127.0.0.1');
  const url = `http://127.0.0.1:${port}`;
  const outbox = app.nest.get(Outbox, { strict: false });
  const dataSource = app.nest.get(DataSource, { strict: false });
  const people = app.nest.get(PeopleStore, { strict: false });
  let version = 0;
  const publish = (messages: readonly OutgoingMessage[]): Promise<void> =>
    outbox.transaction((_tx, add) => add(messages));

  /** Publishes a tenant's state as settings does, and waits until launch has it. */
  const setTenant = async (change: Partial<z.input<typeof TenantState>> = {}): Promise<void> => {
    version += 1;
    const tenant = aTenant({ saml: options.saml, aggregateVersion: version, ...change });
    await publish([state('settings.tenants.v1', tenant.tenantId, tenant)]);
    await until(async () => (await readModelVersion(dataSource, tenant.tenantId)) === version, { what: 'the tenant' });
  };
  await setTenant();
  await setTenant({
    tenantId: OTHER_TENANT,
    name: 'Other',
    enabled: false,
    launchKeys: [{ key: OFF_KEY, state: 'current' }],
    saml: null,
  });
  await publish([
    state('catalog.courses.v1', 'ladders', aCourse('ladders', 'Ladder <Safety>')),
    state('catalog.courses.v1', 'knots', aCourse('knots', 'Knots')),
  ]);
  await until(async () => (await readModelVersion(dataSource, 'knots')) === 1, { what: 'the courses' });

  const person = (username: string, tenantId: string | null = TENANT, role = 'learner') =>
    people.create({ tenantId, username, name: `Name of ${username}`, role: role as 'learner', password: PASSWORD });
  await person('ada');
  await person('ben');
  await person('mallory', OTHER_TENANT);
  await person('boss', TENANT, 'tenant-admin');
  await person('other-boss', OTHER_TENANT, 'tenant-admin');

  const rows = async (sql: string, parameters: unknown[] = []): Promise<Record<string, unknown>[]> =>
    z.array(z.record(z.string(), z.unknown())).parse(await dataSource.query(sql, parameters));
  return {
    url,
    publicUrl,
    app,
    bus,
    clock,
    dataSource,
    people,
    outbox,
    database,
    setTenant,
    person,
    publish,
    rows,
    /** What launch has told on a topic since it started. */
    told: (topic: string): Promise<{ type: string; data: Record<string, unknown> }[]> =>
      toldOn(database.adminUrl, topic),
    token: async (username: string, organisation: string | null, more: object = {}): Promise<string> => {
      const answer = await fetch(`${url}/auth/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ username, password: PASSWORD, organisation, ...more }),
      });
      return z.object({ accessToken: z.string() }).parse(await answer.json()).accessToken;
    },
    close: async () => {
      await app.stop();
      await database.drop();
    },
  };
}

export function aTenant(more: object = {}): TenantState {
  return TenantState.parse({
    tenantId: TENANT,
    aggregateVersion: 1,
    state: 'active',
    name: 'Acme Corp',
    enabled: true,
    hosts: [
      { name: 'lms.example.org', port: 443, http: false },
      { name: 'lms.example.test', port: 80, http: true },
    ],
    frameHosts: [],
    profile: { id: 'generic', overrides: {} },
    reportingMode: 'send',
    reportMobile: false,
    joinWithoutLaunchId: false,
    afterCompletion: 'new-attempt',
    launchKeys: [
      { key: KEY, state: 'current' },
      { key: OLD_KEY, state: 'accepted' },
      { key: REVOKED_KEY, state: 'revoked' },
    ],
    ...more,
  });
}

export function aCourse(courseId: string, title: string): CourseState {
  return CourseState.parse({
    courseId,
    aggregateVersion: 1,
    state: 'published',
    title,
    authors: [],
    description: '',
    language: 'en',
    kind: 'course',
    topics: [],
    units: [
      { unitId: 'u1', title: 'One', seconds: 30 },
      { unitId: 'u2', title: 'Two', seconds: 30 },
    ],
    completionThresholdPercent: 95,
  });
}

export function state(
  topic: 'settings.tenants.v1' | 'catalog.courses.v1',
  key: string,
  data: unknown,
): OutgoingMessage {
  return outgoingEvent({ topic, key, type: 'state', source: '/test', id: newId(), time: new Date(), data });
}

async function readModelVersion(dataSource: DataSource, key: string): Promise<number | null> {
  const rows: unknown = await dataSource.query('select aggregate_version::int as v from read_model where key = $1', [
    key,
  ]);
  return z.array(z.object({ v: z.number() })).parse(rows)[0]?.v ?? null;
}

/** What waits in the in-process bus for the progress-reporter, which is not there. */
async function toldOn(adminUrl: string, topic: string): Promise<{ type: string; data: Record<string, unknown> }[]> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ value: Buffer }>(
      `select value from bus.inbox where consumer_group = 'progress-reporter' and topic = $1 order by position`,
      [topic],
    );
    return rows.map(({ value }) =>
      z.object({ type: z.string(), data: z.record(z.string(), z.unknown()) }).parse(JSON.parse(value.toString('utf8'))),
    );
  } finally {
    await client.end();
  }
}
