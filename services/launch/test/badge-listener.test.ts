import { afterAll, beforeAll, test } from '@jest/globals';
import { outgoingEvent } from '@aicc-bridge/messaging';
import { newId } from '@aicc-bridge/platform';
import { until } from '@aicc-bridge/testing';
import pg from 'pg';
import { HACP, KEY, type Launch, PASSWORD, startLaunch, TENANT } from './launch-under-test.js';
import { launchOf, TestBrowser } from './test-browser.js';

let launch: Launch;
beforeAll(async () => {
  launch = await startLaunch();
}, 60_000);
afterAll(() => launch?.close());

/** The badge's words as the page gets them, for as long as the test reads. */
function liveBadge(launchId: string, token: string): { readonly text: () => string; readonly close: () => void } {
  const stop = new AbortController();
  let received = '';
  const read = async (): Promise<void> => {
    const answer = await fetch(`${launch.url}/learn/launches/${launchId}/badge/live`, {
      headers: { authorization: `Bearer ${token}` },
      signal: stop.signal,
    });
    for await (const chunk of answer.body ?? []) received += Buffer.from(chunk).toString();
  };
  read().catch(() => undefined);
  return { text: () => received, close: () => stop.abort() };
}

async function confirmed(launchId: string, aggregateVersion: number, percent: number): Promise<void> {
  const at = new Date().toISOString();
  const desired = { status: 'incomplete', percent, version: aggregateVersion };
  const data = {
    launchId,
    aggregateVersion,
    tenantId: TENANT,
    learnerId: null,
    courseId: 'ladders',
    outcome: 'confirmed',
    waitingFor: null,
    ruleId: null,
    desired,
    acknowledged: { ...desired, at },
    sessionOver: false,
    verdict: null,
    receipt: null,
    at,
  };
  await launch.publish([
    outgoingEvent({
      topic: 'delivery.outcomes.v1',
      key: launchId,
      type: 'delivery.outcome.v1',
      source: '/test',
      id: newId(),
      time: new Date(),
      data,
    }),
  ]);
}

async function listeners(): Promise<readonly number[]> {
  const rows = await launch.rows(
    `select pid from pg_stat_activity where application_name = 'launch badges' and datname = current_database()`,
  );
  return rows.map(({ pid }) => Number(pid));
}

test('F45: the connection that listens for outcomes is dead – the poll takes over, and it is made anew', async () => {
  const page = await new TestBrowser(launch.url, { cookies: false }).signIn(
    `/aicc/launch/${KEY}/ladders?aicc_sid=f45&aicc_url=${encodeURIComponent(HACP)}`,
    'ada',
    PASSWORD,
  );
  const { launchId, launchToken } = launchOf(page.html);
  const badge = liveBadge(launchId, launchToken);
  await until(() => badge.text().includes('event: badge'), { what: 'the first badge', timeoutMs: 30_000 });
  const [before] = await listeners();
  const admin = new pg.Client({ connectionString: launch.database.adminUrl });
  await admin.connect();
  await admin.query('select pg_terminate_backend($1)', [before]);
  await confirmed(launchId, 1, 37);
  await until(() => badge.text().includes('37'), { what: 'the badge to show 37 %', timeoutMs: 30_000 });
  const anew = async (): Promise<boolean> => (await listeners()).some((pid) => pid !== before);
  await until(anew, { what: 'a new listener', timeoutMs: 30_000 });
  await confirmed(launchId, 2, 64);
  await until(() => badge.text().includes('64'), { what: 'the badge to show 64 %', timeoutMs: 30_000 });
  badge.close();
  await admin.end();
});
