import { CONNECTION_CHECK } from '@aicc-bridge/contracts';
import type { OutgoingMessage } from '@aicc-bridge/messaging';
import type { ShownCertificate } from '../health/certificates.store.js';
import { outcomeMessage } from '../outcomes/outcome-message.provider.js';
import { type LaunchOutcome, outcomeOf } from '../outcomes/outcome-of.js';
import type { TraceRow } from '../trace/trace.store.js';
import { isCompletion } from './build-report.js';
import type { ClaimedDelivery } from './claimed-delivery.js';
import type { DeliveryFacts } from './delivery-facts.js';
import type { Judged } from './judge-exchange.js';
import { type HoldReason, owesCompletion, pacedUntil } from './next-step.js';
import { type Promptness, promptnessOf } from './promptness.js';
import type { PromptnessCount } from './promptness.store.js';

/** What a worker has to write about one claimed delivery. */
export interface FinishedDelivery {
  readonly delivery: ClaimedDelivery;
  readonly judged: Judged;
  readonly hold: HoldReason | null;
  readonly trace: TraceRow | null;
}

/** With what it means to the outside. */
export interface JudgedDelivery {
  readonly one: FinishedDelivery;
  readonly after: DeliveryFacts;
  readonly outcome: LaunchOutcome;
  readonly promptness: Promptness;
}

export function outcomeFor(one: FinishedDelivery, now: number): JudgedDelivery {
  const { delivery, judged, hold } = one;
  const after: DeliveryFacts = { ...delivery.facts, phase: judged.phase, session: judged.session };
  const outcome = outcomeOf(after, hold);
  const { session, phase, due_at: dueAt } = delivery.row;
  const claim = {
    before: { session, phase, dueAt: dueAt?.getTime() ?? null },
    after: judged,
    held: hold !== null,
    lost: outcome.outcome === 'needs-relaunch' && judged.session.carriedTo === null,
  };
  return { one, after, outcome, promptness: promptnessOf(claim, now) };
}

/** What the host showed, if a connection was made for this exchange. */
export function certificateOf({ delivery, trace }: FinishedDelivery): readonly ShownCertificate[] {
  const tls = trace?.facts.peer?.tls;
  if (!trace || !tls) return [];
  const { host, port } = delivery.row;
  return [{ host, port, validTo: tls.validTo, issuer: tls.issuer, seenAt: trace.startedAt }];
}

/** By tenant. What is tried with the test course is no learner's progress. */
export function countsOf(held: readonly JudgedDelivery[]): readonly PromptnessCount[] {
  const counts = new Map<string, PromptnessCount>();
  for (const { one, promptness } of held) {
    const { tenant_id: tenantId, course_id } = one.delivery.row;
    const { progress } = promptness;
    if (progress === 'none' || course_id === CONNECTION_CHECK) continue;
    const { prompt, late } = counts.get(tenantId) ?? { prompt: 0, late: 0 };
    counts.set(tenantId, {
      tenantId,
      prompt: prompt + (progress === 'prompt' ? 1 : 0),
      late: late + (progress === 'late' ? 1 : 0),
    });
  }
  return [...counts.values()];
}

export function columnsOf({ one, after, outcome, promptness }: JudgedDelivery, receipts: ReadonlyMap<string, string>) {
  const { delivery, judged } = one;
  const { row } = delivery;
  return {
    launch_id: row.launch_id,
    fence: row.fence,
    seen_version: row.desired_version,
    phase: judged.phase,
    session: { ...judged.session, wantedAt: promptness.wantedAt },
    due_at: iso(judged.dueAt),
    paced_until: judged.session.lastPutAt === null ? null : iso(pacedUntil(after)),
    backoff_until: judged.session.failures > 0 || judged.session.ambiguous > 0 ? iso(judged.dueAt) : null,
    owes_completion: owesCompletion(after),
    outcome: outcome.outcome,
    waiting_for: outcome.waitingFor,
    rule_id: outcome.ruleId,
    verdict: outcome.verdict,
    receipt: receipts.get(row.launch_id) ?? row.receipt,
    tell: changed(delivery, after, outcome),
  };
}

export function idsOf(finished: readonly FinishedDelivery[]): string[] {
  return finished.map(({ delivery }) => delivery.row.launch_id);
}

export function ends({ delivery, judged }: FinishedDelivery): boolean {
  return judged.phase === 'over' && delivery.row.aicc_sid_sealed !== null;
}

/** The LMS acknowledged a completion with this exchange. */
export function completes({ delivery, judged }: FinishedDelivery): boolean {
  const { acknowledged } = judged.session;
  return (
    acknowledged !== null && acknowledged !== delivery.row.session.acknowledged && isCompletion(acknowledged.status)
  );
}

export function settles({ delivery, judged }: FinishedDelivery): boolean {
  const { exit, readBack } = judged.session;
  // A completion that was looked for and not found is not settled by a polite ExitAU: the next launch sends it again.
  return exit === 'acknowledged' && delivery.row.session.exit !== 'acknowledged' && readBack !== 'missing';
}

function changed(
  { row }: ClaimedDelivery,
  after: DeliveryFacts,
  { outcome, waitingFor, ruleId }: LaunchOutcome,
): boolean {
  return (
    row.outcome !== outcome ||
    row.waiting_for !== waitingFor ||
    row.rule_id !== ruleId ||
    row.session.acknowledged?.version !== after.session.acknowledged?.version ||
    row.outcome_version === 0
  );
}

export function outcomeEvent(
  one: FinishedDelivery,
  after: DeliveryFacts,
  outcome: LaunchOutcome,
  recorded: { outcome_version: number; receipt: string | null } | undefined,
  now: Date,
): OutgoingMessage {
  const { row } = one.delivery;
  const { acknowledged } = after.session;
  const data = {
    launchId: row.launch_id,
    aggregateVersion: recorded?.outcome_version ?? 1,
    tenantId: row.tenant_id,
    learnerId: row.learner_id,
    courseId: row.course_id,
    outcome: outcome.outcome,
    waitingFor: outcome.waitingFor,
    ruleId: outcome.ruleId,
    desired: {
      status: after.progress.complete
        ? after.profile.completionWord
        : after.progress.counted
          ? 'incomplete'
          : 'not attempted',
      percent: after.progress.percent,
      version: after.desiredVersion,
    },
    acknowledged:
      acknowledged === null
        ? null
        : {
            status: acknowledged.status,
            percent: acknowledged.percent ?? 0,
            version: acknowledged.version,
            at: new Date(acknowledged.at).toISOString(),
          },
    sessionOver: after.phase === 'over',
    verdict: outcome.verdict,
    receipt: recorded?.receipt ?? null,
  };
  return outcomeMessage(data, now);
}

function iso(at: number | null): string | null {
  return at === null || !Number.isFinite(at) ? null : new Date(at).toISOString();
}
