import { randomBytes } from 'node:crypto';
import { openDatabase, schemaOf } from '@aicc-bridge/database';
import { type RunningSimulator, startSimulator } from '@aicc-bridge/lms-simulator';
import { KafkaBus, outgoingEvent, type OutgoingMessage } from '@aicc-bridge/messaging';
import { createLog, Keyring, newId } from '@aicc-bridge/platform';
import type { Rejected } from '@aicc-bridge/contracts';
import { createTestDatabase, TcpProxy, until } from '@aicc-bridge/testing';
import { brokenInvariants } from './check-invariants.js';
import { scaled } from './fault-scale.js';
import { RawLms } from './raw-lms.js';
import { type DeliveryRow, SHORT_DURATIONS, type TestLaunch, type WatchedSeconds } from './reporter-under-test.js';
import { rejectedMessages } from './rejected-messages.js';
import { type ReporterProcess, type RunOptions, runReporter } from './reporter-process.js';
import { aTestCourse, aTestTenant, COURSE_ID, installCourse } from './test-fixtures.js';

/** Processes share the machine with brokers and each other: a second is too little for an exchange when it is busy. */
const PATIENT_DURATIONS = { ...SHORT_DURATIONS, exchangeMs: 2_000, firstGetParamMs: 2_000, connectMs: 1_000 };

type DataSource = Awaited<ReturnType<typeof openDatabase>>;

export interface StartOptions {
  /** superuser's address of a PostgreSQL of its own; default the one of all tests */
  readonly postgres?: string;
  /** of each topic */
  readonly partitions?: number;
}

/**
 * Real progress-reporters as processes of their own, on real Kafka and PostgreSQL, and a pretend LMS on a real socket (reliability
 * §4b). What the other services would publish is published here.
 */
export class ReporterProcesses {
  readonly tenantId = newId();
  readonly launches: TestLaunch[] = [];
  readonly watched: WatchedSeconds[] = [];
  readonly copies: ReporterProcess[] = [];
  private readonly learnerIds = new Map<string, string>();

  private constructor(
    readonly lmss: readonly RunningSimulator[],
    /** before each LMS, on a port of its own: what a test wants to go wrong there */
    readonly fronts: readonly RawLms[],
    readonly db: DataSource,
    readonly adminUrl: string,
    /** between the copies and their database */
    readonly wire: TcpProxy,
    readonly bus: KafkaBus,
    private readonly keyring: Keyring,
    readonly environment: Readonly<Record<string, string>>,
    private readonly shutDown: () => Promise<void>,
  ) {}

  /** @param learners how many people the LMSs know, shared out among them: `p0`, `p1` … */
  static async start(
    brokers: readonly string[],
    learners: number,
    lmsCount = 1,
    { postgres, partitions }: StartOptions = {},
  ): Promise<ReporterProcesses> {
    const database = await createTestDatabase(['progress-reporter'], postgres);
    const databaseUrl = database.urlOf('progress-reporter');
    const wire = await TcpProxy.before(new URL(databaseUrl).hostname, Number(new URL(databaseUrl).port));
    const prefix = `f${randomBytes(4).toString('hex')}.`;
    const keyring = `k1:${randomBytes(32).toString('base64url')}`;
    const log = createLog('faults', 'error');
    const bus = new KafkaBus(
      {
        brokers,
        clientId: 'faults',
        prefix,
        metadataMaxAgeMs: 1_000,
        requestTimeoutMs: 4_000,
        ...(partitions === undefined ? {} : { partitions }),
      },
      log,
    );
    await bus.provision();
    const people = Array.from({ length: learners }, (_, n) => ({ username: `p${n}`, name: `Person, ${n}` }));
    const lmss = await Promise.all(
      Array.from({ length: lmsCount }, (_, at) =>
        startSimulator({
          host: '127.0.0.1',
          port: 0,
          learners: people.filter((_person, n) => n % lmsCount === at),
          // A ledger must not forget.
          keptMessages: Infinity,
        }),
      ),
    );
    for (const lms of lmss) installCourse(lms);
    const fronts = await Promise.all(lmss.map((lms) => RawLms.before(lms)));
    const db = await openDatabase({
      url: databaseUrl,
      schema: schemaOf('progress-reporter'),
      applicationName: 'faults',
      entities: [],
      migrations: [],
      poolSize: 2,
      onIdleError: () => undefined,
    });
    const environment = {
      PATH: process.env['PATH'] ?? '',
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      LOG_LEVEL: 'warn',
      DATABASE_URL: throughPort(databaseUrl, wire.port),
      KAFKA_BROKERS: brokers.join(','),
      KAFKA_PREFIX: prefix,
      KAFKA_SESSION_TIMEOUT_MS: scaled('3000', '30000'),
      KAFKA_REQUEST_TIMEOUT_MS: scaled('4000', '25000'),
      KAFKA_METADATA_MAX_AGE_MS: scaled('1000', '60000'),
      PUBLIC_URL: 'http://127.0.0.1',
      KEYRING: keyring,
      ALLOWED_NETWORKS: '127.0.0.0/8,::1/128',
      DELIVERY_DURATIONS: scaled(JSON.stringify(PATIENT_DURATIONS), '{}'),
    };
    const system = new ReporterProcesses(
      lmss,
      fronts,
      db,
      database.adminUrl,
      wire,
      bus,
      Keyring.parse(keyring),
      environment,
      async () => {
        await bus.close();
        await db.destroy();
        await Promise.all(fronts.map((front) => front.close()));
        await Promise.all(lmss.map((lms) => lms.close()));
        await wire.close();
        await database.drop();
      },
    );
    await system.publish('catalog.courses.v1', COURSE_ID, 'catalog.course', aTestCourse());
    await system.publish(
      'settings.tenants.v1',
      system.tenantId,
      'settings.tenant',
      aTestTenant(
        system.tenantId,
        fronts.map(({ port }) => ({ name: 'localhost', port, http: true })),
      ),
    );
    return system;
  }

