import { Injectable } from '@nestjs/common';
import { returnedRows } from '@aicc-bridge/database';
import { Outbox } from '@aicc-bridge/messaging';
import { Clock, Keyring, newId, randomSlice } from '@aicc-bridge/platform';
import type { Device, TenantState } from '@aicc-bridge/contracts';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { digestOf } from '../browser/visitor.js';
import type { LaunchVerdict } from './judge-launch.js';
import { launchEvent } from './launch-event.provider.js';

/** How long a launch waits for its learner to sign in (issue 5, design §8). */
export const PENDING_MINUTES = 15;

const KEEP = `
  insert into pending_launches (handle_digest, tenant_id, course_id, launch_key, rule_id, host, port, sealed_for, aicc_url_sealed, aicc_sid_sealed, sid_digest, device, browser_digest, other_course_id, frame_origin_sealed, expires_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`;
const FIND = 'select * from pending_launches where handle_digest = $1 and expires_at > $2';
/** Only the first page claims: of two at once one wins. */
const CLAIM =
  'update pending_launches set page_digest = $2 where handle_digest = $1 and page_digest is null returning handle_digest';
const HAND_OVER = 'update pending_launches set page_digest = $2, browser_digest = $3 where handle_digest = $1';
const SWEEP = `
  delete from pending_launches where handle_digest in (select handle_digest from pending_launches where expires_at <= $1 limit 1000 for update skip locked)
  returning tenant_id, course_id, launch_key, host, rule_id, opened_at`;
const Swept = z.object({
  tenant_id: z.uuid(),
  course_id: z.string(),
  launch_key: z.string(),
  host: z.string().nullable(),
  rule_id: z.string().nullable(),
  opened_at: z.date().nullable(),
});

/** Why a launch that plays is not reported; known before anything is watched. */
export const NotReportedRule = z.enum(['S50', 'S51', 'missing-sid']);
export type NotReportedRule = z.infer<typeof NotReportedRule>;

export const PendingLaunch = z.object({
  handle_digest: z.string(),
  tenant_id: z.uuid(),
  course_id: z.string(),
  launch_key: z.string(),
  rule_id: NotReportedRule.nullable(),
  host: z.string().nullable(),
  port: z.int().nullable(),
  /** the launch that url and sid are sealed for; null = for the handle, as until ADR 0054 */
  sealed_for: z.uuid().nullable(),
  aicc_url_sealed: z.string().nullable(),
  aicc_sid_sealed: z.string().nullable(),
  sid_digest: z.string().nullable(),
  device: z.enum(['desktop', 'mobile']),
  browser_digest: z.string().nullable(),
  page_digest: z.string().nullable(),
  other_course_id: z.string().nullable(),
  frame_origin_sealed: z.string().nullable(),
});
export type PendingLaunch = z.infer<typeof PendingLaunch>;
/** One that has just arrived: whoever is signed in already opens the launch that it is sealed for. */
export type ArrivedLaunch = PendingLaunch & { readonly sealed_for: string };

export interface LaunchFacts {
  readonly verdict: Exclude<LaunchVerdict, { kind: 'refused' }>;
  readonly tenant: Pick<TenantState, 'tenantId'>;
  readonly courseId: string;
  readonly launchKey: string;
  readonly device: Device;
  /** of the page that the launch came from, as far as its browser says */
  readonly frameOrigin: string | null;
}

/** Launches whose learners are signing in: the context lives here and never in the address. */
@Injectable()
export class PendingLaunches {
  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    private readonly keyring: Keyring,
    private readonly clock: Clock,
  ) {}

  /** A launch as it would be kept. */
  make({ verdict, tenant, courseId, launchKey, device, frameOrigin }: LaunchFacts): {
    handle: string;
    pending: ArrivedLaunch;
  } {
    const handle = randomSlice(18).toString('base64url');
    const digest = digestOf(handle);
    const launchId = newId();
    const reports = verdict.kind === 'reports' ? verdict : null;
    const seal = (text: string | null, purpose: string): string | null =>
      text === null ? null : this.keyring.seal(text, purpose);
    return {
      handle,
      pending: {
        handle_digest: digest,
        tenant_id: tenant.tenantId,
        course_id: courseId,
        launch_key: launchKey,
        rule_id: verdict.kind === 'reports' ? null : verdict.ruleId,
        host: reports?.host ?? null,
        port: reports?.port ?? null,
        sealed_for: launchId,
        aicc_url_sealed: seal(reports?.aiccUrl ?? null, `${launchId}/aicc_url`),
        aicc_sid_sealed: seal(reports?.aiccSid ?? null, `${launchId}/aicc_sid`),
        sid_digest: reports === null ? null : this.keyring.digest(reports.aiccSid),
        device,
        browser_digest: null,
        page_digest: null,
        other_course_id: null,
        frame_origin_sealed: seal(frameOrigin, `${digest}/frame_origin`),
      },
    };
  }

  /** Keeps the context for 15 minutes, bound to the browser that has this secret. The handle opens nothing by itself. */
  async keep(pending: PendingLaunch, browser: string | null): Promise<void> {
    await this.dataSource.query(KEEP, [
      pending.handle_digest,
      pending.tenant_id,
      pending.course_id,
      pending.launch_key,
      pending.rule_id,
      pending.host,
      pending.port,
      pending.sealed_for,
      pending.aicc_url_sealed,
      pending.aicc_sid_sealed,
      pending.sid_digest,
      pending.device,
      browser === null ? null : digestOf(browser),
      pending.other_course_id,
      pending.frame_origin_sealed,
      new Date(this.clock.now().getTime() + PENDING_MINUTES * 60_000),
    ]);
  }

  async find(handle: string): Promise<PendingLaunch | null> {
    return this.findByDigest(digestOf(handle));
  }

  async findByDigest(handleDigest: string): Promise<PendingLaunch | null> {
    const rows: unknown = await this.dataSource.query(FIND, [handleDigest, this.clock.now()]);
    return z.array(PendingLaunch).parse(rows)[0] ?? null;
  }

  /** The first page takes the launch; false = another one was faster. */
  async claim(pending: PendingLaunch, page: string): Promise<boolean> {
    const result: unknown = await this.dataSource.query(CLAIM, [pending.handle_digest, digestOf(page)]);
    return z.array(z.unknown()).parse(returnedRows(result)).length === 1;
  }

  /** The learner goes on in another window: the old one's proofs end. */
  async handOver(pending: PendingLaunch, page: string, browser: string | null): Promise<void> {
    const digest = browser === null ? null : digestOf(browser);
    await this.dataSource.query(HAND_OVER, [pending.handle_digest, digestOf(page), digest]);
  }

  /** Forgets what is over. Who came from the LMS and never signed in is told as S54: nothing was watched, nothing is reported. */
  async sweep(): Promise<number> {
    return this.outbox.transaction(async (tx, add) => {
      const now = this.clock.now();
      const swept = z.array(Swept).parse(returnedRows(await tx.query(SWEEP, [now])));
      const unopened = swept.filter((row) => row.opened_at === null && row.rule_id === null);
      await add(
        unopened.map((row) => {
          const launchId = newId();
          return launchEvent('launch.not-reported', launchId, now, {
            launchId,
            ruleId: 'S54',
            tenantId: row.tenant_id,
            launchKey: row.launch_key,
            courseId: row.course_id,
            learnerId: null,
            host: row.host,
            at: now.toISOString(),
          });
        }),
      );
      return swept.length;
    });
  }
}
