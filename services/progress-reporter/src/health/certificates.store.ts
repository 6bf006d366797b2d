import type { Queryable } from '@aicc-bridge/messaging';

/** What a host showed when a connection to it was made. */
export interface ShownCertificate {
  readonly host: string;
  readonly port: number;
  /** as the TLS library wrote it; read leniently */
  readonly validTo: string;
  readonly issuer: string;
  readonly seenAt: Date;
}

/**
 * Most connections show what the last one did: then nothing is written, and no row is locked that others of the host want. Rows are
 * locked in the order of hosts (see ARCHITECTURE, lock order).
 */
const NOTE = `
  insert into certificates as c (host, port, valid_to, issuer, seen_at)
  select host, port, valid_to, issuer, seen_at from jsonb_to_recordset($1::jsonb) as s(host text, port int, valid_to timestamptz, issuer text, seen_at timestamptz)
  where not exists (
    select 1 from certificates k
    where (k.host, k.port, k.issuer) = (s.host, s.port, s.issuer) and k.valid_to is not distinct from s.valid_to and k.seen_at > s.seen_at - interval '1 hour')
  order by host, port
  on conflict (host, port) do update set valid_to = excluded.valid_to, issuer = excluded.issuer, seen_at = excluded.seen_at
  where c.seen_at <= excluded.seen_at`;
/** Keeps the newest of each host, within the transaction that records what was exchanged. */
export async function noteCertificates(tx: Queryable, shown: readonly ShownCertificate[]): Promise<void> {
  if (shown.length === 0) return;
  const newest = new Map<string, ShownCertificate>();
  for (const one of shown.toSorted((a, b) => a.seenAt.getTime() - b.seenAt.getTime()))
    newest.set(`${one.host}:${one.port}`, one);
  const rows = [...newest.values()].map(({ host, port, validTo, issuer, seenAt }) => ({
    host,
    port,
    valid_to: dateOf(validTo),
    issuer,
    seen_at: seenAt,
  }));
  await tx.query(NOTE, [JSON.stringify(rows)]);
}

function dateOf(text: string): Date | null {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? null : at;
}
