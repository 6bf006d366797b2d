import { toLessonLocation } from '@aicc-bridge/aicc';
import type { TenantState } from '@aicc-bridge/contracts';
import { profileOf, type WireProfile } from '@aicc-bridge/lms-profiles';
import { z } from 'zod';
import type { DeliveryFacts } from './delivery-facts.js';
import { PHASES, SessionState } from './session-state.js';

const instant = z.date().nullable();
const count = z.coerce.number();

/** A row of the claim query: a delivery with all that its decisions need. */
export const ClaimedRow = z.object({
  launch_id: z.string(),
  tenant_id: z.string(),
  learner_id: z.string(),
  course_id: z.string(),
  host: z.string(),
  port: z.int(),
  phase: z.enum(PHASES),
  fence: z.coerce.string(),
  desired_version: count,
  due_at: instant,
  paced_until: instant,
  session: SessionState,
  outcome: z.string(),
  waiting_for: z.string().nullable(),
  rule_id: z.string().nullable(),
  receipt: z.string().nullable(),
  outcome_version: z.int(),
  device: z.enum(['desktop', 'mobile']),
  aicc_url_sealed: z.string().nullable(),
  aicc_sid_sealed: z.string().nullable(),
  started_at: z.date(),
  attempt_id: z.string().nullable(),
  superseded_by: z.string().nullable(),
  percent: z.int().nullable(),
  complete: z.boolean().nullable(),
  attempt_counted: z.boolean().nullable(),
  session_seconds: count,
  presence_at: instant,
  left_seen_at: instant,
  last_viewing_at: instant,
  location: z.string().nullable(),
  open_viewings: count,
  ended_viewings: count,
  predecessor_open: z.boolean(),
  lane_taken: z.boolean(),
});
export type ClaimedRow = z.infer<typeof ClaimedRow>;

/** A delivery that this worker holds until its lease ends. */
export interface ClaimedDelivery {
  readonly row: ClaimedRow;
  readonly facts: DeliveryFacts;
  readonly tenant: TenantState | null;
}

/** A tenant's settings with its LMS profile put together; made once per change of the tenant, not per delivery. */
export interface DeliveryTenant {
  readonly state: TenantState | null;
  readonly profile: WireProfile;
}

/** An unknown profile, or overrides that no longer fit, fall back to `generic`. */
export function deliveryTenant(state: TenantState | null): DeliveryTenant {
  const chosen = profileOf(state?.profile.id ?? 'generic', state?.profile.overrides ?? {});
  const found = chosen.kind === 'profile' ? chosen : profileOf('generic');
  if (found.kind !== 'profile') throw new Error('The generic LMS profile is missing');
  return { state, profile: found.profile.wire };
}

/** Puts row and tenant together. A tenant that is not known (yet) or deleted counts as disabled: nothing is sent. */
export function claimedDelivery(row: ClaimedRow, { state: tenant, profile }: DeliveryTenant): ClaimedDelivery {
  const facts: DeliveryFacts = {
    launchId: row.launch_id,
    phase: row.phase,
    session: row.session,
    startedAt: row.started_at.getTime(),
    desiredVersion: row.desired_version,
    heldBackUntil: row.paced_until?.getTime() ?? null,
    progress: { percent: row.percent ?? 0, complete: row.complete ?? false, counted: row.attempt_counted ?? false },
    sessionSeconds: Math.floor(row.session_seconds),
    location: toLessonLocation(row.location ?? ''),
    activity: {
      presenceAt: row.presence_at?.getTime() ?? null,
      leftSeenAt: row.left_seen_at?.getTime() ?? null,
      lastViewingAt: row.last_viewing_at?.getTime() ?? null,
      openViewings: row.open_viewings,
      endedViewings: row.ended_viewings,
    },
    supersededAt: row.superseded_by === null ? null : row.started_at.getTime(),
    predecessorOpen: row.predecessor_open,
    device: row.device,
    tenant: {
      enabled: tenant?.enabled === true && tenant.state === 'active',
      reportingMode: tenant?.reportingMode ?? 'paused',
      reportMobile: tenant?.reportMobile ?? false,
      hostListed: tenant?.hosts.some(({ name, port }) => name === row.host && port === row.port) ?? false,
    },
    profile,
  };
  return { row, facts, tenant };
}
