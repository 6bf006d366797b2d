import type { openDatabase } from '@aicc-bridge/database';
import type { LoggedMessage, RunningSimulator } from '@aicc-bridge/lms-simulator';
import { until } from '@aicc-bridge/testing';
import { brokenInvariants } from './check-invariants.js';
import type { SettableClock } from './settable-clock.js';
import type { DeliveryRow, ExchangeRow, TestLaunch, WatchedSeconds } from './test-launch.js';

type DataSource = Awaited<ReturnType<typeof openDatabase>>;

/** The three ledgers of a reporter under test (reliability §4a): events sent, database, the LMSs' logs; and waiting until they say something. */
export class ReporterLedgers {
  readonly watched: WatchedSeconds[] = [];
  readonly launches: TestLaunch[] = [];
  /** learners whose time at the LMS is wrong by the LMS's own fault, or lost on purpose (I5) */
  readonly timeExcused = new Set<string>();

  constructor(
    readonly lmss: readonly RunningSimulator[],
    readonly clock: SettableClock,
    /** the LMSs' own clock */
    readonly lmsClock: SettableClock,
    readonly db: DataSource,
  ) {}

  /** Time passes, here and at the LMSs. */
  pass(ms: number): void {
    this.clock.step(ms);
    this.lmsClock.step(ms);
  }

  async delivery({ launchId }: TestLaunch): Promise<DeliveryRow> {
    const rows = await this.db.query<DeliveryRow[]>('select * from deliveries where launch_id = $1', [launchId]);
    const [row] = rows;
    if (!row) throw new Error(`launch ${launchId} has not been read yet`);
    return row;
  }

  /** Of all launches that have been read, by their ids. */
  async deliveries(): Promise<ReadonlyMap<string, DeliveryRow>> {
    const ids = this.launches.map(({ launchId }) => launchId);
    const rows = await this.db.query<(DeliveryRow & { launch_id: string })[]>(
      'select * from deliveries where launch_id = any($1::uuid[])',
      [ids],
    );
    return new Map(rows.map((row) => [row.launch_id, row]));
  }

  async trace({ launchId }: TestLaunch): Promise<readonly ExchangeRow[]> {
    return this.db.query('select * from exchanges where launch_id = $1 order by started_at, exchange_id', [launchId]);
  }

  /** The LMS's own log of the launch's session, in the order of arrival. */
  logOf({ lms, sid }: TestLaunch): readonly LoggedMessage[] {
    return lms.lms.log.filter((message) => message.sid === sid);
  }

  gradeOf({ lms, username, courseId }: TestLaunch) {
    const learner = lms.lms.learners.find((one) => one.username === username);
    const row = learner && lms.lms.gradebookRow(learner, courseId);
    if (!row) throw new Error(`the LMS has no record of ${username}`);
    return row;
  }

  /** Waits until the delivery looks like this; fails with how it looks instead. */
  async until(launch: TestLaunch, what: string, holds: (row: DeliveryRow) => boolean): Promise<DeliveryRow> {
    let last: DeliveryRow | null = null;
    const look = async (): Promise<DeliveryRow | null> => {
      last = await this.delivery(launch);
      return holds(last) ? last : null;
    };
    try {
      return await until(look, { what, timeoutMs: 30_000, everyMs: 10 });
    } catch (error) {
      throw new Error(`${String(error)}; it is ${JSON.stringify(last)}`, { cause: error });
    }
  }

  outcome(launch: TestLaunch, outcome: string): Promise<DeliveryRow> {
    return this.until(launch, `outcome ${outcome}`, (row) => row.outcome === outcome);
  }

  over(launch: TestLaunch): Promise<DeliveryRow> {
    return this.until(launch, 'the session to be over', (row) => row.phase === 'over');
  }

  /** Waits until it holds for all of them; the more they are, the longer. */
  async untilAll(launches: readonly TestLaunch[], what: string, holds: (row: DeliveryRow) => boolean): Promise<void> {
    const look = async (): Promise<boolean> => {
      const deliveries = await this.deliveries();
      return launches.every(({ launchId }) => {
        const row = deliveries.get(launchId);
        return row !== undefined && holds(row);
      });
    };
    const everyMs = Math.max(10, launches.length / 10);
    await until(look, { what: `${what}, all of them`, timeoutMs: 30_000 + launches.length * 100, everyMs });
  }

  /** Waits until nothing is due, nothing is in flight and no event is unread: until the reporter waits for time or people. */
  async settled(launch: TestLaunch): Promise<void> {
    const look = async (): Promise<boolean> => {
      if ((await this.waitingEvents()) > 0) return false;
      const rows = await this.db.query<{ busy: boolean }[]>(
        'select coalesce(due_at <= $2, false) or coalesce(lease_until >= clock_timestamp(), false) as busy from deliveries where launch_id = $1',
        [launch.launchId, this.clock.now()],
      );
      return rows[0]?.busy === false;
    };
    await until(look, { what: `launch ${launch.launchId} to come to rest`, timeoutMs: 30_000, everyMs: 10 });
  }

  /** Waits until the workers have found nothing due any more, after time was passed. */
  async waitOutIdle(): Promise<void> {
    const look = async (): Promise<boolean> => {
      const rows = await this.db.query<{ busy: boolean }[]>(
        'select exists (select 1 from deliveries where due_at <= $1 or lease_until >= clock_timestamp()) as busy',
        [this.clock.now()],
      );
      return rows[0]?.busy === false;
    };
    // A breaker may hold due rows back on purpose.
    await until(look, { what: 'nothing to be due', timeoutMs: 400, everyMs: 20 }).catch(() => undefined);
  }

  /** Waits until the LMS has got so many of the launch's messages of this command. */
  async received(launch: TestLaunch, command: string, count = 1): Promise<void> {
    await until(() => this.logOf(launch).filter((message) => message.command === command).length >= count, {
      what: `${count} ${command}; got ${this.logOf(launch)
        .map((message) => `${message.command} ${message.status}`)
        .join(', ')}`,
      timeoutMs: 30_000,
      everyMs: 5,
    });
  }

  /** I1–I5 of reliability §4a; an empty list is good. See `brokenInvariants` for what each means. */
  async broken(allow: { readonly unsettled?: boolean } = {}): Promise<readonly string[]> {
    const deliveries = await this.deliveries();
    const rows = this.launches.map((launch) => {
      const delivery = deliveries.get(launch.launchId);
      if (!delivery) throw new Error(`launch ${launch.launchId} has not been read yet`);
      return { launch, delivery, log: this.logOf(launch) };
    });
    return brokenInvariants({ lmss: this.lmss, rows, watched: this.watched, timeExcused: this.timeExcused }, allow);
  }

  /** Whether a worker holds a launch at this moment. */
  async anythingOnItsWay(): Promise<boolean> {
    const rows = await this.db.query<unknown[]>(
      'select 1 from deliveries where lease_until >= clock_timestamp() limit 1',
    );
    return rows.length > 0;
  }

  /** Events that no consumer has finished yet. */
  async waitingEvents(): Promise<number> {
    const rows = await this.db.query<{ n: number }[]>(
      `select count(*)::int as n from bus.inbox where consumer_group = 'progress-reporter'`,
    );
    return rows[0]?.n ?? 0;
  }
}
