import { Injectable } from '@nestjs/common';
import { prepared, returnedRows } from '@aicc-bridge/database';
import {
  CLOUD_EVENT_HEADERS,
  cloudEvent,
  type EventFacts,
  Outbox,
  outgoingEvent,
  type OutgoingMessage,
} from '@aicc-bridge/messaging';
import { BatchWriter, Clock, Keyring, newId, ProblemException } from '@aicc-bridge/platform';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { SessionClaims } from '../tokens/tokens.provider.js';
import { launchEvent, launchFacts } from './launch-event.provider.js';
import { openingRounds } from './opening-rounds.js';
import { type ArrivedLaunch, NotReportedRule, PENDING_MINUTES, type PendingLaunch } from './pending.store.js';

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

/** Who opens a launch, and by which sign-in; null = has signed in this moment. */
interface Learner {
  readonly personId: string;
  readonly sessionId: string | null;
}
interface Opening {
  readonly launchId: string;
  readonly learner: Learner;
  readonly pending: PendingLaunch;
  readonly at: Date;
  readonly event: EventFacts;
}
/** The launch that is open now; null = the learner's account is gone, or the session over. */
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
   */
  async open(pending: PendingLaunch, personId: string): Promise<string> {
    const opened = await this.openFor({ personId, sessionId: null }, pending, newId());
    if (opened === null) throw accountGone();
    return opened;
  }

  /**
   * The same for who comes with a session: whether it is still good, and for this tenant, is looked up with the rest.
   *
   * @returns null if it is not: nothing was stored
   */
  async openWithin(session: SessionClaims, pending: ArrivedLaunch): Promise<string | null> {
    return this.openFor(session, pending, pending.sealed_for);
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

  private async openFor(learner: Learner, pending: PendingLaunch, launchId: string): Promise<string | null> {
    const at = this.clock.now();
    const tell = pending.rule_id === null ? this.started.bind(this) : notReported;
    const event = tell(launchId, pending, learner.personId, at);
    const opened = await this.openings.add({ launchId, learner, pending, at, event });
    if (opened.kind === 'failed') throw opened.error;
    return opened.launchId;
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

  private started(launchId: string, pending: PendingLaunch, learnerId: string, now: Date): EventFacts {
    return launchFacts('launch.started', launchId, now, {
      launchId,
      tenantId: pending.tenant_id,
      launchKey: pending.launch_key,
      courseId: pending.course_id,
      learnerId,
      device: pending.device,
      host: pending.host,
      port: pending.port,
      aiccUrlSealed: this.sealedFor(launchId, pending, 'aicc_url'),
      aiccSidSealed: this.sealedFor(launchId, pending, 'aicc_sid'),
      startedAt: now.toISOString(),
    });
  }

  /** What was sealed for another launch, or for the handle, is sealed anew. */
  private sealedFor(launchId: string, pending: PendingLaunch, field: 'aicc_url' | 'aicc_sid'): string {
    const sealed = pending[`${field}_sealed`] ?? '';
    if (pending.sealed_for === launchId) return sealed;
    const text = this.keyring.unseal(sealed, `${pending.sealed_for ?? pending.handle_digest}/${field}`);
    return this.keyring.seal(text, `${launchId}/${field}`);
  }
}

function notReported(launchId: string, pending: PendingLaunch, learnerId: string, now: Date): EventFacts {
  return launchFacts('launch.not-reported', launchId, now, {
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

function itemOf({ launchId, learner, pending, at, event }: Opening) {
  return {
    launch_id: launchId,
    learner_id: learner.personId,
    session_id: learner.sessionId,
    at,
    open_until: new Date(at.getTime() + PENDING_MINUTES * 60_000),
    event: { topic: event.topic, key: event.key, value: cloudEvent(event), headers: CLOUD_EVENT_HEADERS },
    ...pending,
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
