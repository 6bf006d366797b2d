import { Injectable } from '@nestjs/common';
import { prepared, returnedRows } from '@aicc-bridge/database';
import { Outbox, outgoingEvent, type OutgoingMessage } from '@aicc-bridge/messaging';
import { BatchWriter, Clock, Keyring, newId, ProblemException } from '@aicc-bridge/platform';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { launchEvent } from './launch-event.provider.js';
import { openingRounds } from './opening-rounds.js';
import { NotReportedRule, PENDING_MINUTES, type PendingLaunch, type ReturnAddress } from './pending.store.js';

const OPEN = prepared('select asked, opened from open_launches($1)');
const Opened = z.array(z.object({ asked: z.string(), opened: z.string().nullable() }));
/** Launches of one statement, and statements at once: more would only wait for each other's commits. */
const OPENING = { parallel: 2, size: 64 } as const;
const LEAVE =
  'update launches set left_at = coalesce(left_at, $2) where launch_id = $1 and rule_id is null returning launch_id';
const ONE = `
  select launch_id as "launchId", tenant_id as "tenantId", learner_id as "learnerId", course_id as "courseId", rule_id as "ruleId", device, left_at as "leftAt", other_course_id as "otherCourseId"
  from launches where launch_id = $1`;
/** What the learner has open from an LMS, for "this one will not count" (S51). */
const OTHER_COURSE = `
  select course_id as "courseId" from launches
  where learner_id = $1 and rule_id is null and left_at is null and started_at > $2 and course_id <> $3 order by started_at desc limit 1`;
const PLACE_OF = 'select unit_id as "unitId", seconds from positions where learner_id = $1 and course_id = $2';
/** Whoever was erased meanwhile has no account any more, and gets no place. */
const KEEP_PLACE = `
  insert into positions as p (learner_id, course_id, unit_id, seconds, at) select $1, $2, $3, $4, $5 from people where person_id = $1 for key share
  on conflict (learner_id, course_id) do update set unit_id = excluded.unit_id, seconds = excluded.seconds, at = excluded.at where p.at <= excluded.at`;

/** A launch that was left longer ago than this is not what the learner means by "open". */
const OPEN_HOURS = 4;

export const OpenLaunch = z.object({
  launchId: z.string(),
  tenantId: z.string(),
  learnerId: z.string(),
  courseId: z.string(),
  /** why nothing is reported, or null */
  ruleId: NotReportedRule.nullable(),
  device: z.enum(['desktop', 'mobile']),
  leftAt: z.date().nullable(),
  otherCourseId: z.string().nullable(),
});
export type OpenLaunch = z.infer<typeof OpenLaunch>;

export const Place = z.object({ unitId: z.string().min(1).max(100), seconds: z.number().min(0).max(360_000) });
export type Place = z.infer<typeof Place>;

interface Opening {
  readonly launchId: string;
  readonly learnerId: string;
  readonly pending: PendingLaunch;
  readonly at: Date;
  readonly event: OutgoingMessage;
}
/** The launch that is open now; null = the learner's account is gone. */
type OpenedLaunch =
  { readonly kind: 'opened'; readonly launchId: string | null } | { readonly kind: 'failed'; readonly error: unknown };

