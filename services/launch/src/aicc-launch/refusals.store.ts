import { Injectable } from '@nestjs/common';
import { Outbox } from '@aicc-bridge/messaging';
import { Clock, newId } from '@aicc-bridge/platform';
import { type RuleId, RULE_IDS } from '@aicc-bridge/contracts';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { storableText } from '../browser/storable-text.js';
import { launchEvent } from './launch-event.provider.js';

/** Long enough for a learner's mail to an administrator to be answered. */
const KEPT_DAYS = 90;

const KEEP = `
  insert into refusals (launch_id, code, tenant_id, rule_id, launch_key, course_id, host, at) values ($1, $2, $3, $4, $5, $6, $7, $8)`;
const SWEEP = 'delete from refusals where at < $1';
const COLUMNS = `launch_id as "launchId", code, tenant_id as "tenantId", rule_id as "ruleId", launch_key as "launchKey", course_id as "courseId", host, at`;
const BY_CODE = `select ${COLUMNS} from refusals where code = $1 and ($2::uuid is null or tenant_id = $2) order by at desc limit 1`;
/** Who used this organisation's keys from a host that is not on its list. */
const ALARMS = `
  select host, launch_key as "launchKey", count(*)::int as launches, min(at) as "firstAt", max(at) as "lastAt"
  from refusals where tenant_id = $1 and rule_id = 'S29' and host is not null group by host, launch_key order by launches desc, host limit 200`;
const KEY_USE = `
  select launch_key as "launchKey", count(*)::int as launches, max(started_at) as "lastAt" from launches
  where tenant_id = $1 and launch_key is not null and started_at > $2 group by launch_key`;

export const Refusal = z.object({
  launchId: z.string(),
  code: z.string(),
  tenantId: z.string().nullable(),
  ruleId: z.enum(RULE_IDS),
  launchKey: z.string(),
  courseId: z.string(),
  host: z.string().nullable(),
  at: z.date(),
});
export type Refusal = z.infer<typeof Refusal>;

const KeyAlarm = z.object({
  host: z.string(),
  launchKey: z.string(),
  launches: z.number(),
  firstAt: z.date(),
  lastAt: z.date(),
});
/** The LMS has moved, or somebody else uses the package. */
export type KeyAlarm = z.infer<typeof KeyAlarm>;
const KeyUse = z.object({ launchKey: z.string(), launches: z.number(), lastAt: z.date() });
export type KeyUse = z.infer<typeof KeyUse>;

export interface RefusedLaunch {
  readonly ruleId: RuleId;
  readonly host: string | null;
  readonly tenantId: string | null;
  readonly launchKey: string;
  readonly courseId: string;
}

/** Refused launches, findable by the code that the page shows. */
@Injectable()
export class RefusalsStore {
  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** Keeps and tells it. The same statements whatever the cause, so that the time tells nothing (design §8, no oracle). */
  async keep({ ruleId, host, tenantId, launchKey, courseId }: RefusedLaunch): Promise<string> {
    const launchId = newId();
    const code = refusalCode(launchId);
    const now = this.clock.now();
    const told = {
      launchId,
      ruleId,
      tenantId,
      launchKey: storableText(launchKey.slice(0, 100)),
      courseId: storableText(courseId.slice(0, 100)),
      learnerId: null,
      host: host === null ? null : storableText(host.slice(0, 300)),
      at: now.toISOString(),
    };
    await this.outbox.transaction(async (tx, add) => {
      await tx.query(KEEP, [launchId, code, tenantId, ruleId, told.launchKey, told.courseId, told.host, now]);
      await add([launchEvent('launch.refused', launchId, now, told)]);
    });
    return code;
  }

  /** @param tenantId null = the publisher looks, in every organisation */
  async byCode(code: string, tenantId: string | null): Promise<Refusal | null> {
    const rows: unknown = await this.dataSource.query(BY_CODE, [code, tenantId]);
    return z.array(Refusal).parse(rows)[0] ?? null;
  }

  async alarms(tenantId: string): Promise<readonly KeyAlarm[]> {
    return z.array(KeyAlarm).parse(await this.dataSource.query(ALARMS, [tenantId]));
  }

  /** Launches by key, so that an admin sees whether an old key is still in use before revoking it. */
  async keyUse(tenantId: string, since: Date): Promise<readonly KeyUse[]> {
    return z.array(KeyUse).parse(await this.dataSource.query(KEY_USE, [tenantId, since]));
  }

  async sweep(): Promise<void> {
    await this.dataSource.query(SWEEP, [new Date(this.clock.now().getTime() - KEPT_DAYS * 86_400_000)]);
  }
}

/** The code on the page: the random end of the launch id, easy to read out. */
export function refusalCode(launchId: string): string {
  return launchId
    .replaceAll('-', '')
    .slice(-8)
    .toUpperCase()
    .replace(/^(.{4})/, '$1-');
}
