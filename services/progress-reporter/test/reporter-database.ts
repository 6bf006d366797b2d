import { openDatabase, schemaOf } from '@aicc-bridge/database';
import { outgoingEvent } from '@aicc-bridge/messaging';
import { LaunchStarted, readViewingEvent } from '@aicc-bridge/contracts';
import { createLog, Keyring, newId } from '@aicc-bridge/platform';
import { createTestDatabase, type TestDatabase } from '@aicc-bridge/testing';
import { z } from 'zod';
import { DeliveryBell } from '../src/delivery/delivery-bell.js';
import { BusLag } from '../src/health/bus-lag.provider.js';
import { LaunchSessionsConsumer } from '../src/ingest/launch-sessions.consumer.js';
import { StateConsumer } from '../src/ingest/state.consumer.js';
import { UnclaimedViewing } from '../src/ingest/unclaimed-viewing.worker.js';
import { ViewingEventsConsumer } from '../src/ingest/viewing-events.consumer.js';
import type { StartedLaunch } from '../src/ingest/ingest.store.js';
import type { IdentifiedEvent } from '../src/ingest/viewing-ingest.store.js';
import { courses, tenants } from '../src/read-models.store.js';
import { openReporterStores, type ReporterStores } from '../src/reporter-stores.js';
import { aCourse, aTenant, ids } from '../src/test-builders.js';
import type { TraceRow } from '../src/trace/trace.store.js';

/** An event of `launch.sessions.v1`, as it comes over the bus. */
export type SessionFacts = { readonly launchId: string } & Readonly<Record<string, unknown>>;

/** What launch seals with, in the tests. */
export const KEYRING = Keyring.parse(`k1:${Buffer.alloc(32, 7).toString('base64url')}`);

/** The service's tables in a database of their own, with the builders' tenant and course. */
export interface ReporterDatabase extends ReporterStores {
  /** takes viewing in as the consumer does; `waiting` = messages that stand behind these */
  take(events: readonly IdentifiedEvent[], now: Date, waiting?: number): Promise<void>;
  /** takes a course or tenant in as the consumer does */
  learn(topic: 'catalog.courses.v1' | 'settings.tenants.v1', key: string, state: unknown): Promise<void>;
  /** takes events of launch sessions in as the consumer does */
  hear(type: string, told: readonly SessionFacts[], now: Date): Promise<void>;
}

/** @param lockTimeoutMs that a statement waits for somebody else's lock, if not as long as in life */
export async function openReporterDatabase(lockTimeoutMs?: number): Promise<ReporterDatabase> {
  const database: TestDatabase = await createTestDatabase(['progress-reporter']);
  const stores = await openReporterStores((migrations) =>
    openDatabase({
      url: database.urlOf('progress-reporter'),
      schema: schemaOf('progress-reporter'),
      applicationName: 'progress-reporter',
      entities: [],
      migrations,
      poolSize: 8,
      ...(lockTimeoutMs === undefined ? {} : { lockTimeoutMs }),
      onIdleError: () => undefined,
    }),
  );
  const { dataSource, outbox, store, ingest } = stores;
  await courses.apply(dataSource, [state('catalog.courses.v1', 'ladders', aCourse())]);
  await tenants.apply(dataSource, [state('settings.tenants.v1', ids.tenant, aTenant())]);
  const log = createLog('progress-reporter', 'error');
  const bell = new DeliveryBell();
  const unclaimedAt = (now: Date): UnclaimedViewing =>
    new UnclaimedViewing(dataSource, outbox, store, ingest, { now: () => now }, log, bell);
  return {
    ...stores,
    take: async (events, now, waiting = 0) => {
      const consumer = new ViewingEventsConsumer(outbox, ingest, unclaimedAt(now), { now: () => now }, log, bell);
      const messages = events.map((event) => ({ ...asMessage(event), waiting }));
      await consumer.onBatch({ topic: 'viewing.events.v1', messages });
    },
    learn: async (topic, key, data) => {
      const now = new Date();
      const consumer = new StateConsumer(outbox, unclaimedAt(now), { now: () => now }, bell);
      const batch = { topic, messages: [state(topic, key, data)] };
      await (topic === 'catalog.courses.v1' ? consumer.onCourses(batch) : consumer.onTenants(batch));
    },
    hear: async (type, told, now) => {
      const clock = { now: () => now };
      const consumer = new LaunchSessionsConsumer(
        outbox,
        store,
        unclaimedAt(now),
        ingest,
        KEYRING,
        clock,
        bell,
        new BusLag(),
      );
      const topic = 'launch.sessions.v1';
      const messages = told.map((data) => ({
        ...outgoingEvent({ topic, key: data.launchId, type, source: '/test', id: newId(), time: now, data }),
        position: '0',
      }));
      await consumer.onBatch({ topic, messages });
    },
    close: async () => {
      await stores.close();
      await database.drop();
    },
  };
}