/** Launches that were opened. */
@Injectable()
export class LaunchesStore {
  private readonly openings = new BatchWriter<Opening, OpenedLaunch>((items) => this.openTogether(items), OPENING);

  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    private readonly keyring: Keyring,
    private readonly clock: Clock,
  ) {}

  /**
   * The learner is known: the launch is stored and told, in one statement and so in one transaction, together with others that arrive at
   * the same time. An open one of the same session is resumed. The context stays for its 15 minutes, for "sign in as someone else".
   *
   * @param address of the same launch, if it is still at hand; else it is unsealed
   */
  async open(pending: PendingLaunch, learnerId: string, address: ReturnAddress | null): Promise<string> {
    const now = this.clock.now();
    const launchId = newId();
    const event =
      pending.rule_id === null
        ? this.started(launchId, pending, address ?? this.addressOf(pending), learnerId, now)
        : this.notReported(launchId, pending, learnerId, now);
    const opened = await this.openings.add({ launchId, learnerId, pending, at: now, event });
    if (opened.kind === 'failed') throw opened.error;
    if (opened.launchId === null) throw accountGone();
    return opened.launchId;
  }

  async one(launchId: string): Promise<OpenLaunch | null> {
    return z.array(OpenLaunch).parse(await this.dataSource.query(ONE, [launchId]))[0] ?? null;
  }

  /** Another course that the learner has open from an LMS, or null. */
  async openedFromLms(learnerId: string, courseId: string): Promise<string | null> {
    const since = new Date(this.clock.now().getTime() - OPEN_HOURS * 3_600_000);
    const rows: unknown = await this.dataSource.query(OTHER_COURSE, [learnerId, since, courseId]);
    return z.array(z.object({ courseId: z.string() })).parse(rows)[0]?.courseId ?? null;
  }

  /** Where the learner was in the course; our own store, whatever the LMS says (issue 5). */
  async placeOf(learnerId: string, courseId: string): Promise<Place | null> {
    return z.array(Place).parse(await this.dataSource.query(PLACE_OF, [learnerId, courseId]))[0] ?? null;
  }

  async keepPlace(learnerId: string, courseId: string, { unitId, seconds }: Place): Promise<void> {
    await this.dataSource.query(KEEP_PLACE, [learnerId, courseId, unitId, seconds, this.clock.now()]);
  }

  async present(launchId: string): Promise<void> {
    const now = this.clock.now();
    await this.outbox.transaction((_tx, add) =>
      add([launchEvent('launch.presence', launchId, now, { launchId, at: now.toISOString() })]),
    );
  }

  async leave(launchId: string): Promise<void> {
    await this.outbox.transaction(async (tx, add) => {
      const now = this.clock.now();
      const left = z.array(z.unknown()).parse(returnedRows(await tx.query(LEAVE, [launchId, now])));
      if (left.length === 0) return;
      const data = { launchId, at: now.toISOString() };
      await add([
        launchEvent('launch.left', launchId, now, data),
        // Behind the player's own events, in their order: who reads it has read all that was watched (ADR 0007).
        viewingLeft(launchId, now),
      ]);
    });
  }

  private async openTogether(items: readonly Opening[]): Promise<readonly OpenedLaunch[]> {
    const opened = new Map<Opening, OpenedLaunch>();
    for (const round of openingRounds(items))
      for (const [item, result] of await this.openRound(round)) opened.set(item, result);
    this.outbox.ring();
    return items.map((item) => opened.get(item) ?? { kind: 'failed', error: new Error('open_launches left one out') });
  }

  /** What fails together is tried once more one by one: nobody's launch fails for somebody else's. */
  private async openRound(items: readonly Opening[]): Promise<ReadonlyMap<Opening, OpenedLaunch>> {
    try {
      const rows: unknown = await this.dataSource.query(OPEN, [JSON.stringify(items.map(itemOf))]);
      const opened = new Map(Opened.parse(rows).map(({ asked, opened: launchId }) => [asked, launchId]));
      return new Map(items.map((item) => [item, { kind: 'opened', launchId: opened.get(item.launchId) ?? null }]));
    } catch (error) {
      if (items.length <= 1) return new Map(items.map((item) => [item, { kind: 'failed', error }]));
      const alone: [Opening, OpenedLaunch][] = [];
      for (const item of items) alone.push(...(await this.openRound([item])));
      return new Map(alone);
    }
  }

  private addressOf({ handle_digest, aicc_url_sealed, aicc_sid_sealed }: PendingLaunch): ReturnAddress {
    const unseal = (sealed: string | null, field: string): string =>
      this.keyring.unseal(sealed ?? '', `${handle_digest}/${field}`);
    return { aiccUrl: unseal(aicc_url_sealed, 'aicc_url'), aiccSid: unseal(aicc_sid_sealed, 'aicc_sid') };
  }

  private started(
    launchId: string,
    pending: PendingLaunch,
    { aiccUrl, aiccSid }: ReturnAddress,
    learnerId: string,
    now: Date,
  ): OutgoingMessage {
    return launchEvent('launch.started', launchId, now, {
      launchId,
      tenantId: pending.tenant_id,
      launchKey: pending.launch_key,
      courseId: pending.course_id,
      learnerId,
      device: pending.device,
      host: pending.host,
      port: pending.port,
      aiccUrlSealed: this.keyring.seal(aiccUrl, `${launchId}/aicc_url`),
      aiccSidSealed: this.keyring.seal(aiccSid, `${launchId}/aicc_sid`),
      startedAt: now.toISOString(),
    });
  }

  private notReported(launchId: string, pending: PendingLaunch, learnerId: string, now: Date): OutgoingMessage {
    return launchEvent('launch.not-reported', launchId, now, {
      launchId,
      ruleId: pending.rule_id,
      tenantId: pending.tenant_id,
      launchKey: pending.launch_key === '' ? null : pending.launch_key,
      courseId: pending.course_id,
      learnerId,
      host: null,
      at: now.toISOString(),
    });
  }
}

function itemOf({ launchId, learnerId, pending, at, event }: Opening) {
  return {
    ...pending,
    launch_id: launchId,
    learner_id: learnerId,
    at,
    open_until: new Date(at.getTime() + PENDING_MINUTES * 60_000),
    event: { ...event, value: Buffer.from(event.value ?? '').toString('base64') },
  };
}

/** Erased between sign-in and launch. */
function accountGone(): ProblemException {
  return new ProblemException({
    status: 410,
    name: 'account-gone',
    title: 'The account is not there any more',
    detail: 'Your account was removed a moment ago. Ask your administrator for a new one, then open the course again.',
  });
}

function viewingLeft(launchId: string, now: Date): OutgoingMessage {
  return outgoingEvent({
    topic: 'viewing.events.v1',
    key: launchId,
    type: 'viewing.left.v1',
    source: '/aicc-bridge/launch',
    id: newId(),
    time: now,
    data: { launchId, at: now.toISOString() },
  });
}
