import { Injectable } from '@nestjs/common';
import { prepared } from '@aicc-bridge/database';
import type { ExchangeTimings, Peer } from '@aicc-bridge/hacp-client';
import type { Queryable } from '@aicc-bridge/messaging';

/** What the transport saw. */
export interface ExchangeFacts {
  readonly timings: ExchangeTimings | null;
  /** null = over a kept connection, which shows nothing anew */
  readonly peer?: Peer | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly bodyCut?: boolean;
}

/** One HACP request and its answer; the sid is masked before it comes here (rule 74). */
export interface TraceRow {
  readonly exchangeId: string;
  readonly launchId: string;
  readonly tenantId: string;
  readonly command: string;
  readonly startedAt: Date;
  readonly tookMs: number;
  readonly request: string;
  readonly httpStatus: number | null;
  /** first 8,000 characters */
  readonly answer: string | null;
  readonly classification: string;
  readonly clause: string | null;
  readonly detail: string | null;
  readonly facts: ExchangeFacts;
}

/** What was on the wire while its learner was erased leaves no trace. */
const ADD = prepared(`
  insert into exchanges (exchange_id, launch_id, tenant_id, command, started_at, took_ms, request, http_status, answer, classification, clause, detail, facts)
  select exchange_id, launch_id, tenant_id, command, started_at, took_ms, request, http_status, answer, classification, clause, detail, facts
  from jsonb_to_recordset($1::jsonb) as e(exchange_id uuid, launch_id uuid, tenant_id uuid, command text, started_at timestamptz, took_ms int, request text, http_status int, answer text,
    classification text, clause text, detail text, facts jsonb)
  where not exists (select 1 from launches l where l.launch_id = e.launch_id and l.erased_at is not null)`);

@Injectable()
export class TraceStore {
  async add(tx: Queryable, rows: readonly TraceRow[]): Promise<void> {
    if (rows.length === 0) return;
    const columns = rows.map((row) => ({
      exchange_id: row.exchangeId,
      launch_id: row.launchId,
      tenant_id: row.tenantId,
      command: row.command,
      started_at: row.startedAt,
      took_ms: row.tookMs,
      request: row.request,
      http_status: row.httpStatus,
      answer: row.answer,
      classification: row.classification,
      clause: row.clause,
      detail: row.detail,
      facts: row.facts,
    }));
    // PostgreSQL takes no NUL in text, and an LMS may send one.
    await tx.query(ADD, [JSON.stringify(columns).replaceAll('\\u0000', '\\ufffd')]);
  }
}
