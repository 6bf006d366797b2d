import { Keyring, newId } from '@aicc-bridge/platform';
import type pg from 'pg';

export interface BenchHosts {
  readonly tenants: readonly { readonly tenantId: string; readonly hosts: readonly string[] }[];
  readonly port: number;
}

const HOSTS_PER_TENANT = 20;

/** `count` LMSs, 20 to a tenant, all on one port of the sink. */
export function benchHosts(count: number, port: number): BenchHosts {
  const names = Array.from({ length: count }, (_, n) => `lms-${n}.bench.example`);
  const tenants = Array.from({ length: Math.ceil(count / HOSTS_PER_TENANT) }, (_, n) => ({
    tenantId: newId(),
    hosts: names.slice(n * HOSTS_PER_TENANT, (n + 1) * HOSTS_PER_TENANT),
  }));
  return { tenants, port };
}

export async function seedTenants(db: pg.Client, { tenants, port }: BenchHosts): Promise<void> {
  for (const { tenantId, hosts } of tenants) {
    const state = {
      tenantId,
      aggregateVersion: 1,
      state: 'active',
      name: tenantId,
      enabled: true,
      hosts: hosts.map((name) => ({ name, port, http: true })),
      frameHosts: [],
      profile: { id: 'generic', overrides: {} },
      reportingMode: 'send',
      reportMobile: false,
      joinWithoutLaunchId: false,
      afterCompletion: 'new-attempt',
      launchKeys: [],
    };
    await db.query(
      `insert into read_model (topic, key, aggregate_version, state) values ('settings.tenants.v1', $1, 1, $2)`,
      [tenantId, JSON.stringify(state)],
    );
  }
}

const SESSION = {
  mode: 'normal',
  lms: { status: 'incomplete', percent: 40 },
  masteryScore: null,
  acknowledged: null,
  lastPutAt: null,
  failures: 0,
  firstFailureAt: null,
  ambiguous: 0,
  reinitialized: false,
  closing: null,
  finalPut: 'none',
  exit: 'none',
  ended: null,
  trouble: null,
};

/** The course of all seeded launches: one unit of so many media seconds, complete when all of it was watched. */
export async function seedCourse(db: pg.Client, seconds: number): Promise<void> {
  const state = {
    courseId: 'ladders',
    aggregateVersion: 1,
    state: 'published',
    title: 'Ladder Safety Basics',
    authors: ['Example Learning'],
    description: '',
    language: 'en',
    kind: 'course',
    topics: [],
    units: [{ unitId: 'u1', title: 'One', seconds }],
    completionThresholdPercent: 100,
  };
  await db.query(
    `insert into read_model (topic, key, aggregate_version, state) values ('catalog.courses.v1', 'ladders', 1, $1)`,
    [JSON.stringify(state)],
  );
}

/** `acknowledged-so-far`: 40 percent are confirmed and nothing is due; only an event can change that. */
export type SeededState = 'completed-and-due' | 'acknowledged-so-far';

/** The aicc_sid of a seeded launch. */
export function sidOf(launchId: string): string {
  return `sid${launchId.replaceAll('-', '')}`;
}

export interface SeededLaunch {
  readonly launchId: string;
  readonly tenantId: string;
  readonly learnerId: string;
  readonly sid: string;
  readonly host: string;
  readonly dueAt: number;
}

/** Launches that had their GetParam and whose attempt has just been completed: one PutParam each is due. */
export async function seedLaunches(
  db: pg.Client,
  hosts: BenchHosts,
  keyring: Keyring,
  count: number,
  begin: Date,
  overMs: number,
  state: SeededState = 'completed-and-due',
): Promise<readonly SeededLaunch[]> {
  const lanes = hosts.tenants.flatMap(({ tenantId, hosts: names }) => names.map((host) => ({ tenantId, host })));
  const seeded: SeededLaunch[] = [];
  for (let from = 0; from < count; from += 5_000) {
    const rows = Array.from({ length: Math.min(5_000, count - from) }, (_, n) => {
      const { tenantId, host } = lanes[(from + n) % lanes.length] ?? { tenantId: '', host: '' };
      const launchId = newId();
      const sid = sidOf(launchId);
      const dueAt = begin.getTime() + (overMs * (from + n)) / count;
      const learnerId = newId();
      seeded.push({ launchId, tenantId, learnerId, sid, host, dueAt });
      return {
        launch_id: launchId,
        attempt_id: newId(),
        tenant_id: tenantId,
        learner_id: learnerId,
        host,
        port: hosts.port,
        sid_digest: launchId,
        url: keyring.seal(`http://${host}:${hosts.port}/hacp`, `${launchId}/aicc_url`),
        sid: keyring.seal(sid, `${launchId}/aicc_sid`),
        due_at: new Date(dueAt),
      };
    });
    const soFar = state === 'acknowledged-so-far';
    const acknowledged = soFar ? { status: 'incomplete', percent: 40, version: 1, at: Date.now() } : null;
    const session = { ...SESSION, acknowledged, lastAnswerAt: Date.now() };
    await db.query(SEED, [JSON.stringify(rows), JSON.stringify(session), !soFar]);
  }
  if (state === 'acknowledged-so-far') await tellJustNow(db);
  await db.query('analyze launches, deliveries, attempts, activity');
  return seeded;
}

/** The LMS was told of 40 percent just now: ordinary progress has to wait for its turn. */
export async function tellJustNow(db: pg.Client): Promise<void> {
  await db.query(
    `update deliveries set session = session || jsonb_build_object('lastPutAt', $1::bigint), paced_until = to_timestamp($1::bigint / 1000.0) + interval '30 s'
     where session->'acknowledged'->>'status' = 'incomplete'`,
    [Date.now()],
  );
}

const SEED = `
  with r as (
    select * from jsonb_to_recordset($1::jsonb) as r(launch_id uuid, attempt_id uuid, tenant_id uuid, learner_id uuid, host text, port int, sid_digest text, url text, sid text, due_at timestamptz)
  ), l as (
    insert into launches (launch_id, tenant_id, learner_id, course_id, launch_key, device, host, port, sid_digest, aicc_url_sealed, aicc_sid_sealed, started_at, attempt_id, student_id)
    select launch_id, tenant_id, learner_id, 'ladders', 'k', 'desktop', host, port, sid_digest, url, sid, now(), attempt_id, sid_digest from r
  ), a as (
    insert into attempts (attempt_id, tenant_id, learner_id, course_id, number, percent, complete, counted)
    select attempt_id, tenant_id, learner_id, 'ladders', 1, case when $3::boolean then 100 else 40 end, $3::boolean, true from r
  ), v as (
    insert into activity (launch_id, clock, counted, completed, last_viewing_at, presence_at, location)
    select launch_id, tstzmultirange(tstzrange(now() - interval '90 s', now())), true, $3::boolean, now(), now(), 'u1@100' from r
  ), w as (
    insert into viewings (launch_id, viewing_id, last_at) select launch_id, 'v', now() from r
  )
  insert into deliveries (launch_id, tenant_id, host, port, sid_digest, phase, due_at, session)
  select launch_id, tenant_id, host, port, sid_digest, 'reporting', case when $3::boolean then due_at end, $2::jsonb from r`;
