import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Outbox, outgoingEvent, type OutgoingMessage } from '@aicc-bridge/messaging';
import { Clock, Keyring, newId } from '@aicc-bridge/platform';
import type { LaunchDeclined, TenantState } from '@aicc-bridge/contracts';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { LaunchVerdict } from './judge-launch.js';

const PENDING_MINUTES = 15;

const KEEP = `
  insert into pending_launches (handle_digest, tenant_id, course_id, launch_key, rule_id, host, port, aicc_url_sealed, aicc_sid_sealed, sid_digest, device, expires_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`;
const FIND = 'select * from pending_launches where handle_digest = $1 and expires_at > $2';
const SWEEP = 'delete from pending_launches where expires_at <= $1';
/** An open launch of the same sid, learner and course is resumed (design §7, reused sid). */
const OPEN = `
  select l.launch_id from launches l left join outcomes o using (launch_id)
  where l.tenant_id = $1 and l.host = $2 and l.port = $3 and l.sid_digest = $4 and l.learner_id = $5 and l.course_id = $6 and l.left_at is null and coalesce(o.session_over, false) = false
  order by l.started_at desc limit 1`;
const INSERT = `
  insert into launches (launch_id, tenant_id, learner_id, course_id, host, port, sid_digest, rule_id, device, started_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`;
const LEAVE =
  'update launches set left_at = coalesce(left_at, $2) where launch_id = $1 and rule_id is null returning launch_id';

export const PendingLaunch = z.object({
  handle_digest: z.string(),
  tenant_id: z.uuid(),
  course_id: z.string(),
  launch_key: z.string(),
  rule_id: z.enum(['S50', 'missing-sid']).nullable(),
  host: z.string().nullable(),
  port: z.int().nullable(),
  aicc_url_sealed: z.string().nullable(),
  aicc_sid_sealed: z.string().nullable(),
  sid_digest: z.string().nullable(),
  device: z.enum(['desktop', 'mobile']),
});
export type PendingLaunch = z.infer<typeof PendingLaunch>;

export interface OpenedLaunch {
  readonly launchId: string;
  /** why nothing is reported, or null */
  readonly ruleId: 'S50' | 'missing-sid' | null;
}

/** Launches on their way through sign-in, and those that were opened. */
@Injectable()
export class LaunchesStore {
  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    private readonly keyring: Keyring,
    private readonly clock: Clock,
  ) {}

  /** Keeps the launch context on the server for 15 minutes; the handle in the address leads to sign-in and opens nothing by itself. */
  async keepPending(
    verdict: Exclude<LaunchVerdict, { kind: 'refused' }>,
    tenant: TenantState,
    courseId: string,
    launchKey: string,
    device: 'desktop' | 'mobile',
  ): Promise<string> {
    const handle = randomBytes(18).toString('base64url');
    const digest = handleDigest(handle);
    const now = this.clock.now();
    const reports = verdict.kind === 'reports' ? verdict : null;
    const seal = (text: string | undefined, field: string): string | null =>
      text === undefined ? null : this.keyring.seal(text, `${digest}/${field}`);
    await this.dataSource.query(SWEEP, [now]);
    await this.dataSource.query(KEEP, [
      digest,
      tenant.tenantId,
      courseId,
      launchKey,
      verdict.kind === 'reports' ? null : verdict.ruleId,
      reports?.host ?? null,
      reports?.port ?? null,
      seal(reports?.aiccUrl, 'aicc_url'),
      seal(reports?.aiccSid, 'aicc_sid'),
      reports === null ? null : this.keyring.digest(reports.aiccSid),
      device,
      new Date(now.getTime() + PENDING_MINUTES * 60_000),
    ]);
    return handle;
  }

  async pending(handle: string): Promise<PendingLaunch | null> {
    const rows: unknown = await this.dataSource.query(FIND, [handleDigest(handle), this.clock.now()]);
    return z.array(PendingLaunch).parse(rows)[0] ?? null;
  }

  /** The learner has signed in: the launch is stored and told, in one transaction. */
  async open(pending: PendingLaunch, learnerId: string): Promise<OpenedLaunch> {
    return this.outbox.transaction(async (tx, add) => {
      const lane = [pending.tenant_id, pending.host, pending.port, pending.sid_digest, learnerId, pending.course_id];
      const known =
        pending.sid_digest === null
          ? []
          : z.array(z.object({ launch_id: z.string() })).parse(await tx.query(OPEN, lane));
      if (known[0]) return { launchId: known[0].launch_id, ruleId: null };
      const launchId = newId();
      const now = this.clock.now();
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
      ]);
      await add([
        pending.rule_id === null
          ? this.started(launchId, pending, learnerId, now)
          : this.notReported(launchId, pending, learnerId, now),
      ]);
      return { launchId, ruleId: pending.rule_id };
    });
  }

  async notReportedRule(launchId: string): Promise<PendingLaunch['rule_id']> {
    const rows: unknown = await this.dataSource.query('select rule_id from launches where launch_id = $1', [launchId]);
    return z.array(PendingLaunch.pick({ rule_id: true })).parse(rows)[0]?.rule_id ?? null;
  }

  async tellDeclined(data: LaunchDeclined): Promise<void> {
    await this.outbox.transaction((_tx, add) =>
      add([this.event('launch.refused', data.launchId, data, this.clock.now())]),
    );
  }

  async present(launchId: string): Promise<void> {
    const now = this.clock.now();
    await this.outbox.transaction((_tx, add) =>
      add([this.event('launch.presence', launchId, { launchId, at: now.toISOString() }, now)]),
    );
  }

  async leave(launchId: string): Promise<void> {
    await this.outbox.transaction(async (tx, add) => {
      const now = this.clock.now();
      const result: unknown = await tx.query(LEAVE, [launchId, now]);
      if (Array.isArray(result) && result[1] === 1)
        await add([
          this.event('launch.left', launchId, { launchId, at: now.toISOString() }, now),
          // Behind the player's own events, in their order: who reads it has read all that was watched (ADR 0007).
          {
            ...this.event('viewing.left.v1', launchId, { launchId, at: now.toISOString() }, now),
            topic: 'viewing.events.v1',
          },
        ]);
    });
  }

  private started(launchId: string, pending: PendingLaunch, learnerId: string, now: Date): OutgoingMessage {
    const reseal = (sealed: string | null, field: string): string =>
      this.keyring.seal(this.keyring.unseal(sealed ?? '', `${pending.handle_digest}/${field}`), `${launchId}/${field}`);
    const data = {
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
    };
    return this.event('launch.started', launchId, data, now);
  }

  private notReported(launchId: string, pending: PendingLaunch, learnerId: string, now: Date): OutgoingMessage {
    const data = {
      launchId,
      ruleId: pending.rule_id,
      tenantId: pending.tenant_id,
      launchKey: pending.launch_key,
      courseId: pending.course_id,
      learnerId,
      host: null,
      at: now.toISOString(),
    };
    return this.event('launch.not-reported', launchId, data, now);
  }

  private event(type: string, launchId: string, data: unknown, now: Date): OutgoingMessage {
    return outgoingEvent({
      topic: 'launch.sessions.v1',
      key: launchId,
      type,
      source: '/aicc-bridge/launch',
      id: newId(),
      time: now,
      data,
    });
  }
}

function handleDigest(handle: string): string {
  return createHash('sha256').update(handle).digest('base64url');
}
