import type { LaunchFrameRefused } from '@aicc-bridge/contracts';
import type { Queryable } from '@aicc-bridge/messaging';
import { z } from 'zod';

const KEEP = `
  insert into frame_refusals (launch_id, origin, tenant_id, at)
  select launch_id, origin, tenant_id, at from jsonb_to_recordset($1::jsonb) as r(launch_id uuid, origin text, tenant_id uuid, at timestamptz)
  on conflict do nothing`;
const BY_ORIGIN = `
  select tenant_id as "tenantId", origin, count(*)::int as launches, max(at) as "lastAt" from frame_refusals
  where ($1::uuid is null or tenant_id = $1) and at > $2 group by tenant_id, origin order by max(at) desc limit 100`;

export const FrameSuggestion = z.object({
  tenantId: z.string(),
  /** of a page that tried to show a course in a frame */
  origin: z.string(),
  launches: z.number(),
  lastAt: z.date(),
});
export type FrameSuggestion = z.infer<typeof FrameSuggestion>;

/** A repeat changes nothing: one row per launch and origin. */
export async function keepFrameRefusals(tx: Queryable, refused: readonly LaunchFrameRefused[]): Promise<void> {
  if (refused.length === 0) return;
  const rows = refused.map(({ launchId, origin, tenantId, at }) => ({
    launch_id: launchId,
    origin,
    tenant_id: tenantId,
    at,
  }));
  await tx.query(KEEP, [JSON.stringify(rows)]);
}

/** @param tenantId null = of every organisation */
export async function framesRefused(
  db: Queryable,
  tenantId: string | null,
  since: Date,
): Promise<readonly FrameSuggestion[]> {
  return z.array(FrameSuggestion).parse(await db.query(BY_ORIGIN, [tenantId, since]));
}
