import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { until } from '@aicc-bridge/testing';
import pg from 'pg';
import { HACP, KEY, type Launch, PASSWORD, startLaunch } from './launch-under-test.js';
import { TestBrowser } from './test-browser.js';

/** Launches of somebody who is signed in already: they are opened together, as they come (ADR 0043). */
let launch: Launch;
let ada: TestBrowser;
const good = (sid: string): string =>
  `/aicc/launch/${KEY}/ladders?aicc_sid=${sid}&aicc_url=${encodeURIComponent(HACP)}`;

beforeAll(async () => {
  launch = await startLaunch();
  ada = new TestBrowser(launch.url);
  await ada.signIn(good('first'), 'ada', PASSWORD);
}, 60_000);
afterAll(() => launch?.close());

/** @returns the launch that the browser is sent to */
async function open(sid: string): Promise<string> {
  const answer = await ada.raw('GET', good(sid), {}, null);
  await answer.arrayBuffer();
  return /^\/learn\/c\/([^?]+)/.exec(answer.headers.get('location') ?? '')?.[1] ?? `answered ${answer.status}`;
}
const openAtOnce = (sids: readonly string[]): Promise<string[]> => Promise.all(sids.map((sid) => open(sid)));
const started = async (): Promise<unknown[]> =>
  (await launch.told('launch.sessions.v1')).filter(({ type }) => type === 'launch.started');

test('thirty at once are thirty launches, each told once; a sid that comes twice among them is one', async () => {
  const before = (await started()).length;
  const sids = Array.from({ length: 30 }, (_, n) => `at-once-${n}`);
  const ids = await openAtOnce([...sids, 'at-once-7', 'at-once-7']);
  expect(new Set(ids).size).toBe(30);
  expect([ids[30], ids[31]]).toEqual([ids[7], ids[7]]);
  await until(async () => (await started()).length === before + 30, { what: 'thirty launches to be told' });
});

test('what a launch reads does not grow with the launches that there are, even if plans were made on empty tables', async () => {
  const admin = new pg.Client({ connectionString: launch.database.adminUrl });
  await admin.connect();
  try {
    const read = async (): Promise<number> => {
      const { rows } = await admin.query<{ read: string }>(
        `select coalesce(sum(seq_tup_read + idx_tup_fetch), 0) as read from pg_stat_user_tables where schemaname = 'launch' and relname = 'launches'`,
      );
      return Number(rows[0]?.read);
    };
    const opened = 240;
    const before = await read();
    for (let n = 0; n < opened; n += 8) await openAtOnce(Array.from({ length: 8 }, (_, k) => `many-${n + k}`));
    // A connection tells its counters with its next statement after a second: the inserts' own are there by then.
    await until(
      async () => {
        await Promise.all(Array.from({ length: 10 }, () => launch.dataSource.query('select 1')));
        const { rows } = await admin.query<{ n: string }>(
          `select n_tup_ins as n from pg_stat_user_tables where schemaname = 'launch' and relname = 'launches'`,
        );
        return Number(rows[0]?.n) > opened;
      },
      { what: 'the numbers to settle', timeoutMs: 30_000 },
    );
    expect((await read()) - before).toBeLessThan(opened * 10);
  } finally {
    await admin.end();
  }
});
