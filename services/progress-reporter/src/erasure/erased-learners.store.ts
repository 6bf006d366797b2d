import { prepared } from '@aicc-bridge/database';
import type { Queryable } from '@aicc-bridge/messaging';
import { z } from 'zod';

/** Ingest holds it shared, an erasure alone: none can look between the two halves of the other. */
export const ERASURE_LOCK = 7201009;

const HOLD_OFF = `select pg_advisory_xact_lock_shared(${ERASURE_LOCK})`;
const ERASED = prepared(`
  select e.tenant_id as "tenantId", e.learner_id as "learnerId"
  from jsonb_to_recordset($1::jsonb) as g(tenant_id uuid, learner_id uuid) join erased_learners e using (tenant_id, learner_id)`);

/** A learner's id is one tenant's. */
export interface LearnerKey {
  readonly tenantId: string;
  readonly learnerId: string;
}
const Keys = z.array(z.object({ tenantId: z.string(), learnerId: z.string() }));

/** First of all locks of a transaction that takes in what is known of learners; an erasure then runs before it or after it. */
export async function holdOffErasure(tx: Queryable): Promise<void> {
  await tx.query(HOLD_OFF);
}

/** Leaves out what belongs to learners who were erased. What names no learner (null) stays. */
export async function withoutErased<T>(
  tx: Queryable,
  items: readonly T[],
  learnerOf: (item: T) => LearnerKey | null,
): Promise<readonly T[]> {
  const named = new Map(
    items.flatMap((item) => {
      const learner = learnerOf(item);
      return learner === null ? [] : [[nameOf(learner), learner] as const];
    }),
  );
  if (named.size === 0) return items;
  const asked = [...named.values()].map(({ tenantId, learnerId }) => ({ tenant_id: tenantId, learner_id: learnerId }));
  const erased = new Set(Keys.parse(await tx.query(ERASED, [JSON.stringify(asked)])).map(nameOf));
  if (erased.size === 0) return items;
  return items.filter((item) => {
    const learner = learnerOf(item);
    return learner === null || !erased.has(nameOf(learner));
  });
}

function nameOf({ tenantId, learnerId }: LearnerKey): string {
  return `${tenantId}/${learnerId}`.toLowerCase();
}
