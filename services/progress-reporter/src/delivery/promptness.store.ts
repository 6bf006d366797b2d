import { prepared } from '@aicc-bridge/database';
import type { Queryable } from '@aicc-bridge/messaging';

/** Counters of one tenant, to be added to those of the hour. */
export interface PromptnessCount {
  readonly tenantId: string;
  readonly prompt: number;
  readonly late: number;
}

/**
 * A row per tenant, hour and group of connections: with one row alone, whoever writes outcomes of a large tenant would wait for
 * everybody else who does. Rows are locked in the order of tenants, as the last of all locks (see ARCHITECTURE, lock order).
 */
const ADD = prepared(`
  insert into promptness (tenant_id, hour, part, prompt, late)
  select tenant_id, date_trunc('hour', $2::timestamptz, 'UTC'), pg_backend_pid() % 8, prompt, late
  from jsonb_to_recordset($1::jsonb) as c(tenant_id uuid, prompt int, late int) order by tenant_id
  on conflict (tenant_id, hour, part) do update set prompt = promptness.prompt + excluded.prompt, late = promptness.late + excluded.late`);

/** Counts progress as prompt or late, within the transaction that records what came of it, as its last statement. */
export async function countPromptness(tx: Queryable, counts: readonly PromptnessCount[], now: Date): Promise<void> {
  if (counts.length === 0) return;
  const rows = counts.map(({ tenantId, prompt, late }) => ({ tenant_id: tenantId, prompt, late }));
  await tx.query(ADD, [JSON.stringify(rows), now]);
}