  /** What stands before the only LMS, or before the first. */
  get front(): RawLms {
    const [first] = this.fronts;
    if (!first) throw new Error('there is no LMS');
    return first;
  }

  /** Where the launch's LMS is reached. */
  private portOf({ lms }: TestLaunch): number {
    return this.fronts[this.lmss.indexOf(lms)]?.port ?? lms.port;
  }

  /** The only LMS, or the first. */
  get lms(): RunningSimulator {
    const [first] = this.lmss;
    if (!first) throw new Error('there is no LMS');
    return first;
  }

  /** Starts one more copy. */
  async run(how: RunOptions = {}): Promise<ReporterProcess> {
    const copy = await runReporter(this.environment, how);
    this.copies.push(copy);
    return copy;
  }

  /** `count` learners open the course and watch all of it; in pieces of 20 s, as a player sends them. */
  async everybodyWatches(usernames: readonly string[]): Promise<readonly TestLaunch[]> {
    const launches = await this.everybodyOpens(usernames);
    await this.bus.publish(launches.flatMap((launch) => this.pieces(launch)));
    return launches;
  }

  /** Learners open the course from the LMS. */
  async everybodyOpens(usernames: readonly string[]): Promise<readonly TestLaunch[]> {
    const launches = usernames.map((username) => this.aLaunch(username));
    await this.bus.publish(launches.map((launch) => this.started(launch)));
    return launches;
  }

  /** Everything that a launch's player sends: five pieces, the end, and that it was left. */
  pieces(launch: TestLaunch): readonly OutgoingMessage[] {
    this.watched.push({ launch, from: 0, to: 100 });
    return this.again(launch);
  }

  /** The same events as before, with the same ids. */
  again(launch: TestLaunch): readonly OutgoingMessage[] {
    const at = (second: number): string => new Date(launch.startedAt.getTime() + second * 1_000).toISOString();
    const parts = [0, 20, 40, 60, 80].map((from) => {
      const data = { unitId: 'u1', from, to: from + 20, startedAt: at(from), endedAt: at(from + 20) };
      return this.viewing(launch, 'viewing.segment.v1', data, `${launch.launchId}-${from}`);
    });
    return [...parts, this.viewing(launch, 'viewing.ended.v1', { at: at(100) }), this.left(launch)];
  }

  async publish(topic: OutgoingMessage['topic'], key: string, type: string, data: unknown): Promise<void> {
    await this.bus.publish([outgoingEvent({ topic, key, type, source: '/test', id: newId(), time: new Date(), data })]);
  }

  async deliveries(): Promise<ReadonlyMap<string, DeliveryRow>> {
    const rows = await this.db.query<(DeliveryRow & { launch_id: string })[]>('select * from deliveries');
    return new Map(rows.map((row) => [row.launch_id, row]));
  }

