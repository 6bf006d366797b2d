import { randomBytes } from 'node:crypto';
import { openDatabase, schemaOf } from '@aicc-bridge/database';
import type { RunningSimulator } from '@aicc-bridge/lms-simulator';
import { InProcessBus, installInProcessBus, outgoingEvent, type OutgoingMessage } from '@aicc-bridge/messaging';
import { createLog, Keyring, newId } from '@aicc-bridge/platform';
import { createProgressReporterApp, type Durations } from '@aicc-bridge/progress-reporter';
import { createTestDatabase, until } from '@aicc-bridge/testing';
import { aCourse, aTenant, COURSE, setCourse, startLms } from './lms-under-test.js';
import { ReporterLedgers } from './reporter-ledgers.js';
import { SettableClock } from './settable-clock.js';
import type { TestLaunch } from './test-launch.js';

export type { DeliveryRow, ExchangeRow, TestLaunch, WatchedSeconds } from './test-launch.js';

type Facts = Readonly<Record<string, unknown>>;
type ReporterConfig = Parameters<typeof createProgressReporterApp>[0];
type DataSource = Awaited<ReturnType<typeof openDatabase>>;
type Topic = OutgoingMessage['topic'];

/** Everything a thousand times faster than in production; what a test does not shorten here it passes with `pass`. */
export const SHORT_DURATIONS: Partial<Durations> = {
  exchangeMs: 1_000,
  firstGetParamMs: 1_000,
  connectMs: 500,
  leaseMarginMs: 1_000,
  leaveSettleMs: 50,
  leaveLimitMs: 300,
  supersedeLimitMs: 2_000,
  retryMs: [50, 100, 150, 200],
  slowRetryMs: 300,
  ambiguousMs: [50, 150],
  ourFaultMs: 50,
};

export interface ReporterOptions {
  readonly durations?: Partial<Durations>;
  /** of the first tenant; see `changeTenant` */
  readonly tenant?: Facts;
  /** makes of the simulated LMSs, one host each; default one that behaves like Moodle */
  readonly personalities?: readonly string[];
  /** instead of the system's name service */
  readonly resolve?: NonNullable<ReporterConfig['resolve']>;
  /** besides the public ones; default all of loopback */
  readonly allowedNetworks?: readonly string[];
  /** connections to the database; default as in production */
  readonly poolSize?: number;
}

/**
 * A real progress-reporter on a database of its own with the in-process bus, and pretend LMSs on real sockets. Publishes what launch,
 * settings, packager and playback would, and reads the three ledgers: events sent, database, LMS's log (reliability §4a).
 */
export class ReporterUnderTest extends ReporterLedgers {
  /** tenant of the next launches */
  tenantId = newId();
  private readonly learnerIds = new Map<string, string>();
  private tenantVersion = 0;
  private tenant: Facts;

  private constructor(
    lmss: readonly RunningSimulator[],
    clock: SettableClock,
    lmsClock: SettableClock,
    db: DataSource,
    /** superuser's connection to the reporter's database */
    readonly adminUrl: string,
    private readonly keyring: Keyring,
    private readonly bus: InProcessBus,
    private readonly shutDown: () => Promise<void>,
    tenant: Facts,
  ) {
    super(lmss, clock, lmsClock, db);
    this.tenant = tenant;
  }

