import { HacpClient } from '@aicc-bridge/hacp-client';
import type { Log } from '@aicc-bridge/platform';
import { DeliveryBell } from '../src/delivery/delivery-bell.js';
import { DeliverySettings } from '../src/delivery/delivery-settings.js';
import { DeliverySteps } from '../src/delivery/delivery-steps.provider.js';
import { DeliveryStore } from '../src/delivery/delivery.store.js';
import { DeliveryWorker } from '../src/delivery/delivery.worker.js';
import { HostGates } from '../src/delivery/host-gates.js';
import { type Exchanged, LmsExchange } from '../src/delivery/lms-exchange.provider.js';
import { OpenSessionStore } from '../src/delivery/open-session.store.js';
import { RecordStore } from '../src/delivery/record.store.js';
import { TenantCache } from '../src/delivery/tenant-cache.provider.js';
import { DEFAULT_DURATIONS } from '../src/durations.js';
import { TraceStore } from '../src/trace/trace.store.js';
import { aTrace, KEYRING, type ReporterDatabase } from './reporter-database.js';

const clock = { now: () => new Date() };
const client = new HacpClient({ allowedNetworks: [] });

/** What an exchange of the test's LMS comes to; nothing goes over a wire. */
export class ScriptedLms extends LmsExchange {
  constructor(private readonly answer: LmsExchange['send']) {
    super(client, KEYRING, clock);
  }

  override send(...order: Parameters<LmsExchange['send']>): ReturnType<LmsExchange['send']> {
    return this.answer(...order);
  }
}

/** A GetParam that was confirmed: the LMS knows the learner by `studentId`, and nothing of the course. */
export function anOpening(launchId: string, studentId: string): Exchanged {
  const aiccData = `[Core]\r\nStudent_ID=${studentId}\r\nLesson_Status=n,a\r\n`;
  return { result: { kind: 'confirmed', aiccData }, trace: aTrace(launchId, { command: 'GetParam' }) };
}

interface WorkerParts {
  readonly lms: LmsExchange;
  readonly log: Log;
  readonly pollMs: number;
  readonly records?: RecordStore;
  readonly bell?: DeliveryBell;
}

/** A worker with the real stores; it begins with `onApplicationBootstrap`. */
export function aDeliveryWorker(
  db: ReporterDatabase,
  { lms, log, pollMs, records, bell = new DeliveryBell() }: WorkerParts,
): DeliveryWorker {
  const settings = new DeliverySettings(DEFAULT_DURATIONS, 1_000, 256, pollMs);
  const store = new DeliveryStore(db.dataSource, new TenantCache(db.dataSource, db.readModels, client));
  const gates = new HostGates();
  const steps = new DeliverySteps(
    store,
    records ?? new RecordStore(db.outbox, new TraceStore(), clock),
    new OpenSessionStore(db.dataSource, db.readModels, clock),
    lms,
    gates,
    settings,
    clock,
    log,
    bell,
  );
  return new DeliveryWorker(store, steps, gates, settings, clock, log, bell);
}
