import type pg from 'pg';

const DAYS = 7;
const DAY_MS = 86_400_000;

/** One exchange for each launch of the day before `$1`, a PutParam as it is kept; one in ten came over a new connection, which shows a certificate. */
const FILL = `
  insert into exchanges (exchange_id, launch_id, tenant_id, command, started_at, took_ms, request, http_status, answer, classification, clause, facts)
  select uuidv7(), launch_id, tenant_id, 'PutParam', started_at, 20 + port % 7, 'command=PutParam&version=4.0&session_id=…&aicc_data=' || repeat('x', 200),
    200, 'error=0' || repeat(' ', 60), 'confirmed', 'rule 41',
    jsonb_build_object('timings', jsonb_build_object('connect', 3, 'tls', 9, 'firstByte', 20), 'peer', case when get_byte(uuid_send(launch_id), 15) % 10 = 0
      then jsonb_build_object('address', '192.0.2.1', 'tls', jsonb_build_object('protocol', 'TLSv1.3', 'issuer', 'Bench CA', 'validTo', 'Nov 28 12:00:00 2027 GMT')) else 'null'::jsonb end)
  from launches where started_at >= $1::timestamptz and started_at < $1::timestamptz + interval '1 day'`;

const CERTIFICATES = `
  insert into certificates (host, port, valid_to, issuer, seen_at)
  select host, port, now() + interval '1 year', 'Bench CA', max(started_at) from launches where host is not null group by 1, 2`;

/** The wire of a week, in a partition for each day, as it is in life. */
export async function fillWithTraces(db: pg.Client): Promise<void> {
  const today = Date.parse(new Date().toISOString().slice(0, 10));
  for (let ago = DAYS; ago >= 0; ago -= 1) {
    const [from, to] = [today - ago * DAY_MS, today - (ago - 1) * DAY_MS].map((at) => new Date(at).toISOString());
    const name = `exchanges_${String(from).slice(0, 10).replaceAll('-', '')}`;
    await db.query(
      `create table if not exists ${name} partition of exchanges for values from ('${from}') to ('${to}')`,
    );
    await db.query(FILL, [from]);
  }
  await db.query(CERTIFICATES);
  await db.query('vacuum analyze exchanges, certificates');
}