  static async start(options: ReporterOptions = {}): Promise<ReporterUnderTest> {
    const clock = new SettableClock();
    const lmsClock = new SettableClock();
    const lmss = await Promise.all((options.personalities ?? ['moodle']).map((make) => startLms(make, lmsClock)));
    const database = await createTestDatabase(['progress-reporter']);
    await installInProcessBus(database.adminUrl, [schemaOf('progress-reporter')]);
    const log = createLog('progress-reporter', 'error');
    const bus = new InProcessBus(log);
    const keyring = `k1:${randomBytes(32).toString('base64url')}`;
    const databaseUrl = database.urlOf('progress-reporter');
    const durations = { ...SHORT_DURATIONS, ...options.durations };
    const { allowedNetworks = ['127.0.0.0/8', '::1/128'], resolve, poolSize } = options;
    const app = await createProgressReporterApp(
      {
        databaseUrl,
        keyring,
        allowedNetworks,
        durations,
        clock,
        log,
        ...(resolve === undefined ? {} : { resolve }),
        ...(poolSize === undefined ? {} : { poolSize }),
      },
      bus,
    );
    await app.start();
    const db = await openDatabase({
      url: databaseUrl,
      schema: schemaOf('progress-reporter'),
      applicationName: 'reporter-under-test',
      entities: [],
      migrations: [],
      poolSize: 2,
      onIdleError: () => undefined,
    });
    const adminUrl = database.adminUrl;
    const shutDown = async (): Promise<void> => {
      await app.stop();
      await bus.close();
      await db.destroy();
      await Promise.all(lmss.map((lms) => lms.close()));
      await database.drop();
    };
    const bridge = new ReporterUnderTest(lmss, clock, lmsClock, db, adminUrl, Keyring.parse(keyring), bus, shutDown, {
      hosts: lmss.map(({ port }) => ({ name: 'localhost', port, http: true })),
      profile: { id: 'generic', overrides: { minIntervalSeconds: 0, gapBetweenRequestsMs: 0 } },
      ...options.tenant,
    });
    await bridge.publish('catalog.courses.v1', COURSE.courseId, 'catalog.course.v1', aCourse());
    await bridge.changeTenant({});
    return bridge;
  }

  /** The only LMS, or the first. */
  get lms(): RunningSimulator {
    const [first] = this.lmss;
    if (!first) throw new Error('this test has no LMS');
    return first;
  }

  /** How the first LMS behaves from now on, and which mastery score its admin has set. */
  become(personality: string, masteryScore = ''): void {
    this.lms.lms.personality = personality;
    setCourse(this.lms, masteryScore);
  }

  /** The next launches are those of a new tenant like the last one, with these fields changed. */
  async useTenant(more: Facts): Promise<void> {
    this.tenantId = newId();
    await this.changeTenant(more);
  }

  /** The next launches are those of a new tenant with this profile; without pace and gap, unless the overrides say otherwise. */
  async useProfile(id: string, overrides: Facts = {}): Promise<void> {
    const quick = { minIntervalSeconds: 0, gapBetweenRequestsMs: 0 };
    await this.useTenant({ profile: { id, overrides: { ...quick, ...overrides } } });
  }

  /** Publishes the tenant anew with these fields changed, and waits until the reporter has read it; its workers see it within 250 ms. */
  async changeTenant(more: Facts): Promise<void> {
    this.tenant = { ...this.tenant, ...more };
    this.tenantVersion += 1;
    const state = { ...aTenant(this.tenantId), ...this.tenant, aggregateVersion: this.tenantVersion };
    await this.publish('settings.tenants.v1', this.tenantId, 'settings.tenant.v1', state);
    await until(async () => (await this.waitingEvents()) === 0, { what: 'the tenant to be read', everyMs: 5 });
  }

  /** The learner opens the course in the LMS: a session there, and `launch.started` on the bus. */
  async launch(
    username = 'ada',
    more: {
      readonly lms?: RunningSimulator;
      readonly newAttempt?: boolean;
      readonly preview?: boolean;
      /** instead of the LMS's own address */
      readonly port?: number;
      /** default localhost */
      readonly host?: string;
      /** default http */
      readonly scheme?: 'https';
      /** instead of the address that host, port and scheme make */
      readonly aiccUrl?: string;
      readonly launchId?: string;
      /** a sid that comes back */
      readonly sid?: string;
      /** who is signed in here; default: the same person */
      readonly learner?: string;
      readonly device?: 'desktop' | 'mobile';
      readonly startedAt?: Date;
    } = {},
  ): Promise<TestLaunch> {
    const lms = more.lms ?? this.lms;
    if (!lms.lms.learners.some((learner) => learner.username === username))
      lms.lms.learners.push({ username, name: `Demo, ${username}`, studentId: `s-${username}` });
    const session = lms.lms.launch(username, COURSE.courseId, more.newAttempt ?? false, more.preview ?? false);
    if (!session) throw new Error(`the LMS has no learner ${username}`);
    const launch: TestLaunch = {
      launchId: more.launchId ?? newId(),
      tenantId: this.tenantId,
      username,
      learnerId: this.learnerId(more.learner ?? username),
      courseId: COURSE.courseId,
      sid: more.sid ?? session.sid,
      lms,
      startedAt: more.startedAt ?? this.clock.now(),
    };
    this.launches.push(launch);
    const { host = 'localhost', port = lms.port } = more;
    await this.publish('launch.sessions.v1', launch.launchId, 'launch.started', {
      launchId: launch.launchId,
      tenantId: this.tenantId,
      launchKey: 'k'.repeat(26),
      courseId: launch.courseId,
      learnerId: launch.learnerId,
      device: more.device ?? 'desktop',
      host,
      port,
      aiccUrlSealed: this.keyring.seal(
        more.aiccUrl ?? `${more.scheme ?? 'http'}://${host}:${port}/mod/scorm/aicc.php`,
        `${launch.launchId}/aicc_url`,
      ),
      aiccSidSealed: this.keyring.seal(launch.sid, `${launch.launchId}/aicc_sid`),
      startedAt: launch.startedAt.toISOString(),
    });
    // Its viewing travels on another topic: what overtakes it waits for the next sweep.
    await until(() => this.delivery(launch), { what: 'the launch to be read', everyMs: 5 });
    return launch;
  }

