import { z } from 'zod';
import { CourseId, LaunchId, LearnerId, TenantId } from './ids.js';
import { RULE_IDS } from './rules.js';

/** Outcome of a launch (design §4, "outcome"). */
export const OUTCOMES = [
  'sending',
  'waiting',
  'confirmed',
  'needs-relaunch',
  'not-reported',
  'refused',
  'expired',
] as const;
export const Outcome = z.enum(OUTCOMES);
export type Outcome = z.infer<typeof Outcome>;

export const WaitingReason = z.enum(['backoff', 'paused', 'disabled', 'held']);
export type WaitingReason = z.infer<typeof WaitingReason>;

/** One sentence of cause and one of cure, and what finds them in another language. Outcomes of earlier versions have no ids. */
export const Verdict = z.object({
  cause: z.string(),
  cure: z.string(),
  /** of `CAUSES` and `CURES`; a newer reporter may know more */
  causeId: z.string().optional(),
  cureId: z.string().optional(),
  /** what the `{…}` of the sentences stand for */
  values: z.record(z.string(), z.string()).optional(),
});
export type Verdict = z.infer<typeof Verdict>;

const Reported = z.object({ status: z.string(), percent: z.int().min(0).max(100) });

/** Data of `delivery.outcome.v1` on `delivery.outcomes.v1`. The higher `aggregateVersion` of a launch wins. */
export const DeliveryOutcome = z.object({
  launchId: LaunchId,
  aggregateVersion: z.int().min(1),
  tenantId: TenantId,
  learnerId: LearnerId.nullable(),
  courseId: CourseId.nullable(),
  outcome: Outcome,
  waitingFor: WaitingReason.nullable(),
  ruleId: z.enum(RULE_IDS).nullable(),
  /** what we have */
  desired: Reported.extend({ version: z.int().min(0) }).nullable(),
  /** what the LMS confirmed with error=0 */
  acknowledged: Reported.extend({ version: z.int().min(0), at: z.iso.datetime() }).nullable(),
  /** the LMS session is over; what is watched now needs a relaunch */
  sessionOver: z.boolean(),
  /** one sentence of cause and one of cure, or null when all is well */
  verdict: Verdict.nullable(),
  /** 4 of 32 unambiguous characters, once a completion is confirmed */
  receipt: z.string().nullable(),
  at: z.iso.datetime(),
});
export type DeliveryOutcome = z.infer<typeof DeliveryOutcome>;