function state(topic: 'catalog.courses.v1' | 'settings.tenants.v1', key: string, data: unknown) {
  return {
    ...outgoingEvent({ topic, key, type: topic, source: '/test', id: newId(), time: new Date(), data }),
    position: '0',
  };
}

function asMessage({ source, id, event }: IdentifiedEvent) {
  const topic = 'viewing.events.v1';
  const { type, data } = event;
  return {
    ...outgoingEvent({ topic, key: data.launchId ?? id, type, source, id, time: new Date(), data }),
    position: '0',
  };
}

/** How PostgreSQL would answer, line by line. */
export async function planOf(db: ReporterDatabase, sql: string, parameters: readonly unknown[]): Promise<string> {
  const rows: unknown = await db.dataSource.query(`explain ${sql}`, [...parameters]);
  return Plan.parse(rows).join('\n');
}
const Plan = z.array(z.object({ 'QUERY PLAN': z.string() }).transform((line) => line['QUERY PLAN']));

/** What a launch came to. */
export interface CameTo {
  readonly verdict?: { readonly cause: string; readonly cure: string };
  readonly ruleId?: string;
  readonly tenantId?: string;
}

/** A launch of a learner of its own as the reporter takes it in, and what has become of it. */
export async function addLaunch(
  db: ReporterDatabase,
  at: Date,
  outcome: string,
  { verdict, ruleId, tenantId = ids.tenant }: CameTo = {},
): Promise<void> {
  const launch = aLaunch({ tenantId, learnerId: newId(), startedAt: at.toISOString() });
  await db.dataSource.transaction((tx) => db.store.start(tx, [launch], at));
  await db.dataSource.query('update deliveries set outcome = $2, rule_id = $3, verdict = $4 where launch_id = $1', [
    launch.launchId,
    outcome,
    ruleId ?? null,
    verdict ? JSON.stringify(verdict) : null,
  ]);
}

/** A PutParam that was confirmed. */
export function aTrace(launchId: string, more: Partial<TraceRow> = {}): TraceRow {
  return {
    exchangeId: newId(),
    launchId,
    tenantId: ids.tenant,
    command: 'PutParam',
    startedAt: new Date(),
    tookMs: 20,
    request: '',
    httpStatus: 200,
    answer: 'error=0',
    classification: 'confirmed',
    clause: null,
    detail: null,
    facts: { timings: null },
    ...more,
  };
}

/** The learner pressed "Leave course". */
export function left(launchId: string): IdentifiedEvent {
  return given('viewing.left.v1', { launchId, at: new Date().toISOString() });
}

export function aLaunch(more: Partial<Record<keyof StartedLaunch, unknown>> = {}): StartedLaunch {
  const started = LaunchStarted.parse({
    launchId: newId(),
    tenantId: ids.tenant,
    learnerId: ids.learner,
    courseId: 'ladders',
    launchKey: 'k'.repeat(26),
    device: 'desktop',
    host: 'lms.example.org',
    port: 443,
    aiccUrlSealed: 'sealed',
    aiccSidSealed: 'sealed',
    startedAt: new Date().toISOString(),
    ...more,
  });
  return { ...started, sidDigest: newId() };
}

/** The learner watched `[from, to)` of the course's only unit. */
export function watched(launchId: string, from: number, to: number, learnerId: string = ids.learner): IdentifiedEvent {
  return watchedIn({ launchId, tenantId: ids.tenant, learnerId, courseId: 'ladders' }, from, to);
}

export function watchedIn(
  { launchId, tenantId, learnerId, courseId }: Record<'launchId' | 'tenantId' | 'learnerId' | 'courseId', string>,
  from: number,
  to: number,
): IdentifiedEvent {
  const start = Date.parse('2026-11-02T09:00:00Z');
  return given('viewing.segment.v1', {
    launchId,
    viewingId: 'v1',
    tenantId,
    learnerId,
    courseId,
    unitId: 'u1',
    from,
    to,
    startedAt: new Date(start + from * 1_000).toISOString(),
    endedAt: new Date(start + to * 1_000).toISOString(),
  });
}

function given(type: string, data: unknown): IdentifiedEvent {
  const id = newId();
  const read = readViewingEvent({ specversion: '1.0', source: '/test', id, type, data });
  if (read.kind !== 'viewing') throw new Error(`the test made a bad event: ${JSON.stringify(read)}`);
  return { source: '/test', id, event: read.event };
}