  /** The learner watched `[from, to)` of the only unit, at real speed since the launch. */
  async watch(launch: TestLaunch, from: number, to: number, more: Facts = {}): Promise<void> {
    this.watched.push({ launch, from, to });
    const at = (second: number): string => new Date(launch.startedAt.getTime() + second * 1_000).toISOString();
    await this.viewing(launch, 'viewing.segment.v1', {
      unitId: 'u1',
      from,
      to,
      startedAt: at(from),
      endedAt: at(to),
      ...more,
    });
  }

  /** A `viewing.…` event of this launch, with the fields that all of them have. */
  async viewing(launch: TestLaunch, type: string, data: Facts = {}): Promise<void> {
    const { launchId, tenantId = this.tenantId, learnerId, courseId } = launch;
    await this.publish('viewing.events.v1', launchId, type, {
      launchId,
      viewingId: `v-${launchId}`,
      tenantId,
      learnerId,
      courseId,
      at: this.clock.now().toISOString(),
      ...data,
    });
  }

  /** "Leave course": all viewings have ended, and launch says so behind them. */
  async leave(launch: TestLaunch): Promise<void> {
    await this.viewing(launch, 'viewing.ended.v1');
    await this.viewing(launch, 'viewing.left.v1');
  }

  async present(launch: TestLaunch): Promise<void> {
    const { launchId } = launch;
    await this.publish('launch.sessions.v1', launchId, 'launch.presence', {
      launchId,
      at: this.clock.now().toISOString(),
    });
  }

  async publish(topic: Topic, key: string, type: string, data: Facts, id = newId()): Promise<void> {
    await this.bus.publish([outgoingEvent({ topic, key, type, source: '/test', id, time: this.clock.now(), data })]);
  }

  /** The learners of all open launches leave; time passes until each session is over. */
  async closeAll(): Promise<void> {
    const deliveries = await this.deliveries();
    const open = this.launches.filter(({ launchId }) => deliveries.get(launchId)?.phase !== 'over');
    for (const launch of open) await this.leave(launch);
    const look = async (): Promise<boolean> => {
      const rows = await this.db.query<{ n: number }[]>(
        `select count(*)::int as n from deliveries where phase <> 'over' and launch_id = any($1::uuid[])`,
        [this.launches.map(({ launchId }) => launchId)],
      );
      if (rows[0]?.n === 0) return true;
      // Past what breakers and backoffs wait for; but on a slow machine never past what is still being read or sent.
      if ((await this.waitingEvents()) === 0 && !(await this.anythingOnItsWay())) this.pass(30_000);
      return false;
    };
    await until(look, { what: 'all sessions to be over', timeoutMs: 50_000, everyMs: 50 });
  }

  async stop(): Promise<void> {
    await this.shutDown();
  }

  learnerId(name: string): string {
    const known = this.learnerIds.get(name) ?? newId();
    this.learnerIds.set(name, known);
    return known;
  }
}
