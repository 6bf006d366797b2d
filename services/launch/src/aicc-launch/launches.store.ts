import { Injectable } from '@nestjs/common';
import { returnedRows } from '@aicc-bridge/database';
import { Outbox, outgoingEvent, type OutgoingMessage } from '@aicc-bridge/messaging';
import { Clock, Keyring, newId } from '@aicc-bridge/platform';
import { DataSource, type EntityManager } from 'typeorm';
import { z } from 'zod';
import { launchEvent } from './launch-event.provider.js';
import { NotReportedRule, type PendingLaunch } from './pending.store.js';

/** Two tabs, a double click, a reload: whoever opens the same session at the same time must see the other (design §7, reused sid). */
const LOCK_SESSION = 'select pg_advisory_xact_lock(hashtextextended($1, 7201005))';
const OPEN = `
  select l.launch_id from launches l left join outcomes o using (launch_id)
  where l.tenant_id = $1 and l.host = $2 and l.port = $3 and l.sid_digest = $4 and l.learner_id = $5 and l.course_id = $6 and l.left_at is null and coalesce(o.session_over, false) = false
  order by l.started_at desc limit 1`;
/** The LMS gave the same session to another learner or course: the old binding ends; the reporter does the same on its side. */
const END_OTHERS = `
  update launches set left_at = $7 where tenant_id = $1 and host = $2 and port = $3 and sid_digest = $4 and (learner_id, course_id) <> ($5, $6) and left_at is null`;
const INSERT = `
  insert into launches (launch_id, tenant_id, learner_id, course_id, host, port, sid_digest, rule_id, device, started_at, launch_key, other_course_id)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`;
const OPENED = 'update pending_launches set opened_at = $2 where handle_digest = $1';
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
const KEEP_PLACE = `
  insert into positions as p (learner_id, course_id, unit_id, seconds, at) values ($1, $2, $3, $4, $5)
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

/** Launches that were opened. */
@Injectable()
export class LaunchesStore {
  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    private readonly keyring: Keyring,
    private readonly clock: Clock,
  ) {}

  /** The learner has signed in: the launch is stored and told, in one transaction. An open one of the same session is resumed. */
  async open(pending: PendingLaunch, learnerId: string): Promise<string> {
    return this.outbox.transaction(async (tx, add) => {
      const now = this.clock.now();
      const resumed = await this.resumable(tx, pending, learnerId, now);
      await tx.query(OPENED, [pending.handle_digest, now]);
      if (resumed !== null) return resumed;
      const launchId = newId();
      await tx.query(INSERT, [
        launchId,
        pending.tenant_id,
        learnerId,
        pending.course_id,
        pending.host,
        pending.port,
        pending.sid_digest,
        pending.rule_id,
        pending.device,
        now,
        pending.launch_key,
        pending.other_course_id,
      ]);
      await add([
        pending.rule_id === null
          ? this.started(launchId, pending, learnerId, now)
          : this.notReported(launchId, pending, learnerId, now),
      ]);
      return launchId;
    });
  }

  private async resumable(
    tx: EntityManager,
    pending: PendingLaunch,
    learnerId: string,
    now: Date,
  ): Promise<string | null> {
    if (pending.sid_digest === null) return null;
    const session = [pending.tenant_id, pending.host, pending.port, pending.sid_digest];
    await tx.query(LOCK_SESSION, [session.join('/')]);
    const same = [...session, learnerId, pending.course_id];
    const open = z.array(z.object({ launch_id: z.string() })).parse(await tx.query(OPEN, same))[0];
    if (open !== undefined) return open.launch_id;
    await tx.query(END_OTHERS, [...same, now]);
    return null;
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

  private started(launchId: string, pending: PendingLaunch, learnerId: string, now: Date): OutgoingMessage {
    const reseal = (sealed: string | null, field: string): string =>
      this.keyring.seal(this.keyring.unseal(sealed ?? '', `${pending.handle_digest}/${field}`), `${launchId}/${field}`);
    return launchEvent('launch.started', launchId, now, {
      launchId,
      tenantId: pending.tenant_id,
      launchKey: pending.launch_key,
      courseId: pending.course_id,
      learnerId,
      device: pending.device,
      host: pending.host,
      port: pending.port,
      aiccUrlSealed: reseal(pending.aicc_url_sealed, 'aicc_url'),
      aiccSidSealed: reseal(pending.aicc_sid_sealed, 'aicc_sid'),
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