  /** Until every launch has been closed, or `holds` for it. */
  async settled(
    timeoutMs = scaled(90_000, 300_000),
    holds = (row: DeliveryRow): boolean => row.phase === 'over',
  ): Promise<void> {
    let last = '';
    const all = async (): Promise<boolean> => {
      const rows = await this.deliveries();
      const open = this.launches.filter(({ launchId }) => {
        const row = rows.get(launchId);
        return row === undefined || !holds(row);
      });
      last = `${open.length} of ${this.launches.length} open, e.g. ${JSON.stringify(rows.get(open[0]?.launchId ?? '') ?? null)}`;
      return open.length === 0;
    };
    try {
      await until(all, { what: 'all launches to settle', timeoutMs, everyMs: 50 });
    } catch (error) {
      const said = this.copies.flatMap(({ output }) => output).join('');
      throw new Error(`${String(error)}; ${last}; the copies said: ${said.slice(-3_000)}`, { cause: error });
    }
  }

  /** The first `count` messages of `viewing.rejected.v1`. */
  rejected(count: number): Promise<readonly Rejected[]> {
    return rejectedMessages(this.environment, count);
  }

  async broken(): Promise<readonly string[]> {
    const rows = await this.deliveries();
    return brokenInvariants({
      lmss: this.lmss,
      watched: this.watched,
      rows: this.launches.map((launch) => {
        const delivery = rows.get(launch.launchId);
        if (!delivery) throw new Error(`launch ${launch.launchId} was never read`);
        return { launch, delivery, log: launch.lms.lms.log.filter(({ sid }) => sid === launch.sid) };
      }),
    });
  }

  async stop(): Promise<void> {
    for (const { child } of this.copies) {
      child.kill('SIGCONT');
      child.kill('SIGTERM');
    }
    await Promise.all(this.copies.map(({ exited }) => exited));
    await this.shutDown();
  }

  private aLaunch(username: string): TestLaunch {
    const lms = this.lmss.find((one) => one.lms.learners.some((learner) => learner.username === username));
    const session = lms?.lms.launch(username, COURSE_ID, false, false);
    if (!lms || !session) throw new Error(`the LMS has no learner ${username}`);
    const learnerId = this.learnerIds.get(username) ?? newId();
    this.learnerIds.set(username, learnerId);
    const launch: TestLaunch = {
      launchId: newId(),
      username,
      learnerId,
      courseId: COURSE_ID,
      sid: session.sid,
      lms,
      startedAt: new Date(),
    };
    this.launches.push(launch);
    return launch;
  }

  started(launch: TestLaunch): OutgoingMessage {
    const { launchId, learnerId, sid, startedAt } = launch;
    const port = this.portOf(launch);
    const aiccUrl = `http://localhost:${port}/mod/scorm/aicc.php`;
    const data = {
      launchId,
      tenantId: this.tenantId,
      launchKey: 'k'.repeat(26),
      courseId: COURSE_ID,
      learnerId,
      device: 'desktop',
      host: 'localhost',
      port,
      aiccUrlSealed: this.keyring.seal(aiccUrl, `${launchId}/aicc_url`),
      aiccSidSealed: this.keyring.seal(sid, `${launchId}/aicc_sid`),
      startedAt: startedAt.toISOString(),
    };
    return this.event('launch.sessions.v1', launchId, 'launch.started', data);
  }

  private viewing(launch: TestLaunch, type: string, data: object, id = newId()): OutgoingMessage {
    const { launchId, learnerId, courseId } = launch;
    const common = { launchId, viewingId: `v-${launchId}`, tenantId: this.tenantId, learnerId, courseId };
    return this.event('viewing.events.v1', launchId, type, { ...common, ...data }, id);
  }

  private left({ launchId }: TestLaunch): OutgoingMessage {
    return this.event('viewing.events.v1', launchId, 'viewing.left.v1', { launchId, at: new Date().toISOString() });
  }

  private event(
    topic: OutgoingMessage['topic'],
    key: string,
    type: string,
    data: object,
    id = newId(),
  ): OutgoingMessage {
    return outgoingEvent({ topic, key, type, source: '/test', id, time: new Date(), data });
  }
}

function throughPort(url: string, port: number): string {
  const through = new URL(url);
  through.port = String(port);
  return through.toString();
}
